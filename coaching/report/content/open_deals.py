"""The open deals to work on first, by name, as finished text."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from coaching.report.content.phrases import NOTHING, shown_name
from coaching.words import Words

#: The gate at which open deals are stuck, for the figures that a gate makes.
GATE_OF = {"next_step_ratio": "next_step", "closing_ratio": "won", "win_rate": "won"}
MOST_DEALS = 5


@dataclass(frozen=True)
class OpenDeal:
    """One open deal: what it is called, its stage, for how long it has waited, and its amount."""

    name: str
    stage: str
    age: str
    amount: str


def open_deals(deals: pd.DataFrame, words: Words) -> tuple[OpenDeal, ...]:
    """Return the first deals of ``metrics.deals_waiting`` as text; one without a name goes by its customer or id."""
    rows = deals.astype(object).where(deals.notna(), None).to_dict("records")
    found = []
    for row in rows[:MOST_DEALS]:
        named = row["deal_name"] or row["account"] or row["deal_id"]
        found.append(
            OpenDeal(
                NOTHING if named is None else shown_name(words, str(named)),
                NOTHING if row["stage"] is None else shown_name(words, str(row["stage"])),
                NOTHING if row["age_days"] is None else words.days(row["age_days"]),
                NOTHING if row["amount"] is None else words.money(row["amount"], row["currency"]),
            )
        )
    return tuple(found)
