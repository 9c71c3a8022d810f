"""A goal counts in the currency of the figures it is held against.

What would be lost: a rep measured in riyals against a goal in dollars.
"""

from __future__ import annotations

import pandas as pd
import pytest

from coaching.advise import Options, assess
from coaching.tables import Tables, conform
from tests.build import deals, won

SPAN = {"rep": "Sara", "goal_from": "2026-01-01", "goal_to": "2026-12-31", "goal_period": "year"}


def goal_of(currency: str | None, options: Options) -> float | None:
    sold = deals(won(100.0, currency="SAR"), won(100.0, currency="SAR"), won(70.0, currency="USD"))
    goals = conform(pd.DataFrame([{**SPAN, "amount": 5200.0, "currency": currency}]), "goals")
    card = assess(Tables(deals=sold, goals=goals), options).card("Sara")
    return None if card.goal is None else card.goal.weekly


@pytest.mark.parametrize(
    ("currency", "weekly"),
    [("SAR", 100.0), (None, 100.0), ("USD", None)],
)
def test_a_goal_in_another_currency_is_none(currency: str | None, weekly: float | None) -> None:
    assert goal_of(currency, Options()) == weekly


def test_given_rates_turn_goals_too() -> None:
    assert goal_of("USD", Options(currency="SAR", rates={"USD": 3.75})) == pytest.approx(375.0)
    assert goal_of(None, Options(currency="SAR", rates={"USD": 3.75})) == pytest.approx(100.0)
