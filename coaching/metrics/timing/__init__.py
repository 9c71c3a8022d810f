"""Periods, time at work, seasons, and figures month by month."""
