"""Take a command line apart, run it, and turn every refusal into a sentence and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from coaching.cli import commands
from coaching.cli.parser import parser
from coaching.cli.refusal import Refusal
from coaching.words import Words

DONE, REFUSED = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 the input was refused."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = parser().parse_args(arguments)
    words = Words(getattr(options, "lang", "en"))
    try:
        commands.COMMANDS[options.command](options, words)
        sys.stdout.flush()
    except Refusal as refusal:
        print(refusal.text(words), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # Whoever read the output has seen enough; keep the interpreter from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE
