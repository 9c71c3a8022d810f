"""The definitions of the KPIs as cards, generated from their declarations."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching import report
from coaching.report import Definition
from coaching.words import Words
from pages.kit.escape import text

_FACTS = ("formula", "team", "rule")
_FURTHER = ("watch", "better", "minimum", "source", "unit")


def show(defined: Sequence[Definition], words: Words) -> None:
    """Show every KPI with its formula and rule, the rest folded, and the notes on the method."""
    cells = "".join(_card(one, words) for one in defined)
    with st.container(key="definition-cards"):
        st.html(f'<div class="sc-grid sc-grid-wide">{cells}</div>')
    st.subheader(words("definitions.notes"), anchor=False)
    for title, said in report.notes(words):
        with st.expander(title):
            st.html(f"<p>{text(said)}</p>")


def _card(one: Definition, words: Words) -> str:
    return (
        f'<div class="sc-card"><h3 class="sc-label">{text(one.label)}</h3>'
        f"<p>{text(one.about)}</p>{_listed(one, _FACTS, words)}"
        f'<details class="sc-small"><summary>{text(words("definitions.more"))}</summary>'
        f"{_listed(one, _FURTHER, words)}</details></div>"
    )


def _listed(one: Definition, keys: Sequence[str], words: Words) -> str:
    facts = [(key, getattr(one, key)) for key in keys]
    listed = "".join(
        f"<dt>{text(words(f'definitions.{key}'))}</dt><dd>{text(fact)}</dd>" for key, fact in facts if fact
    )
    return f'<dl class="sc-said">{listed}</dl>'
