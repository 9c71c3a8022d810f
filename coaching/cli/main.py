"""Take a command line apart, run it, and turn every refusal into a sentence and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from coaching.cli.parser import parser
from coaching.cli.refusal import Refusal
from coaching.settings import BadSettings
from coaching.words import Words, plain

DONE, REFUSED, INTERRUPTED = 0, 2, 130

#: Where each command lives; only the one asked for is loaded, which is what makes the small ones quick.
_COMMANDS = {
    "run": ("coaching.cli.serve", "run"),
    "score": ("coaching.cli.commands", "score"),
    "report": ("coaching.cli.commands", "report"),
    "check": ("coaching.cli.commands", "check"),
    "magic-number": ("coaching.cli.tools", "magic"),
    "sample": ("coaching.cli.tools", "sample"),
    "backup": ("coaching.cli.memory", "backup"),
    "restore": ("coaching.cli.memory", "restore"),
    "verify": ("coaching.cli.memory", "verify"),
    "export": ("coaching.cli.memory", "export"),
    "erase": ("coaching.cli.memory", "erase"),
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
    except Refusal as refusal:
        print(refusal.text(words), file=sys.stderr)
        return REFUSED
    except BadSettings as bad:
        for name, kind, text in bad.wrong:
            print(plain(words(f"cli.setting.{kind}", name=name, text=text)), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; keep the interpreter from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE
