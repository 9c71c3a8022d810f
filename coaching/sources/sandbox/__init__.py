"""Untrusted bytes -> grids of text, parsed in a child process that is confined.

Nothing is imported here: the child confines itself (``child.py``) before it loads what parsing takes.
"""
