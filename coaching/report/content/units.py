"""How values of each unit are written, one class a unit of ``metrics.units``."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.metrics import Kpi
from coaching.report.content.kinds import kind_text
from coaching.words import Words, rounded


class UnitText:
    """A unit of plain numbers."""

    def __init__(self, kpi: Kpi) -> None:
        self.kpi = kpi

    @property
    def is_money(self) -> bool:
        """Whether values carry a currency."""
        return False

    def value(self, words: Words, value: float, currency: str | None, bare: bool = False) -> str:
        """Return a value; ``bare`` leaves out what stands beside it anyway (the currency, "a day")."""
        return words.number(value, 1)

    def shown(self, words: Words, value: float, target: float, currency: str | None) -> str:
        """Return a value so that it does not seem to be on the other side of its target."""
        return self.value(words, value, currency)

    def target(self, words: Words, target: float, currency: str | None, bare: bool = False) -> str:
        """Return a target as people set it."""
        return self.value(words, target, currency, bare)

    def interval(self, words: Words, low: float, high: float) -> str:
        """Return a range, without the currency."""
        return words.number_range(low, high, 0)

    def gap(self, words: Words, gap: float) -> str:
        """Return a difference from the colleagues."""
        return words.signed_percent(gap)

    @property
    def places(self) -> int:
        """To how many decimals a value is told from another of the period before."""
        return 0

    def moved(self, words: Words, amount: float, currency: str | None) -> str:
        """Return by how much a figure has moved."""
        return words.signed(amount, 1)

    def axis(self, words: Words, value: float) -> str:
        """Return a value beside the axis of a chart."""
        return words.number(value, 0 if float(value).is_integer() else 1)

    def plain(self, words: Words, value: float, currency: str | None) -> str:
        """Return a value as it is said aloud."""
        return self.value(words, value, currency)

    def aim(self, words: Words, value: float, currency: str | None) -> str:
        """Return an aim as it is said aloud."""
        return self.target(words, value, currency)

    def named(self, words: Words, currency: str | None) -> str:
        """Return the name of the unit."""
        return words(f"definition.unit.{self.kpi.unit}")


class ShareText(UnitText):
    """Percent: with a decimal where it is a ratio of trials."""

    @property
    def _decimals(self) -> int:
        return kind_text(self.kpi).decimals

    def value(self, words: Words, value: float, currency: str | None, bare: bool = False) -> str:
        """Return percent."""
        return words.percent(value, self._decimals)

    def shown(self, words: Words, value: float, target: float, currency: str | None) -> str:
        """Return percent with as many places as it takes not to round the value over its target."""
        for decimals in range(self._decimals, 4):
            if (float(rounded(value, decimals + 2)) >= target) == (value >= target):
                return words.percent(value, decimals)
        return words.percent(value, self._decimals)

    def target(self, words: Words, target: float, currency: str | None, bare: bool = False) -> str:
        """Return percent, without places where it is whole."""
        whole = abs(target * 100 - round(target * 100)) < 1e-9
        return words.percent(target, 0 if whole else 2)

    def interval(self, words: Words, low: float, high: float) -> str:
        """Return a range of percent."""
        return words.percent_range(low, high)

    def gap(self, words: Words, gap: float) -> str:
        """Return points."""
        return words.points(gap)

    @property
    def places(self) -> int:
        """Whole percent, and a decimal where values are written with one."""
        return 2 + self._decimals

    def moved(self, words: Words, amount: float, currency: str | None) -> str:
        """Return points."""
        return words.points(amount, self._decimals)

    def axis(self, words: Words, value: float) -> str:
        """Return whole percent."""
        return words.percent(value)

    def plain(self, words: Words, value: float, currency: str | None) -> str:
        """Return so many of 100."""
        return words.number(100 * value)

    def aim(self, words: Words, value: float, currency: str | None) -> str:
        """Return so many of 100."""
        return words("talk.of_100", n=words.number(100 * value))


class MoneyText(UnitText):
    """Amounts with their currency."""

    @property
    def is_money(self) -> bool:
        """Amounts carry one."""
        return True

    def value(self, words: Words, value: float, currency: str | None, bare: bool = False) -> str:
        """Return an amount."""
        return words.money(value, None if bare else currency, short=True)

    def moved(self, words: Words, amount: float, currency: str | None) -> str:
        """Return an amount with its sign."""
        return words.signed_money(amount, currency)

    def axis(self, words: Words, value: float) -> str:
        """Return an amount without its currency."""
        return words.money(value, None, short=True)

    def named(self, words: Words, currency: str | None) -> str:
        """Return the name with that of the currency."""
        named = words.name(currency) if currency else words("definition.currency")
        return words(f"definition.unit.{self.kpi.unit}", currency=named)


class MoneyPerDayText(MoneyText):
    """Amounts a day."""

    def value(self, words: Words, value: float, currency: str | None, bare: bool = False) -> str:
        """Return an amount a day."""
        amount = super().value(words, value, currency, bare)
        return amount if bare else words("unit.per_day", n=amount)


class DaysText(UnitText):
    """Lengths in days."""

    def value(self, words: Words, value: float, currency: str | None, bare: bool = False) -> str:
        """Return days with their unit."""
        return words.days(value)

    def moved(self, words: Words, amount: float, currency: str | None) -> str:
        """Return days with their sign."""
        return words.signed_days(amount)


class PerWeekText(UnitText):
    """So many a week, to a tenth."""

    def interval(self, words: Words, low: float, high: float) -> str:
        """Return a range in tenths."""
        return words.number_range(low, high, 1)

    @property
    def places(self) -> int:
        """Tenths."""
        return 1


_CLASSES: Mapping[str, type[UnitText]] = {
    "ratio": ShareText,
    "money": MoneyText,
    "days": DaysText,
    "per_week": PerWeekText,
    "money_per_day": MoneyPerDayText,
}


def unit_text(kpi: Kpi) -> UnitText:
    """Return what writes values of a KPI."""
    return _CLASSES[kpi.unit](kpi)
