"""A rep's figures: a table against the colleagues and the rule, with trends and deals on demand."""

from __future__ import annotations

import re

import streamlit as st

from coaching.report import NOTHING, KpiRow, as_text
from coaching.words import Words
from pages.kit import cards, drilldown
from pages.kit.escape import text
from pages.rep import trend
from pages.workspace import Workspace

#: A text in brackets, which is kept on one line.
_BRACKETS = re.compile(r"\([^)]*\)")


def table(work: Workspace, rep: str) -> None:
    """Show every known figure as a row, and list the others with the reasons why they are missing."""
    words, content = work.words, work.rep(rep)
    known = [row for row in content.kpis if cards.is_known(row)]
    missing = [row for row in content.kpis if row not in known]
    with st.container(border=True):
        st.subheader(words("scorecard.kpis"), anchor=False)
        head = "".join(
            f'<th scope="col" class="{kind}">{text(words(f"rep.col.{key}"))}</th>'
            for key, kind in (("figure", ""), ("own", "sc-figure"), ("colleagues", "sc-figure"), ("rule", "sc-figure"))
        )
        body = "".join(_line(row, words) for row in known)
        st.html(
            f'<div class="sc-scroll" tabindex="0"><table class="sc-table sc-kpis"><thead><tr>{head}<th scope="col">'
            f"{text(words('rep.col.status'))}</th></tr></thead><tbody>{body}</tbody></table></div>"
        )
        if missing:
            with st.expander(words.count("rep.missing", len(missing))):
                cards.sentences([words("rep.missing.one", label=row.label, why=row.note) for row in missing])


def _line(row: KpiRow, words: Words) -> str:
    moved = ""
    if row.change:
        tone = {"better": "sc-on_target", "worse": "sc-below"}.get(row.change.verdict or "", "")
        by = f"{cards.ARROWS[row.change.direction]} {text(as_text(row.change.by, words))}"
        moved = f'<span class="sc-change {tone}">{by}</span>'
    cells = (
        ("own", "sc-figure", f"<b>{text(as_text(row.value, words))}</b>{moved}"),
        ("colleagues", "sc-figure sc-beside", text(_BRACKETS.sub(_unbroken, as_text(row.peers, words)) or NOTHING)),
        ("rule", "sc-figure", text(as_text(row.rule, words) or NOTHING)),
        ("status", "", cards.chip(row.status, row.status_word, row.tone)),
    )
    shown = "".join(
        f'<td class="{kind}" data-label="{text(words(f"rep.col.{key}"))}">{cell}</td>' for key, kind, cell in cells
    )
    return f'<tr><th scope="row">{cards.explained(row.label, row, words)}</th>{shown}</tr>'


def _unbroken(match: re.Match[str]) -> str:
    return match[0].replace(" ", "\u00a0")


def in_depth(work: Workspace, rep: str) -> None:
    """Show the trend of a figure and the deals behind it."""
    words = work.words
    with st.expander(words("rep.trend"), icon=":material/show_chart:"):
        trend.show(words, work.token, work.assessment(), rep)
    with st.container(key="in-depth"):
        st.subheader(words("drilldown.title"), anchor=False)
        drilldown.show(words, work.token, work.assessment(), rep)
