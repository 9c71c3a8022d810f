"""The open deals to work on first, by name."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from coaching.report.content.figures.cells import Quantity
from coaching.report.content.phrases import shown_name
from coaching.report.text import NOTHING
from coaching.words import Words

#: The gate at which open deals are stuck, for the figures that a gate makes.
GATE_OF = {"next_step_ratio": "next_step", "closing_ratio": "won", "win_rate": "won"}
MOST_DEALS = 5


@dataclass(frozen=True)
class OpenDeal:
    """One open deal: what it is called, its stage, for how long it has waited, and its amount."""

    name: str
    stage: str
    age: Quantity
    amount: Quantity


def open_deals(deals: pd.DataFrame, words: Words) -> tuple[OpenDeal, ...]:
    """Return the first deals of ``metrics.deals_waiting``; one without a name goes by its customer or id."""
    rows = deals.astype(object).where(deals.notna(), None).to_dict("records")
    shown = []
    for row in rows[:MOST_DEALS]:
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
