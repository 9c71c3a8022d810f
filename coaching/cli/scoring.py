"""The commands that read exports: ``score``, ``report`` and ``check``."""

from __future__ import annotations

import datetime as dt
import math
from argparse import Namespace
from pathlib import Path

import pandas as pd

from coaching.advise import Assessment, Options, assess
from coaching.cli import console, documents
from coaching.cli.errors import CliError
from coaching.cli.files import blocking_issues, issue_line, load_files, usable
from coaching.cli.output import check_above_zero, report_written, write_json, write_out
from coaching.importing import Intake, TableMapping
from coaching.metrics import OwnRule, load_kpis
from coaching.report import file_names, open_deals, rep_content, rep_pdf, scorecards_xlsx, team_content, team_pdf
from coaching.words import Words, plain


def score(options: Namespace, words: Words) -> None:
    """Score every rep; print a table, or write JSON and Excel."""
    intake, mappings, assessment = _assessed(options, words)
    if options.json:
        write_json(options.json, documents.score_document(assessment, intake, words, mappings))
        report_written(options.json, words)
    if options.xlsx:
        write_out(options.xlsx, scorecards_xlsx(assessment, words, intake.sources))
        report_written(options.xlsx, words)
    if not options.json and not options.xlsx:
        print("\n".join(console.score_lines(assessment, intake, words)))


def report(options: Namespace, words: Words) -> None:
    """Write a PDF for each rep and one for the team, or only those asked for."""
    intake, _, assessment = _assessed(options, words)
    reps = [card.rep for card in assessment.reps if card.rep]
    if options.rep is not None and options.rep not in reps:
        raise CliError("unknown_rep", rep=plain(options.rep), reps=plain("; ".join(reps)))
    folder = Path(options.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CliError("cannot_write", file=options.out, why=error.strerror or str(error)) from error
    if options.rep is None:
        write_out(str(folder / "team.pdf"), team_pdf(team_content(assessment, words, intake.sources)))
        report_written(str(folder / "team.pdf"), words)
    if options.team:
        return
    deals = intake.tables.deals
    for rep, name in file_names(reps, ".pdf", taken=["team"]).items():
        if options.rep in (None, rep):
            # Deals in files larger than memory are read in batches, and none is named.
            own = open_deals(assessment, rep, deals, words) if isinstance(deals, pd.DataFrame) else ()
            write_out(str(folder / name), rep_pdf(rep_content(assessment, rep, words, intake.sources, deals=own)))
            report_written(str(folder / name), words)


def check(options: Namespace, words: Words) -> None:
    """Report for each file its table type, the mapping of columns and stages, and the rows set aside."""
    intake, mappings = load_files(options)
    if options.json:
        write_json(options.json, documents.check_document(intake, mappings, words))
        report_written(options.json, words)
    else:
        print("\n".join(console.check_lines(intake, mappings, words)))
    if not any(source.table for source in intake.sources):
        raise CliError("nothing_understood", *(issue_line(issue, words) for issue in blocking_issues(intake)))


def _assessed(options: Namespace, words: Words) -> tuple[Intake, tuple[TableMapping, ...], Assessment]:
    if options.goal is not None:
        check_above_zero(options, "goal")
    check_above_zero(options, "weeks_per_year")
    if options.start and options.end and options.start > options.end:
        raise CliError("dates_reversed", start=options.start.isoformat(), end=options.end.isoformat())
    rates = {code.upper(): rate for code, rate in options.rates}
    for name, number in (*options.rates, *options.rules):
        if not (math.isfinite(number) and number > 0):
            raise CliError("not_above_zero", option=name)
    for name, _ in options.rules:
        if name not in load_kpis():
            raise CliError("unknown_kpi", kpi=plain(name), kpis=", ".join(load_kpis()))
    if rates and not options.currency:
        raise CliError("rates_without_currency")
    read, mappings = load_files(options)
    intake = usable(read, words, mappings)
    analysis = Options(
        as_of=options.as_of,
        start=options.start,
        end=options.end,
        goal=options.goal,
        goal_period=options.goal_period,
        currency=options.currency.upper() if options.currency else None,
        rates=rates,
        rules=tuple(OwnRule(kpi, threshold) for kpi, threshold in options.rules),
        peers_by=options.peers,
        weeks_per_year=options.weeks_per_year,
        not_after=options.today or dt.date.today(),
        today=options.today,
    )
    try:
        return intake, mappings, assess(intake.tables, analysis)
    except ValueError as error:
        raise CliError("not_assessed", why=str(error)) from error
