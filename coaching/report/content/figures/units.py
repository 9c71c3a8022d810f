"""The figures of KPIs as cells: each unit says in which format its values are written.

One class a unit of ``metrics.units``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from coaching.compare import Mark
from coaching.metrics import Kpi
from coaching.report.content.figures.cells import Cell, Phrase, Quantity, Range
from coaching.report.content.figures.kinds import counted_of, kind_format
from coaching.words import rounded


class UnitFormat:
    """A unit of plain numbers."""

    def __init__(self, kpi: Kpi) -> None:
        self.kpi = kpi

    @property
    def is_money(self) -> bool:
        """Whether values carry a currency."""
        return False

    def value(self, value: float | None, currency: str | None, bare: bool = False) -> Quantity:
        """Return a value; ``bare`` leaves out what stands beside it anyway (the currency, "a day")."""
        return Quantity(value, "number", 1)

    def shown(self, value: float, target: float, currency: str | None, bare: bool = False) -> Quantity:
        """Return a value so that it does not seem to be on the other side of its target."""
        return self.value(value, currency, bare)

    def target(self, target: float, currency: str | None, bare: bool = False) -> Quantity:
        """Return a target as people set it."""
        return self.value(target, currency, bare)

    def interval(self, low: float, high: float) -> Range:
        """Return a range, without the currency."""
        return Range(low, high)

    def gap(self, gap: float) -> Quantity:
        """Return a difference from the colleagues."""
        return Quantity(gap, "signed_percent")

    @property
    def places(self) -> int:
        """To how many decimals a value is told from another of the period before."""
        return 0

    def moved(self, amount: float, currency: str | None) -> Quantity:
        """Return by how much a figure has moved."""
        return Quantity(amount, "signed", 1)

    def axis(self, value: float) -> Quantity:
        """Return a value beside the axis of a chart."""
        return Quantity(value, "number", 0 if float(value).is_integer() else 1)

    def plain(self, value: float, currency: str | None) -> Quantity:
        """Return a value as it is said aloud."""
        return self.value(value, currency)

    def aim(self, value: float, currency: str | None) -> Quantity:
        """Return an aim as it is said aloud."""
        return self.target(value, currency)


class ShareFormat(UnitFormat):
    """Percent: with a decimal where it is a ratio of trials."""

    @property
    def _decimals(self) -> int:
        return kind_format(self.kpi).decimals

    def value(self, value: float | None, currency: str | None, bare: bool = False) -> Quantity:
        """Return percent."""
        return Quantity(value, "percent", self._decimals)

    def shown(self, value: float, target: float, currency: str | None, bare: bool = False) -> Quantity:
        """Return percent with as many places as it takes not to round the value over its target."""
        for decimals in range(self._decimals, 4):
            if (float(rounded(value, decimals + 2)) >= target) == (value >= target):
                return Quantity(value, "percent", decimals)
        return self.value(value, currency)

    def target(self, target: float, currency: str | None, bare: bool = False) -> Quantity:
        """Return percent, without places where it is whole."""
        is_whole = abs(target * 100 - round(target * 100)) < 1e-9
        return Quantity(target, "percent", 0 if is_whole else 2)

    def interval(self, low: float, high: float) -> Range:
        """Return a range of percent."""
        return Range(low, high, "percent")

    def gap(self, gap: float) -> Quantity:
        """Return points."""
        return Quantity(gap, "points")

    @property
    def places(self) -> int:
        """Whole percent, and a decimal where values are written with one."""
        return 2 + self._decimals

    def moved(self, amount: float, currency: str | None) -> Quantity:
        """Return points."""
        return Quantity(amount, "points", self._decimals)

    def axis(self, value: float) -> Quantity:
        """Return whole percent."""
        return Quantity(value, "percent")

    def plain(self, value: float, currency: str | None) -> Quantity:
        """Return so many of 100."""
        return Quantity(value, "per_100")

    def aim(self, value: float, currency: str | None) -> Quantity:
        """Return so many of 100."""
        return Quantity(value, "of_100")


class MoneyFormat(UnitFormat):
    """Amounts with their currency."""

    @property
    def is_money(self) -> bool:
        """Amounts carry one."""
        return True

    def value(self, value: float | None, currency: str | None, bare: bool = False) -> Quantity:
        """Return an amount."""
        return Quantity(value, "money", currency=None if bare else currency)

    def moved(self, amount: float, currency: str | None) -> Quantity:
        """Return an amount with its sign."""
        return Quantity(amount, "signed_money", currency=currency)

    def axis(self, value: float) -> Quantity:
        """Return an amount without its currency."""
        return Quantity(value, "money")


class MoneyADayFormat(MoneyFormat):
    """Amounts a day."""

    def value(self, value: float | None, currency: str | None, bare: bool = False) -> Quantity:
        """Return an amount a day."""
        return super().value(value, None, bare) if bare else Quantity(value, "money_a_day", currency=currency)


class DaysFormat(UnitFormat):
    """Lengths in days."""

    def value(self, value: float | None, currency: str | None, bare: bool = False) -> Quantity:
        """Return days with their unit."""
        return Quantity(value, "days")

    def moved(self, amount: float, currency: str | None) -> Quantity:
        """Return days with their sign."""
        return Quantity(amount, "signed_days")


class PerWeekFormat(UnitFormat):
    """So many a week, to a tenth."""

    def interval(self, low: float, high: float) -> Range:
        """Return a range in tenths."""
        return Range(low, high, places=1)

    @property
    def places(self) -> int:
        """Tenths."""
        return 1


_CLASSES: Mapping[str, type[UnitFormat]] = {
    "ratio": ShareFormat,
    "money": MoneyFormat,
    "days": DaysFormat,
    "per_week": PerWeekFormat,
    "money_per_day": MoneyADayFormat,
}


def unit_format(kpi: Kpi) -> UnitFormat:
    """Return how values of a KPI are written."""
    return _CLASSES[kpi.unit](kpi)


def value_cell(kpi: Kpi, value: float | None, currency: str | None = None, *, bare: bool = False) -> Quantity:
    """Return a value in the KPI's own unit: 63.1%, SAR 2,500, 46 days, 5.8; a dash where it is unknown.

    ``bare`` leaves the currency and "a day" out, for a cell beside one that has them.
    """
    known = value if value is not None and math.isfinite(value) else None
    return unit_format(kpi).value(known, currency, bare)


def shown_cell(kpi: Kpi, mark: Mark, currency: str | None = None, *, bare: bool = False) -> Quantity:
    """Return a mark's value, a ratio with as many places as it takes not to round it over its target."""
    value, target = mark.value, mark.target
    if value is None or target is None or not math.isfinite(value):
        return value_cell(kpi, value, currency, bare=bare)
    return unit_format(kpi).shown(value, target, currency, bare)


def counted_cell(kpi: Kpi, mark: Mark) -> Cell:
    """Return what a value was counted from: 63/100 for a ratio, 23 deals for a mean."""
    counted = counted_of(mark.figure)
    return kind_format(kpi).counted(*counted) if counted else ""


def range_cell(kpi: Kpi, mark: Mark) -> Cell:
    """Return the 90 % interval in the KPI's own unit, without the currency."""
    if mark.low is None or mark.high is None or not (math.isfinite(mark.low) and math.isfinite(mark.high)):
        return ""
    return unit_format(kpi).interval(mark.low, mark.high)


def target_cell(kpi: Kpi, target: float, currency: str | None = None, *, bare: bool = False) -> Quantity:
    """Return a target in the KPI's own unit, without places where it is a whole percentage."""
    return unit_format(kpi).target(target, currency, bare)


def rule_cell(kpi: Kpi, mark: Mark, currency: str | None = None, *, bare: bool = False) -> Cell:
    """Return what the KPI is held against: 65% or more."""
    if mark.target is None:
        return ""
    key = "report.or_more" if kpi.better == "higher" else "report.or_less"
    return Phrase(key, {"value": target_cell(kpi, mark.target, currency, bare=bare)})


def peers_cell(kpi: Kpi, mark: Mark, currency: str | None = None, *, bare: bool = False) -> Cell:
    """Return the colleagues' figure and how far the rep is from it: 58% (+9 points).

    Where the mix of products is known, it is what they would show with the rep's own: the figure that judges.
    """
    if mark.expected is None:
        return ""
    average = value_cell(kpi, mark.expected, currency, bare=bare)
    if mark.expected_gap is None:
        return average
    return Phrase("report.with_gap", {"value": average, "gap": gap_cell(kpi, mark.expected_gap)})


def gap_cell(kpi: Kpi, gap: float) -> Quantity:
    """Return a difference from the colleagues: in points where the unit is a ratio, else in percent."""
    return unit_format(kpi).gap(gap)


def weekly_cell(value: float) -> Quantity:
    """Return appointments a week: to a tenth, and to a hundredth where there are fewer than one."""
    return Quantity(value, "number", 2 if abs(value) < 1 else 1)


def appointments_cell(value: float) -> Quantity:
    """Return appointments a week with their noun: 2.5 first appointments a week."""
    return Quantity(value, "appointments_a_week")
