"""Writing results to files or the standard output, and the checks of options that commands share."""

from __future__ import annotations

import json
import math
import sys
from argparse import Namespace
from pathlib import Path

from coaching.cli.errors import CliError
from coaching.words import Words, plain


def write_out(target: str, data: bytes) -> None:
    """Write to a file, or to the standard output for ``-``; raises ``CliError`` if that fails."""
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        Path(target).write_bytes(data)
    except OSError as error:
        raise CliError("cannot_write", file=target, why=error.strerror or str(error)) from error


def write_json(target: str, document: object) -> None:
    """Write a document as readable JSON in UTF-8."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    write_out(target, (text + "\n").encode("utf-8", "replace"))


def check_above_zero(options: Namespace, name: str) -> None:
    """Raise ``CliError`` for an option that is not a finite number above zero."""
    value = getattr(options, name)
    if not (math.isfinite(value) and value > 0):
        raise CliError("not_above_zero", option=option_name(name))


def option_name(name: str) -> str:
    """Return the name of an option as it is typed: ``goal_period`` is ``--goal-period``."""
    return "--" + name.replace("_", "-")


def report_written(target: str, words: Words) -> None:
    """Print which file was written, on the standard error so that the output stays clean."""
    if target != "-":
        print(plain(words("cli.written", file=target)), file=sys.stderr)
