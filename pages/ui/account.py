"""The account of every row: read = kept + set aside + junk, with the reasons in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from coaching.intake import give_back
from coaching.intake.model import Intake, Issue
from coaching.report import sentence
from coaching.report.model import Headline
from coaching.words import Words, plain
from pages.ui import cards, widgets
from pages.ui.exports import safe_csv
from pages.ui.safe import markdown

_SHOWN_ROWS = 200
#: The reason of rows that a later row of the same deal took the place of: nothing to mend.
_REPLACED = "superseded"


def counts(intake: Intake, words: Words) -> None:
    """Show how many rows were read, kept, set aside, replaced by later ones and recognised as junk."""
    totals = {
        kind: sum(getattr(source, f"rows_{kind}") for source in intake.sources)
        for kind in ("read", "kept", "set_aside", "junk")
    }
    if replaced := int(_is_replaced(intake.set_aside).sum()):
        totals |= {"set_aside": totals["set_aside"] - replaced, "replaced": replaced}
    cards.headlines(
        Headline(kind, words(f"rows.{kind}"), words.number(total), words(f"rows.{kind}.note") if total else "")
        for kind, total in totals.items()
    )


def issues(intake: Intake, words: Words) -> None:
    """Show what was found and what to do about it; what cost rows comes first."""
    found = [*intake.issues, *(issue for source in intake.sources for issue in source.issues)]
    problems(dict.fromkeys(found), words)


def problems(found: Iterable[Issue], words: Words) -> None:
    """Show issues in order of severity: refused files, rows set aside, notes."""
    order = {"fatal": 0, "set_aside": 1, "note": 2}
    for issue in sorted(found, key=lambda issue: order[issue.severity]):
        show = {"fatal": st.error, "set_aside": st.warning, "note": st.info}[issue.severity]
        show(markdown(told(issue, words)))


def told(issue: Issue, words: Words) -> str:
    """Say where something was found, what it was and what to do."""
    place = " · ".join(words.name(part) for part in (issue.file, issue.sheet, issue.column) if part)
    lines = _said(issue, words)
    rows = words("issue.rows", rows=words.listed(str(row) for row in issue.rows)) if issue.rows else ""
    return " ".join(part for part in (f"{place}:" if place else "", lines, rows) if part)


def set_aside(intake: Intake, words: Words) -> None:
    """Show the rows set aside with their reasons, to download and mend; those replaced by later ones apart."""
    replaced = _is_replaced(intake.set_aside)
    if not replaced.all():
        _to_be_mended(intake, intake.set_aside[~replaced], words)
    if replaced.any():
        with st.expander(words.count("quality.replaced", int(replaced.sum()))):
            cards.small(words("quality.replaced.lead"))
            _download(lambda: intake.set_aside[replaced], "replaced", words)


def _is_replaced(aside: pd.DataFrame) -> pd.Series:
    return aside["reason"].astype(object) == _REPLACED


def _to_be_mended(intake: Intake, aside: pd.DataFrame, words: Words) -> None:
    found = {issue.code: issue for source in intake.sources for issue in source.issues}
    reasons = {
        code: plain(_said(found.get(code) or Issue(code, "set_aside", "", count=int(count)), words))
        for code, count in aside["reason"].astype(object).value_counts().items()
    }
    tables = {table: named(words, "table", table or "unknown") for table in aside["table"].unique()}
    in_words = {"reason": reasons, "table": tables}
    st.subheader(words("quality.set_aside"), anchor=False)
    st.caption(words("quality.set_aside.lead"))
    order = ["reason", *(name for name in aside.columns if name != "reason")]
    st.dataframe(
        aside.head(_SHOWN_ROWS).replace(in_words),
        hide_index=True,
        column_config={name: words(f"set_aside.{name}") for name in ("file", "sheet", "row", "table", "reason")},
        column_order=list(reversed(order)) if words.rtl else order,
        alt=words("quality.set_aside"),
    )
    _download(lambda: aside.replace(in_words), "set-aside", words)


def _download(rows: Callable[[], pd.DataFrame], key: str, words: Words) -> None:
    st.download_button(
        words("quality.download"),
        lambda: _to_mend(rows()),
        file_name=f"{key}.csv",
        mime=widgets.CSV,
        icon=":material/download:",
        key=key,
        on_click="ignore",
    )


def _to_mend(rows: pd.DataFrame) -> bytes:
    data = safe_csv(rows)
    give_back()
    return data


def _said(issue: Issue, words: Words) -> str:
    return sentence(words, "issue", issue.code, vars(issue))


def sources(intake: Intake, words: Words) -> None:
    """Show every file and sheet with what it was taken for and its rows."""
    head = [words(f"source.{key}") for key in ("file", "taken_for", "read", "kept", "set_aside", "junk")]
    rows = [
        (
            plain(" · ".join(part for part in (source.file, source.sheet) if part)),
            taken_for(source.table, source.preset, words),
            *(words.number(n) for n in (source.rows_read, source.rows_kept, source.rows_set_aside, source.rows_junk)),
        )
        for source in intake.sources
    ]
    cards.table(head, rows, figures=range(2, 6))


def taken_for(table: str, preset: str | None, words: Words) -> str:
    """Name a table and the CRM layout it was recognised by."""
    role = named(words, "table", table or "unknown")
    return words("source.by_preset", role=role, preset=named(words, "preset", preset)) if preset else role


def named(words: Words, kind: str, code: str) -> str:
    """Name a code of intake (a table, field, preset or stage meaning); an unknown one stands for itself."""
    return words(f"{kind}.{code}") if words.has(f"{kind}.{code}") else plain(code)
