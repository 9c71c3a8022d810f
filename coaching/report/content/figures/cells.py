"""Values with the name of their format: each medium writes them itself, at the very end.

``report.text`` writes them for page, PDF, charts and terminal, ``report.excel.sheets`` as numbers with number formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Every format; each medium says how it writes it.
Format = Literal[
    "number",
    "count",
    "signed",
    "percent",
    "signed_percent",
    "points",
    "per_100",
    "of_100",
    "money",
    "money_in_full",
    "signed_money",
    "money_a_day",
    "money_a_week",
    "days",
    "signed_days",
    "deals",
    "appointments_a_week",
]


@dataclass(frozen=True)
class Quantity:
    """One value and how it is written.

    Attributes
    ----------
    value : float or None
        A ratio from 0 to 1, money in major units, days; None where there is no figure.
    places : int or None
        Decimals, where the format does not decide them.
    currency : str or None
        Of money; None leaves it out.
    """

    value: float | None
    format: Format = "number"
    places: int | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Range:
    """An interval of numbers, or of ratios as ``percent``."""

    low: float
    high: float
    format: Literal["number", "percent"] = "number"
    places: int = 0


@dataclass(frozen=True)
class Fraction:
    """What a value was counted from, such as 63/100."""

    part: Quantity
    whole: Quantity


@dataclass(frozen=True)
class Phrase:
    """A message of the catalogue with the cells that stand in it."""

    key: str
    values: Mapping[str, Cell] = field(default_factory=dict)


#: What a cell of a page, PDF or workbook holds; "" where there is nothing to say.
Cell = Quantity | Range | Fraction | Phrase | str
