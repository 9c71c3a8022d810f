"""The commands that need no export: the magic number and the made-up sample."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from coaching.cli.errors import CliError
from coaching.cli.output import check_above_zero, option_name, report_written, write_json
from coaching.metrics import MagicNumber, magic_number
from coaching.sample import write as write_sample
from coaching.words import Words, plain


def magic(options: Namespace, words: Words) -> None:
    """Print the first appointments a week that a revenue goal requires (the magic number)."""
    for name in ("goal", "average_sale", "weeks_per_year"):
        check_above_zero(options, name)
    for name in ("next_step", "closing"):
        if not 0 < getattr(options, name) <= 1:
            raise CliError("bad_ratio", option=option_name(name))
    result = magic_number(
        options.goal,
        options.goal_period,
        options.average_sale,
        options.next_step,
        options.closing,
        options.weeks_per_year,
    )
    if options.json:
        write_json(options.json, asdict(result))
        report_written(options.json, words)
    else:
        print("\n".join(_lines(result, options.goal_period, words)))


def sample(options: Namespace, words: Words) -> None:
    """Write a made-up export to a file or a folder."""
    if options.reps < 1 or options.deals < 0 or options.seed < 0:
        raise CliError("bad_sample")
    try:
        files = write_sample(Path(options.out), options.reps, options.deals, options.seed, options.every_format)
    except ValueError:
        raise CliError("sample_too_large", deals=words.number(options.deals)) from None
    except OSError as error:
        raise CliError("cannot_write", file=options.out, why=error.strerror or str(error)) from error
    for file in files:
        report_written(str(file), words)


def _lines(result: MagicNumber, goal_period: str, words: Words) -> list[str]:
    period = words(f"goal_period.{goal_period}")
    amounts = {
        "cli.magic.sales": result.sales_needed,
        "cli.magic.next_steps": result.next_steps_needed,
        "cli.magic.appointments": result.first_appointments_needed,
    }
    lines = [words(key, number=words.number(amount, 2), period=period) for key, amount in amounts.items()]
    exact, whole = words.number(result.magic_number, 2), words.number(result.magic_number_rounded_up)
    return [plain(line) for line in (*lines, words("cli.magic.number", exact=exact, whole=whole))]
