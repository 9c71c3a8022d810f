"""The open deals to work on first, by name."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from coaching.advise import Assessment
from coaching.metrics import deals_waiting
from coaching.report.content.figures.cells import Quantity
from coaching.report.content.phrases import shown_name
from coaching.report.text import NOTHING
from coaching.words import Words

#: The gate before which the open deals wait that a figure is made of.
_GATE_OF = {
    "next_step_ratio": "next_step",
    "closing_ratio": "won",
    "win_rate": "won",
    "average_sale": "won",
    "sales_cycle_days": "won",
}
_MOST_DEALS = 5


@dataclass(frozen=True)
class OpenDeal:
    """One open deal: what it is called, its stage, for how long it has waited, and its amount."""

    name: str
    stage: str
    age: Quantity
    amount: Quantity


def open_deals(assessment: Assessment, rep: str, deals: pd.DataFrame, words: Words) -> tuple[OpenDeal, ...]:
    """Return the open deals that have waited longest before the gate of the first step of a rep's plan.

    A deal without a name goes by its customer or id. There is none if the first step is not about deals.
    """
    plan = assessment.plans.get(rep)
    gate = _GATE_OF.get(plan.steps[0].kpi) if plan is not None and plan.steps else None
    if gate is None:
        return ()
    waiting = deals_waiting(deals, gate, assessment.as_of, rep, _MOST_DEALS)
    shown = []
    for row in waiting.astype(object).where(waiting.notna(), None).to_dict("records"):
        named = row["deal_name"] or row["account"] or row["deal_id"]
        shown.append(
            OpenDeal(
                NOTHING if named is None else shown_name(words, str(named)),
                NOTHING if row["stage"] is None else shown_name(words, str(row["stage"])),
                Quantity(row["age_days"], "days"),
                Quantity(row["amount"], "money_in_full", currency=row["currency"]),
            )
        )
    return tuple(shown)
