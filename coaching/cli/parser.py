"""The commands and options of the command line, as an ``argparse`` parser."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from coaching.words import languages

PEERS = ("team", "region", "role", "all")
#: Values of ``--engine`` from earlier versions; all of them now read Parquet in batches.
ENGINES = ("duckdb", "polars", "spark")
PERIODS = ("month", "quarter", "year")


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``sales-coach``, which is ``python -m coaching`` if the package is not installed."""
    top = argparse.ArgumentParser(
        prog="sales-coach" if Path(sys.argv[0]).stem == "sales-coach" else "python -m coaching",
        description="Score sales reps from a CRM export and turn it into personal coaching plans.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve the pages on this machine", allow_abbrev=False)
    run.add_argument("--port", type=int, metavar="N", help="where the app listens (the first free one from 8501)")
    run.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    _language(run)

    score = commands.add_parser("score", help="score every rep", allow_abbrev=False)
    _files_options(score)
    _scoring_options(score)
    score.add_argument("--json", metavar="OUT", help="write the whole result as JSON; - is the standard output")
    score.add_argument("--xlsx", metavar="OUT", help="write the scorecards as an Excel workbook")

    report = commands.add_parser("report", help="write scorecards and plans as PDFs", allow_abbrev=False)
    _files_options(report)
    _scoring_options(report)
    report.add_argument("--out", metavar="DIR", required=True, help="folder for the PDFs; made when it is not there")
    which = report.add_mutually_exclusive_group()
    which.add_argument("--rep", metavar="NAME", help="only this rep")
    which.add_argument("--team", action="store_true", help="only the team's summary")

    check = commands.add_parser("check", help="show how each file was understood", allow_abbrev=False)
    _files_options(check)
    check.add_argument("--json", metavar="OUT", help="write the report as JSON; - is the standard output")

    magic = commands.add_parser("magic-number", help="appointments a week that a goal asks for", allow_abbrev=False)
    magic.add_argument("--goal", type=float, required=True, metavar="AMOUNT", help="revenue goal")
    magic.add_argument("--goal-period", choices=PERIODS, default="month", help="what the goal is for (month)")
    magic.add_argument("--average-sale", type=float, required=True, metavar="AMOUNT", help="revenue of a won deal")
    magic.add_argument("--next-step", type=_ratio, required=True, metavar="RATIO", help="0.60 or 60%%")
    magic.add_argument("--closing", type=_ratio, required=True, metavar="RATIO", help="0.40 or 40%%")
    magic.add_argument("--weeks-per-year", type=float, default=52.0, metavar="N", help="selling weeks in a year (52)")
    magic.add_argument("--json", metavar="OUT", help="write the result as JSON; - is the standard output")
    _language(magic)

    sample = commands.add_parser("sample", help="write a made-up export to try things on", allow_abbrev=False)
    sample.add_argument(
        "out", metavar="OUT", help="a .csv (deals), an .xlsx (deals, activities, goals, reps) or a folder"
    )
    sample.add_argument("--reps", type=int, default=12, metavar="N", help="how many reps (12)")
    sample.add_argument("--deals", type=int, default=1400, metavar="N", help="how many deals (1400)")
    sample.add_argument("--seed", type=int, default=7, metavar="N", help="the same seed gives the same export (7)")
    sample.add_argument("--every-format", action="store_true", help="also as HubSpot, Salesforce and Arabic exports")
    _language(sample)

    backup = commands.add_parser("backup", help="write the whole store to one file", allow_abbrev=False)
    backup.add_argument("out", metavar="OUT", help="the backup, a .zip")
    restore = commands.add_parser("restore", help="replace the contents of the store by a backup", allow_abbrev=False)
    restore.add_argument("file", metavar="FILE", help="a backup, or an automatic one from the data folder")
    restore.add_argument("--replace", action="store_true", help="even where there is data; a copy of it is kept")
    verify = commands.add_parser("verify", help="check the store for damage", allow_abbrev=False)
    verify.add_argument("--expect-data", action="store_true", help="fail also where there is no data at all")
    export = commands.add_parser("export", help="write everything stored about one rep", allow_abbrev=False)
    export.add_argument("rep", metavar="REP", help="the rep's name")
    export.add_argument("out", metavar="OUT", help="a .zip with Excel and JSON; - is the standard output")
    erase = commands.add_parser("erase", help="erase one rep's name, addresses and notes for good", allow_abbrev=False)
    erase.add_argument("rep", metavar="REP", help="the rep's name")
    erase.add_argument("--yes", action="store_true", help="yes, for good")
    for command in (export, erase):
        command.add_argument("--dataset", metavar="TOKEN", help="which data set; needed where there are several")
    for command in (backup, restore, verify, export, erase):
        command.add_argument("--data", metavar="DIR", help="the data folder (SALES_COACH_DATA, else data)")
        _language(command)
    return top


def _language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lang", choices=tuple(languages()), default="en", help="language of the answer (en)")


def _files_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", metavar="FILE", help="exports, in any of the formats the app reads")
    command.add_argument("--mapping", metavar="FILE", help="columns and stages, as JSON or YAML (see docs/cli.md)")
    _language(command)


def _scoring_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-of", type=_day, metavar="DATE", help="the day to judge from (the last event)")
    command.add_argument("--today", type=_day, metavar="DATE", help="the day that reviews are counted from (today)")
    command.add_argument("--from", dest="start", type=_day, metavar="DATE", help="first day of the period")
    command.add_argument("--to", dest="end", type=_day, metavar="DATE", help="last day of the period")
    command.add_argument("--goal", type=float, metavar="AMOUNT", help="revenue goal of each rep")
    command.add_argument("--goal-period", choices=PERIODS, default="month", help="what the goal is for (month)")
    command.add_argument("--currency", metavar="CODE", help="count only amounts in this currency")
    command.add_argument(
        "--rate",
        dest="rates",
        type=_pair,
        action="append",
        default=[],
        metavar="CODE=RATE",
        help="what one unit of another currency is worth in --currency; may be given several times",
    )
    command.add_argument(
        "--rule",
        dest="rules",
        type=_pair,
        action="append",
        default=[],
        metavar="KPI=THRESHOLD",
        help="your own rule in place of the declared one, such as closing_ratio=0.5; may be given several times",
    )
    command.add_argument(
        "--engine",
        choices=ENGINES,
        default="duckdb",
        help="kept for scripts that name one: every value reads Parquet in batches and needs nothing installed",
    )
    command.add_argument("--peers", choices=PEERS, help="whom a rep is compared with")
    command.add_argument("--weeks-per-year", type=float, default=52.0, metavar="N", help="selling weeks in a year (52)")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-10-31") from None


def _ratio(text: str) -> float:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a ratio; write it as 0.60 or 60%") from None


def _pair(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=NUMBER") from None
