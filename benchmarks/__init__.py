"""Measurements of speed and of honesty; each module runs by itself and says how."""
