"""The command line: the same engine without a browser, and the upkeep of the store."""

from coaching.cli.main import main

__all__ = ["main"]
