"""Bytes of an untrusted file -> grids of text; the part that runs inside the cage.

This package imports nothing of the rest, so that a child process can load it alone (as ``parse``) and start
in a fraction of a second.
"""

from .limits import Limits
from .model import Grid, Note, Parsed, Refused
from .parser import parse

__all__ = ["Grid", "Limits", "Note", "Parsed", "Refused", "parse"]
