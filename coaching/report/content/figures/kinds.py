"""The figures of each kind of KPI: what they are counted from, which of them is compared, what a mentor shows.

One class a kind of ``metrics.kinds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pandas as pd

from coaching.advise import Mentor
from coaching.compare import Mark, Scorecard
from coaching.metrics import Figure, Kpi, kinds
from coaching.report.content.figures.cells import Cell, Fraction, Phrase, Quantity
from coaching.tables import count_deals


class KindFormat:
    """A figure made of others, of which numerator and denominator say little.

    Attributes
    ----------
    decimals : int
        With how many decimals a percentage is written.
    is_counted : bool
        Whether numerator and denominator are counts or sums that a reader can check; ``has_tenths`` if not whole.
    highest : float
        No value is above it.
    is_by_appointments : bool
        Whether it is judged by first appointments a week, which stand beside it.
    """

    decimals: ClassVar[int] = 0
    is_counted: ClassVar[bool] = False
    has_tenths: ClassVar[bool] = False
    highest: ClassVar[float] = float("inf")
    is_by_appointments: ClassVar[bool] = False

    def __init__(self, kpi: Kpi) -> None:
        self.kpi = kpi

    def counted(self, part: float, whole: float) -> Cell:
        """Return what a value was counted from, short; "" where that says nothing."""
        return Fraction(Quantity(part, "count"), Quantity(whole, "count")) if self.kpi.unit == "ratio" else ""

    def part(self, part: float, currency: str | None) -> Quantity:
        """Return the numerator."""
        return Quantity(part, "count")

    def whole(self, whole: float, currency: str | None) -> Quantity:
        """Return the denominator."""
        return Quantity(whole, "count")

    def compared(self, card: Scorecard) -> Mark | None:
        """Return the figure that is compared with colleagues'."""
        return card.marks.get(self.kpi.key)

    def needed(self, card: Scorecard) -> float | None:
        """Return the target of that figure."""
        return card.marks[self.kpi.key].target if self.kpi.key in card.marks else None

    def of_mentor(self, mentor: Mentor, value: Quantity) -> Cell:
        """Return the figure of a mentor, with the counts behind it where they say something."""
        return value

    def sum_of_deals(self, deals: pd.DataFrame) -> float | None:
        """Return what the deals behind a figure (``metrics.drilldown``) add up to; None where nothing adds up."""
        return None


class RatioFormat(KindFormat):
    """So many of so many."""

    decimals = 1
    is_counted = True
    highest = 1.0

    def of_mentor(self, mentor: Mentor, value: Quantity) -> Cell:
        """Return the ratio with its trials."""
        return Phrase("report.step.mentor.ratio", {"value": value, "deals": Quantity(mentor.trials, "deals")})

    def sum_of_deals(self, deals: pd.DataFrame) -> float | None:
        """Return the deals of the numerator, by the rep's part of each."""
        return count_deals(deals[deals["in_numerator"]])


class MeanFormat(KindFormat):
    """So much per deal."""

    is_counted = True

    def counted(self, part: float, whole: float) -> Cell:
        """Return how many deals it is over."""
        return Quantity(whole, "deals")

    def part(self, part: float, currency: str | None) -> Quantity:
        """Return the total in the unit of the mean."""
        return Quantity(part, "days") if self._is_of_days else Quantity(part, "money_in_full", 0, currency)

    def whole(self, whole: float, currency: str | None) -> Quantity:
        """Return how many deals it is over."""
        return Quantity(whole, "deals")

    def of_mentor(self, mentor: Mentor, value: Quantity) -> Cell:
        """Return the mean with its deals."""
        return Phrase("report.step.mentor.mean", {"value": value, "deals": Quantity(mentor.trials, "deals")})

    def sum_of_deals(self, deals: pd.DataFrame) -> float | None:
        """Return the total of the amounts, or of the days."""
        column = "cycle_days" if self._is_of_days else "amount_counted"
        return float(deals[column][deals["in_numerator"]].sum())

    @property
    def _is_of_days(self) -> bool:
        return self.kpi.unit == "days"


class RequirementFormat(KindFormat):
    """What a goal asks for: money over money."""

    def part(self, part: float, currency: str | None) -> Quantity:
        """Return the goal."""
        return Quantity(part, "money_in_full", 0, currency)

    def whole(self, whole: float, currency: str | None) -> Quantity:
        """Return the worth of one."""
        return Quantity(whole, "money_in_full", 0, currency)


class ActivityFormat(KindFormat):
    """Appointments held over those needed: it is the appointments that are compared and coached."""

    is_counted = True
    has_tenths = True
    is_by_appointments = True

    def compared(self, card: Scorecard) -> Mark | None:
        """Return first appointments a week."""
        return card.activity or card.marks.get(self.kpi.key)

    def needed(self, card: Scorecard) -> float | None:
        """Return the appointments a week that the goal requires."""
        needed = card.marks.get("magic_number")
        return None if needed is None else needed.value


class AttainmentFormat(RequirementFormat):
    """Revenue over the goal."""

    is_counted = True

    def counted(self, part: float, whole: float) -> Cell:
        """Return both amounts, without their currency."""
        return Fraction(Quantity(part, "money", 0), Quantity(whole, "money", 0))


_CLASSES: Mapping[kinds.Kind, type[KindFormat]] = {
    kinds.RATIO: RatioFormat,
    kinds.MEAN: MeanFormat,
    kinds.REQUIREMENT: RequirementFormat,
    kinds.ACTIVITY: ActivityFormat,
    kinds.ATTAINMENT: AttainmentFormat,
}


def kind_format(kpi: Kpi) -> KindFormat:
    """Return how figures of a KPI are shown, by its kind."""
    return _CLASSES.get(kpi.kind, KindFormat)(kpi)


def counted_of(figure: Figure) -> tuple[float, float] | None:
    """Return m and n of a figure, where it has both."""
    return None if figure.numerator is None or figure.denominator is None else (figure.numerator, figure.denominator)
