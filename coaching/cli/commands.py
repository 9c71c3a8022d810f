"""The commands that take exports in: run the engine over them and write the answer."""

from __future__ import annotations

import datetime as dt
import math
from argparse import Namespace
from pathlib import Path

from coaching.advise import Assessment, Choices, assess
from coaching.cli import documents, screen
from coaching.cli.files import blocking_issues, refused_line, take_in, usable
from coaching.cli.output import must_be_above_zero, say_written, write_json, write_out
from coaching.cli.refusal import Refusal
from coaching.importing import Intake, TableMapping
from coaching.metrics import OwnRule, load_kpis
from coaching.report import file_names, rep_content, rep_pdf, scorecards_xlsx, team_content, team_pdf
from coaching.words import Words, plain


def score(options: Namespace, words: Words) -> None:
    """Score every rep: a table to read, or JSON and Excel."""
    taken, mappings, assessment = _assessed(options, words)
    if options.json:
        write_json(options.json, documents.score_document(assessment, taken, words, mappings))
        say_written(options.json, words)
    if options.xlsx:
        write_out(options.xlsx, scorecards_xlsx(assessment, words, taken.sources))
        say_written(options.xlsx, words)
    if not options.json and not options.xlsx:
        print("\n".join(screen.score_lines(assessment, taken, words)))


def report(options: Namespace, words: Words) -> None:
    """Write a PDF for each rep and one for the team, or only those asked for."""
    taken, _, assessment = _assessed(options, words)
    reps = [card.rep for card in assessment.reps if card.rep]
    if options.rep is not None and options.rep not in reps:
        raise Refusal("unknown_rep", rep=plain(options.rep), reps=plain("; ".join(reps)))
    folder = Path(options.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("cannot_write", file=options.out, why=error.strerror or str(error)) from error
    if options.rep is None:
        write_out(str(folder / "team.pdf"), team_pdf(team_content(assessment, words, taken.sources)))
        say_written(str(folder / "team.pdf"), words)
    if options.team:
        return
    for rep, name in file_names(reps, ".pdf", taken=["team"]).items():
        if options.rep in (None, rep):
            write_out(str(folder / name), rep_pdf(rep_content(assessment, rep, words, taken.sources)))
            say_written(str(folder / name), words)


def check(options: Namespace, words: Words) -> None:
    """Say what each file was taken for, how columns and stages were mapped, what was set aside."""
    taken, mappings = take_in(options)
    if options.json:
        write_json(options.json, documents.check_document(taken, mappings, words))
        say_written(options.json, words)
    else:
        print("\n".join(screen.check_lines(taken, words)))
    if not any(source.table for source in taken.sources):
        raise Refusal("nothing_understood", *(refused_line(issue, words) for issue in blocking_issues(taken)))


def _assessed(options: Namespace, words: Words) -> tuple[Intake, tuple[TableMapping, ...], Assessment]:
    if options.goal is not None:
        must_be_above_zero(options, "goal")
    must_be_above_zero(options, "weeks_per_year")
    if options.start and options.end and options.start > options.end:
        raise Refusal("dates_reversed", start=options.start.isoformat(), end=options.end.isoformat())
    rates = {code.upper(): rate for code, rate in options.rates}
    for name, number in (*options.rates, *options.rules):
        if not (math.isfinite(number) and number > 0):
            raise Refusal("not_above_zero", option=name)
    for name, _ in options.rules:
        if name not in load_kpis():
            raise Refusal("unknown_kpi", kpi=plain(name), kpis=", ".join(load_kpis()))
    if rates and not options.currency:
        raise Refusal("rates_without_currency")
    read, mappings = take_in(options)
    taken = usable(read, words, mappings)
    choices = Choices(
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
        return taken, mappings, assess(taken.tables, choices)
    except ValueError as error:
        raise Refusal("not_assessed", why=str(error)) from error
