"""The sandbox: parses untrusted bytes into grids of text in a confined child process.

Nothing is imported here, because the child confines itself (``child.py``) before it loads what parsing needs.
"""
