"""The units of KPIs, one class each: how two values are compared, and to which digit targets are set.

``report.content.figures`` defines how values are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class Unit:
    """A unit of plain numbers, such as appointments a week."""

    name: ClassVar[str] = ""
    #: What one of the unit is as it is typed: a ratio of 0.65 is typed as 65.
    typed: ClassVar[float] = 1.0
    #: The code of what people type: ``percent``, ``money``, ``days`` or ``number``.
    typed_as: ClassVar[str] = "number"

    def gap(self, value: float, expected: float) -> float | None:
        """Return the relative difference from the peers' figure; None if that is 0."""
        return value / expected - 1 if expected else None

    def rounded(self, value: float) -> float:
        """Return a value rounded as people set targets: to whole numbers."""
        return round(value, 0)


class Share(Unit):
    """A part of 1, written in percent; differences are in points."""

    name = "ratio"
    typed = 100.0
    typed_as = "percent"

    def gap(self, value: float, expected: float) -> float | None:
        """Return the difference in points."""
        return value - expected

    def rounded(self, value: float) -> float:
        """Return whole percent."""
        return round(value, 2)


class Money(Unit):
    """Major units of a currency."""

    name = "money"
    typed_as = "money"

    def rounded(self, value: float) -> float:
        """Return an amount of three digits."""
        return float(f"{value:.3g}")


class Days(Unit):
    """Days."""

    name = "days"
    typed_as = "days"


class PerWeek(Unit):
    """A number a week."""

    name = "per_week"


class MoneyPerDay(Unit):
    """Money a day."""

    name = "money_per_day"


#: Every unit by its name, as declarations have it.
UNITS: Mapping[str, Unit] = MappingProxyType(
    {unit.name: unit for unit in (Share(), Money(), Days(), PerWeek(), MoneyPerDay())}
)
