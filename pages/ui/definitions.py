"""The page of definitions, generated from the KPI declarations."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from coaching.measure.kpi import Kpi
from coaching.words import Words
from pages.ui.safe import text

#: What the reader should know besides the KPIs, each with a title and a text in the catalogue.
NOTES = ("peers", "range", "estimate", "status", "score", "open", "magic")


def show(kpis: Mapping[str, Kpi], words: Words) -> None:
    """Show every KPI with its formula and rule, then the notes."""
    cells = "".join(_card(kpi, kpis, words) for kpi in kpis.values())
    st.html(f'<div class="sc-grid">{cells}</div>')
    st.subheader(words("definitions.notes"), anchor=False)
    for note in NOTES:
        with st.expander(words(f"note.{note}.title")):
            st.html(f"<p>{text(words(f'note.{note}.text'))}</p>")


def rule_sentence(kpi: Kpi, kpis: Mapping[str, Kpi], words: Words) -> str:
    """Say in one sentence when this KPI is a reason to coach."""
    rule = kpi.rule
    if rule is None:
        return words("rule.none")
    if rule.kind == "product":
        return words("rule.product", kpis=words.listed(kpis[key].label[words.lang] for key in rule.of))
    if rule.threshold is None:
        return words("rule.none")
    return words(f"rule.{rule.kind}.{kpi.better}", threshold=words.percent(rule.threshold))


def _card(kpi: Kpi, kpis: Mapping[str, Kpi], words: Words) -> str:
    facts = (
        ("definitions.formula", kpi.formula[words.lang]),
        ("definitions.rule", rule_sentence(kpi, kpis, words)),
        ("definitions.better", words(f"better.{kpi.better}")),
    )
    listed = "".join(
        f'<p class="sc-fact"><span class="sc-muted">{text(words(key))}</span><br>{text(fact)}</p>'
        for key, fact in facts
    )
    return (
        f'<div class="sc-card"><h3 class="sc-label">{text(kpi.label[words.lang])}</h3>'
        f"<p>{text(kpi.about[words.lang])}</p>{listed}</div>"
    )
