"""Untrusted bytes -> grids of text: what runs inside the cage.

Nothing is imported here: the child confines itself (``child.py``) before it loads what parsing takes.
"""
