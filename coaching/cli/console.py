"""Results as text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from coaching.advise import Assessment
from coaching.cli.files import all_issues, issue_text, place, question_text
from coaching.importing import Intake, Issue, Source, TableMapping, raised
from coaching.metrics import load_kpis
from coaching.report import LeaderKpi, TeamContent, as_text, team_content
from coaching.words import Words, plain

_SIGNS = {"below": "!", "watch": "?"}
_HEADER_WIDTH = 12
_GAP = "  "


def score_lines(assessment: Assessment, intake: Intake, words: Words) -> list[str]:
    """Return the leaderboard, the findings and the assumptions as lines."""
    content = team_content(assessment, words, intake.sources)
    shown = [row for row in content.kpis if load_kpis()[row.key].summary and _anyone_has(row.key, content)]
    header = [
        words("cli.rank"),
        words("cli.rep"),
        words("cli.score"),
        *(row.label for row in shown),
        words("cli.first_step"),
    ]
    rows = [
        [
            words.number(leader.rank) if leader.rank else "",
            leader.rep,
            as_text(leader.score, words),
            *(_cell(kpi, words) for row in shown for kpi in leader.kpis if kpi.key == row.key),
            leader.first_step,
        ]
        for leader in content.leaders
    ]
    lines = [f"{content.title} · {content.period} · {content.as_of}", "", *table(header, rows), ""]
    lines.append(words("cli.legend", below=words("status.below"), watch=words("status.watch")))
    for title, texts in (("cli.findings", content.findings), ("cli.assumptions", content.assumptions)):
        if texts:
            lines += ["", words(title), *(f"- {text}" for text in texts)]
    return [plain(line) for line in lines]


def check_lines(intake: Intake, mappings: Sequence[TableMapping], words: Words) -> list[str]:
    """Return for every file its mapping, the counts of its rows, its issues and the open questions, as lines."""
    lines: list[str] = []
    issues = all_issues(intake)
    for source, mapping in zip_longest(intake.sources, mappings):
        own = [issue for issue in issues if (issue.file, issue.sheet) == (source.file, source.sheet)]
        asked = (*mapping.questions, *raised(source, mapping)) if mapping else ()
        taken_for = mapping.table if mapping else ""
        questions = dict.fromkeys(f"  ? {question_text(question, words, taken_for)}" for question in asked)
        lines += [*_source_lines(source, words), *_issue_lines(own, words), *questions, ""]
    known = {(source.file, source.sheet) for source in intake.sources}
    for issue in issues:
        if (issue.file, issue.sheet) not in known:
            lines += [place(issue), *_issue_lines([issue], words), ""]
    return [plain(line) for line in lines[:-1]]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return aligned columns; headings longer than a column should be wide are wrapped."""
    wrapped = [_wrapped(plain(text)) for text in header]
    body = [[plain(cell) for cell in row] for row in rows]
    top = list(zip_longest(*wrapped, fillvalue=""))
    widths = [max(_width(row[place]) for row in (*top, *body)) for place in range(len(header))]
    rule = ["-" * width for width in widths]
    return [
        _GAP.join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (*top, rule, *body)
    ]


def _anyone_has(key: str, content: TeamContent) -> bool:
    return any(row.key == key and row.value.value is not None for leader in content.leaders for row in leader.kpis)


def _cell(row: LeaderKpi, words: Words) -> str:
    counted = f"({as_text(row.counted, words)})" if row.counted and load_kpis()[row.key].kind.is_ratio else ""
    return " ".join(part for part in (as_text(row.value, words), counted, _SIGNS.get(row.status or "", "")) if part)


def _source_lines(source: Source, words: Words) -> list[str]:
    role = words(f"cli.table.{source.table}") if source.table else words("cli.table.none")
    preset = words("cli.check.preset", preset=source.preset) if source.preset else ""
    lines = [
        f"{place(source)}: {role} {preset}".rstrip(),
        "  "
        + words(
            "cli.check.rows",
            read=words.number(source.rows_read),
            kept=words.number(source.rows_kept),
            aside=words.number(source.rows_set_aside),
            junk=words.number(source.rows_junk),
        ),
    ]
    if source.mapping:
        lines.append("  " + words("cli.check.columns"))
        lines += [f"    {field} = {header}" for field, header in source.mapping.items()]
    if source.stages:
        undecided = words("cli.check.undecided")
        lines.append("  " + words("cli.check.stages"))
        lines += [f"    {label} = {meaning or undecided}" for label, meaning in source.stages.items()]
    return lines


def _issue_lines(issues: Iterable[Issue], words: Words) -> list[str]:
    return [f"  [{words(f'cli.severity.{issue.severity}')}] {issue_text(issue, words)}" for issue in issues]


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and _width(lines[-1]) + 1 + _width(word) > _HEADER_WIDTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _width(text: str) -> int:
    """Return the terminal columns that ``text`` takes: marks none, wide letters two."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)
