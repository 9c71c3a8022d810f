"""The command line: score, report, check, magic-number and sample."""

from coaching.cli.main import main

__all__ = ["main"]
