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
    cells = "".join(_card(definition, words) for definition in defined)
    with st.container(key="definition-cards"):
        st.html(f'<div class="sc-grid sc-grid-wide">{cells}</div>')
    st.subheader(words("definitions.notes"), anchor=False)
    for title, note in report.notes(words):
        with st.expander(title):
            st.html(f"<p>{text(note)}</p>")


def _card(definition: Definition, words: Words) -> str:
    return (
        f'<div class="sc-card"><h3 class="sc-label">{text(definition.label)}</h3>'
        f"<p>{text(definition.about)}</p>{_listed(definition, _FACTS, words)}"
        f'<details class="sc-small"><summary>{text(words("definitions.more"))}</summary>'
        f"{_listed(definition, _FURTHER, words)}</details></div>"
    )


def _listed(definition: Definition, keys: Sequence[str], words: Words) -> str:
    facts = [(key, getattr(definition, key)) for key in keys]
    listed = "".join(
        f"<dt>{text(words(f'definitions.{key}'))}</dt><dd>{text(fact)}</dd>" for key, fact in facts if fact
    )
    return f'<dl class="sc-said">{listed}</dl>'
