"""Parse a command line, run its command, and turn every error into a message and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from coaching.cli.errors import CliError
from coaching.cli.parser import parser
from coaching.settings import BadSettings
from coaching.words import Words, plain

DONE, REFUSED, INTERRUPTED = 0, 2, 130

#: The module and function of each command; only the command asked for is imported, so that small ones start fast.
_COMMANDS = {
    "run": ("coaching.cli.serve", "run"),
    "score": ("coaching.cli.scoring", "score"),
    "report": ("coaching.cli.scoring", "report"),
    "check": ("coaching.cli.scoring", "check"),
    "magic-number": ("coaching.cli.standalone", "magic"),
    "sample": ("coaching.cli.standalone", "sample"),
    "backup": ("coaching.cli.upkeep", "backup"),
    "restore": ("coaching.cli.upkeep", "restore"),
    "verify": ("coaching.cli.upkeep", "verify"),
    "export": ("coaching.cli.upkeep", "export"),
    "erase": ("coaching.cli.upkeep", "erase"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 the input was refused."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    words = Words(options.lang)
    try:
        module, name = _COMMANDS[options.command]
        getattr(import_module(module), name)(options, words)
        sys.stdout.flush()
    except CliError as refusal:
        print(refusal.text(words), file=sys.stderr)
        return REFUSED
    except BadSettings as bad:
        for name, kind, text in bad.wrong:
            print(plain(words(f"cli.setting.{kind}", name=name, text=text)), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the pipe has closed it; without this the interpreter complains about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE
