"""The deals behind a figure, as a table and as a workbook, with a sentence that derives the figure from them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from coaching import report
from coaching.advise import Assessment
from coaching.compare import Mark
from coaching.metrics import counted_by_deal, load_kpis
from coaching.report import NOTHING, kind_format, kpi_label, safe_stem, say, value_cell
from coaching.tables import count_deals
from coaching.words import Words, plain
from pages.kit import cards, downloads, tables, widgets
from pages.kit.escape import markdown
from pages.session import choices, results, url

_DATES = ("first_appointment_on", "next_step_on", "closed_on")
_SHOWN = (
    "deal_id",
    "deal_name",
    "account",
    "rep",
    "outcome",
    "in_numerator",
    *_DATES,
    "cycle_days",
    "share",
    "amount_counted",
    "product",
    "stage",
    "file",
    "row",
)
_ONLY_RATIOS = "in_numerator"
_NEARLY = 1e-6


def show(words: Words, token: str, assessment: Assessment, rep: str | None = None) -> None:
    """Show the choice of a figure of a rep, or of the team, and the deals that it counts."""
    card = assessment.card(rep) if rep is not None else assessment.team
    options = ("", *(key for key in counted_by_deal() if key in card.marks))
    kpi = url.select(
        words("drilldown.choose"),
        options,
        "behind",
        "",
        format_func=lambda key: kpi_label(words, key) if key else words("drilldown.none"),
        width=420,
    )
    if not kpi:
        return
    deals = results.drilldown(token, choices.current(), kpi, rep)
    for line in tied_out(deals, card.marks[kpi], assessment.currency, words):
        st.markdown(markdown(line))
    if deals.empty:
        return
    _table(deals, kpi, rep, words)
    title = " ".join(filter(None, (plain(rep or ""), kpi_label(words, kpi))))
    downloads.button(
        words("drilldown.download"),
        lambda: report.deals_xlsx(deals, words, title),
        file_name=f"{kpi}-{safe_stem(rep)}.xlsx" if rep else f"{kpi}.xlsx",
        mime=widgets.XLSX,
        icon=":material/table_view:",
        key="behind-xlsx",
        on_click="ignore",
    )


def tied_out(deals: pd.DataFrame, mark: Mark, currency: str | None, words: Words) -> list[str]:
    """Return how the figure follows from the deals, and a note if a part of it comes from no single deal."""
    kpi = load_kpis()[mark.figure.kpi]
    above = deals[deals["in_numerator"]]
    n, m = len(deals), count_deals(above)
    if not n:
        return [words("drilldown.empty")]
    value = value_cell(kpi, mark.value, currency)
    own = f"drilldown.tie.{kpi.key}"
    sentence = words(
        own if words.has(own) else "drilldown.tie.ratio",
        deals=words.count("unit.deals", n),
        m=words.number(m, 1),
        amount=words.money(float(above["amount_counted"].sum()), currency),
        days=words.count("unit.days", int(above["cycle_days"].sum())),
    )
    lines = [f"{sentence} {say(words, 'drilldown.value', label=kpi_label(words, kpi.key), value=value)}"]
    counted, figure = kind_format(kpi).sum_of_deals(deals), mark.figure.numerator
    if counted is not None and figure is not None and abs(figure - counted) > _NEARLY * max(1.0, abs(figure)):
        lines.append(words("drilldown.more"))
    return lines


def _table(deals: pd.DataFrame, kpi: str, rep: str | None, words: Words) -> None:
    left_out = {"rep"} if rep is not None else set()
    if not load_kpis()[kpi].kind.is_ratio:
        left_out.add(_ONLY_RATIOS)
    names = [name for name in _SHOWN if name not in left_out and deals[name].notna().any()]
    frame = deals[names].copy()
    frame["outcome"] = frame["outcome"].astype(object).map(lambda code: words(f"outcome.{code}"), na_action="ignore")
    config: dict[str, Any] = {name: tables.text_column(words(f"deals.{name}"), words) for name in names}
    config |= {name: st.column_config.DateColumn(words(f"deals.{name}"), format="YYYY-MM-DD") for name in _DATES}
    config["row"] = st.column_config.NumberColumn(words("deals.row"), format="%d")
    config["cycle_days"] = st.column_config.NumberColumn(words("deals.cycle_days"), format="%d")
    # "localized" would follow the browser's digits and not the reader's choice.
    config["amount_counted"] = st.column_config.NumberColumn(words("deals.amount_counted"), format="accounting", step=1)
    config["in_numerator"] = st.column_config.CheckboxColumn(words("drilldown.counts"))
    with st.container(key="behind-table"):
        st.dataframe(
            frame,
            hide_index=True,
            column_config=config,
            column_order=tables.column_order(names, words),
            height="content" if len(frame) <= 10 else 420,
            key="behind-deals",
            alt=words("drilldown.alt"),
            placeholder=NOTHING,
        )
        tables.start_where_reading_starts(words, "behind-table")
    if not widgets.is_written_as_typed(words):
        cards.small(words("drilldown.digits"))
