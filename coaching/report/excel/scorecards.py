"""Excel: scorecards with real numbers, plans, definitions, and what the figures rest on."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from coaching.advise import Assessment
from coaching.compare import Mark, Scorecard
from coaching.importing import Source
from coaching.metrics import MINIMUM_TRIALS, Kpi, load_kpis
from coaching.report.content.definitions import definitions
from coaching.report.content.figures.kinds import kind_format
from coaching.report.content.figures.units import shown_cell, unit_format
from coaching.report.content.model import Look
from coaching.report.content.pages import rep_content
from coaching.report.content.phrases import kpi_label, note_text, tone_of
from coaching.report.content.plan.talks import rep_head, talk_text, talk_texts, team_verdict
from coaching.report.content.provenance import assumption_texts, period_text
from coaching.report.excel.numbers import PERCENT, TENTHS, WHOLE, as_number
from coaching.report.excel.sheets import Column, colour, heading, write, write_table
from coaching.words import Words, plain

#: The row of the summary's header, below its title, the period and the verdict.
_SUMMARY_TOP = 5
#: The width of a column of numbers whose format names currency and week.
_WITH_UNIT = 24


def scorecards_xlsx(
    assessment: Assessment,
    words: Words,
    sources: Sequence[Source] = (),
    kpis: Mapping[str, Kpi] | None = None,
    look: Look | None = None,
    only: str | None = None,
) -> bytes:
    """Return the assessment as a workbook: a summary in front, scorecards, plans, definitions, sources, assumptions.

    ``kpis`` are the declarations with the team's own thresholds, for the definitions; ``look`` has the team's name,
    the filters and a note. With ``only``, the workbook holds this rep and the team's line alone. Raises ``KeyError``
    for an unknown rep.

    Figures are numbers with formats, missing ones empty cells with a note; text from files is never a
    formula. Sheets run from right to left in Arabic.
    """
    if only is not None:
        assessment = replace(assessment, reps=(assessment.card(only),))
    book = Workbook()
    book.remove(book.active)
    _summary(book.create_sheet(words("excel.summary")), assessment, words, only, look or Look())
    _scorecards(book.create_sheet(words("excel.scorecards")), assessment, words)
    _plans(book.create_sheet(words("excel.plan")), assessment, words)
    _definitions(book.create_sheet(words("excel.definitions")), assessment, words, kpis)
    _provenance(book.create_sheet(words("excel.provenance")), assessment, words, sources, look or Look())
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _summary(sheet: Worksheet, assessment: Assessment, words: Words, only: str | None, look: Look) -> None:
    """Write what the workbook is about and the verdict, and below a line a rep: the figures, the talk, its worth."""
    money = partial(_with_currency, currency=assessment.currency, words=words)
    columns = [
        Column(words("report.col.rank")),
        Column(words("report.col.rep")),
        Column(words("excel.group")),
        Column(words("report.col.score"), TENTHS),
        Column(money(words("excel.revenue")), WHOLE, 14),
        Column(kpi_label(words, "goal_attainment"), PERCENT, 14),
        Column(words("ranking.rules"), width=12),
        Column(words("excel.col.verdict")),
        *(Column(words(f"excel.col.{name}"), width=_WITH_UNIT) for name in ("aim", "worth")),
    ]
    rows: list[list[object]] = []
    for card in assessment.reps:
        talk = talk_text(card, assessment, words)
        mark = card.marks.get("goal_attainment")
        goal = as_number(shown_cell(load_kpis()["goal_attainment"], mark), words) if mark else None
        rules = f"{card.rules_met.met}/{card.rules_met.of}" if card.rules_met.of else None
        row: list[object] = [card.rank, card.rep, card.peer_group, card.score if card.rank else None]
        row += [card.counts.known_revenue, goal, rules]
        about = (talk.verdict, as_number(talk.aim, words), as_number(talk.worth, words)) if talk else (None, None, None)
        rows.append([*row, *about])
    title = words("report.team.title") if only is None else words.name(plain(only))
    name = plain(look.team_name).strip()
    heading(sheet, 1, " · ".join(filter(None, (name, title))), large=True)
    heading(sheet, 2, period_text(assessment, words))
    talks = talk_texts(assessment, words)
    verdict = team_verdict(assessment, words, talks) if only is None else rep_head(assessment, only, words).verdict
    heading(sheet, 3, verdict, bold=True)
    write_table(sheet, columns, rows, top=_SUMMARY_TOP, frozen=2, rtl=words.rtl)


def _scorecards(sheet: Worksheet, assessment: Assessment, words: Words) -> None:
    cards = [*assessment.reps, assessment.team]
    kpis = [kpi for kpi in load_kpis().values() if any(kpi.key in card.marks for card in cards)]
    columns = [
        Column(words("report.col.rank")),
        Column(words("report.col.rep")),
        Column(words("excel.group")),
        Column(words("report.col.score"), TENTHS),
        *(Column(words(f"excel.{name}")) for name in ("deals", "open", "won", "lost")),
        Column(_with_currency(words("excel.revenue"), assessment.currency, words)),
    ]
    columns += [column for kpi in kpis for column in _kpi_columns(kpi, words, assessment.currency)]
    rows = [_card_row(card, kpis, words) for card in cards]
    below = write_table(sheet, columns, rows, frozen=2, rtl=words.rtl)
    sheet.auto_filter.ref = (
        sheet.auto_filter.ref.rsplit(":", 1)[0] + f":{sheet.cell(below - 2, len(columns)).coordinate}"
    )
    for cell in sheet[below - 1]:
        cell.font = Font(bold=True)
    _colour_statuses(sheet, cards, kpis, first=len(columns) - sum(_width(kpi) for kpi in kpis) + 1)


def _kpi_columns(kpi: Kpi, words: Words, currency: str | None) -> list[Column]:
    label = kpi_label(words, kpi.key)
    money, kind = unit_format(kpi).is_money, kind_format(kpi)
    columns = [Column(_with_currency(label, currency, words) if money else label, width=14)]
    if kind.is_counted:
        places = TENTHS if kind.has_tenths else WHOLE
        columns += [Column(words(f"excel.{side}", label=label), places, 11) for side in ("numerator", "denominator")]
    if kpi.rule:
        columns.append(Column(words("excel.status", label=label), width=15))
    return [*columns, Column(words("excel.note", label=label), width=24)]


def _width(kpi: Kpi) -> int:
    return 2 + (2 if kind_format(kpi).is_counted else 0) + (1 if kpi.rule else 0)


def _card_row(card: Scorecard, kpis: Sequence[Kpi], words: Words) -> list[object]:
    counts = card.counts
    row: list[object] = [card.rank, words("team") if card.rep is None else card.rep, card.peer_group, card.score]
    row += [counts.deals, counts.open, counts.won, counts.lost, counts.known_revenue]
    for kpi in kpis:
        mark = card.marks.get(kpi.key)
        row += _mark_cells(kpi, mark, words) if mark else [None] * _width(kpi)
    return row


def _mark_cells(kpi: Kpi, mark: Mark, words: Words) -> list[object]:
    cells: list[object] = [as_number(shown_cell(kpi, mark, bare=True), words)]
    if kind_format(kpi).is_counted:
        cells += [mark.figure.numerator, mark.figure.denominator]
    if kpi.rule:
        cells.append(words(f"status.{mark.status}") if mark.status else None)
    return [*cells, note_text(words, mark) or None]


def _colour_statuses(sheet: Worksheet, cards: Sequence[Scorecard], kpis: Sequence[Kpi], first: int) -> None:
    for line, card in enumerate(cards, 2):
        place = first
        for kpi in kpis:
            mark = card.marks.get(kpi.key)
            if kpi.rule and mark and mark.status and mark.figure.trials >= MINIMUM_TRIALS:
                colour(sheet.cell(line, place + _width(kpi) - 2), tone_of(mark.status) or "no_data")
            place += _width(kpi)


def _plans(sheet: Worksheet, assessment: Assessment, words: Words) -> None:
    heads = ["report.col.rep", "excel.priority", "report.col.kpi", "report.col.status"]
    heads += [f"excel.{name}" for name in ("seen", "worth", "target", "review", "watch", "mentor", "tip", "text")]
    rows: list[list[object]] = []
    for card in assessment.reps:
        if card.rep is None:
            continue
        content = rep_content(assessment, card.rep, words)
        days = [step.review_on for step in assessment.plans[card.rep].steps] if content.steps else []
        for place, (step, day) in enumerate(zip(content.steps, days, strict=True), 1):
            front = [card.rep, place, step.label, step.status_word, step.seen, step.worth]
            front += [step.target, day, step.watch, step.mentor]
            rows += [[*front, tip.title, tip.text] for tip in step.tips] or [[*front, None, None]]
        if not content.steps:
            remark = " ".join([content.empty_plan, *content.collect])
            rows.append([card.rep, None, None, None, remark, *[None] * (len(heads) - 5)])
    write_table(sheet, [Column(words(head)) for head in heads], rows, frozen=1, rtl=words.rtl)


def _definitions(sheet: Worksheet, assessment: Assessment, words: Words, kpis: Mapping[str, Kpi] | None) -> None:
    heads = ["report.col.kpi"]
    heads += [f"excel.{name}" for name in ("about", "formula", "reason", "source", "unit", "better", "minimum", "team")]
    rows = [
        [
            definition.label,
            definition.about,
            definition.formula,
            definition.rule,
            definition.source,
            definition.unit,
            definition.better,
            definition.minimum,
            definition.team,
        ]
        for definition in definitions(words, assessment, kpis)
    ]
    write_table(sheet, [Column(words(head)) for head in heads], rows, frozen=1, rtl=words.rtl)


def _provenance(sheet: Worksheet, assessment: Assessment, words: Words, sources: Sequence[Source], look: Look) -> None:
    heads = ["excel.file", "excel.sheet", "excel.table", "excel.rows_read", "excel.rows_kept", "excel.rows_set_aside"]
    heads.append("excel.rows_junk")
    rows = [
        [
            source.file,
            source.sheet,
            words(f"table.{source.table}") if words.has(f"table.{source.table}") else source.table,
            source.rows_read,
            source.rows_kept,
            source.rows_set_aside,
            source.rows_junk,
        ]
        for source in sources
    ]
    below = write_table(sheet, [Column(words(head)) for head in heads], rows, rtl=words.rtl)
    facts: list[list[object]] = [
        [words("excel.period"), period_text(assessment, words)],
        [words("excel.as_of"), assessment.as_of],
        [words("excel.currency"), assessment.currency],
        [words("excel.team_name"), look.team_name or None],
        [words("excel.note_typed"), look.note or None],
    ]
    facts += [[words("excel.filter"), text] for text in look.filters]
    facts += [[words("excel.assumption"), text] for text in assumption_texts(assessment, words, sources)]
    for line, (name, value) in enumerate(facts, below + 1):
        write(sheet.cell(line, 1), name)
        sheet.cell(line, 1).font = Font(bold=True)
        write(sheet.cell(line, 2), value)
        if isinstance(value, str):
            sheet.cell(line, 2).alignment = Alignment(vertical="top", wrap_text=False)


def _with_currency(label: str, currency: str | None, words: Words) -> str:
    return f"{label} ({words.currency(currency)})" if currency else label
