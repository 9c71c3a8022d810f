"""Several columns of amounts in one table: which of them is the value of a deal, and which pair belongs together.

The order, as docs/data-formats.md tells it: of two columns that hold the same either will do; an amount comes before
one weighted with a probability and before a profit, one after a discount before one that still includes it, one before
tax before one after tax, one of a year or in all before one of a month, the deal's own currency before the company's
where a column names it, and the company's where none does. An actual and an
expected amount are both used. Whatever this order does not decide is asked about, as any two columns alike are.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import numpy as np

from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.model import RawTable
from coaching.importing.vocabulary.header_words import is_expected, kinds_of_amount

#: Log-odds of an amount from which its column is a candidate, and by how much one that is not preferred loses.
_CANDIDATE, _LOSES = -0.5, 0.85
#: The part of the rows that must agree where something is said of two columns as a whole, and the fewest rows.
_ALL, _ENOUGH = 0.95, 4
#: What an amount with tax may be of one without it: no sales tax is higher than about a third.
_MOST_TAX = 1.35
#: How far a relation may be off for having been rounded, and how far two equal numbers.
_ROUNDED, _SAME = 0.02, 1e-9
#: How far a header must speak for an amount to be one without being mapped.
_SURELY = 0.75
#: The part of an amount that a discount leaves of it; what is called discounted and is less is the discount.
_LEFT = 0.5


def prefer_amounts(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Lower the odds of each column of amounts of which another one is known to be the better."""
    likely = [h for h, row in odds.items() if row.get("amount", _CANDIDATE - 1) > _CANDIDATE and _is_money(profiles[h])]
    if len(likely) < 2:
        return
    has_currency = any(row.get("currency", 0.0) > 0 for row in odds.values())
    chances = [profiles[h] for h, row in odds.items() if row.get("probability", 0.0) > 0]
    before = {header: odds[header]["amount"] for header in likely}
    likeliest = sorted(likely, key=lambda header: (-before[header], profiles[header].place))
    for one, other in permutations(likely, 2):
        is_likelier = likeliest.index(one) < likeliest.index(other)
        if _is_better(profiles[one], profiles[other], is_likelier, has_currency, chances):
            odds[other]["amount"] = min(odds[other]["amount"], before[one] - _LOSES)


def _is_money(profile: Profile) -> bool:
    return profile.number_share > 0.8 and not profile.shows_percent


def _is_better(one: Profile, other: Profile, is_likelier: bool, has_currency: bool, chances: list[Profile]) -> bool:
    """Return whether the first of two columns of amounts is to be preferred."""
    kinds, of_other = kinds_of_amount(one.header), kinds_of_amount(other.header)
    ratios = _ratios(other.numbers, one.numbers)
    if any(_nearly_all(_is_weighted(other.numbers, one.numbers, chance)) for chance in chances):
        return True
    if "profit" in kinds ^ of_other:
        return "profit" in of_other
    if "reduced" in kinds ^ of_other:
        left = ratios if "reduced" in of_other else 1 / ratios
        is_discount = len(left) > 0 and float(np.median(left)) < _LEFT
        return ("reduced" in kinds) != is_discount
    for better, worse in (("net", "gross"), ("yearly", "monthly")):
        if worse in of_other - kinds and better not in of_other:
            return True
        if better in of_other - kinds:
            return False
    if _nearly_all(np.abs(ratios - 1) < _SAME):
        return is_likelier
    if "actual" in kinds ^ of_other and is_to_come(one.header) != is_to_come(other.header):
        # Both are used: the fuller is called the amount.
        return one.filled > other.filled or (one.filled == other.filled and "actual" in kinds)
    if _is_constant(ratios) and 1 < np.median(ratios) <= _MOST_TAX:
        return True
    if "converted" in kinds ^ of_other:
        return ("converted" in of_other) == has_currency
    return False


def _ratios(numbers: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return what each number is of another, where both are more than nothing."""
    both = np.isfinite(numbers) & np.isfinite(of) & (of > 0) & (numbers > 0)
    ratios: np.ndarray = numbers[both] / of[both]
    return ratios


def _nearly_all(holds: np.ndarray) -> bool:
    return len(holds) >= _ENOUGH and float(holds.mean()) >= _ALL


def _is_constant(ratios: np.ndarray) -> bool:
    return _nearly_all(np.abs(ratios - np.median(ratios)) <= _ROUNDED * np.median(ratios)) if len(ratios) else False


def _is_weighted(numbers: np.ndarray, of: np.ndarray, chance: Profile) -> np.ndarray:
    """Return in which rows numbers are those of another column times a probability that is neither none nor certain."""
    part = chance.numbers / (100.0 if float(np.nanmax(chance.numbers, initial=0.0)) > 1 else 1.0)
    rows = np.isfinite(numbers) & np.isfinite(of) & (of > 0) & np.isfinite(part) & (part > 0) & (part < 1)
    expected: np.ndarray = np.abs(numbers[rows] - of[rows] * part[rows]) <= _ROUNDED * of[rows]
    return expected


def is_to_come(header: str) -> bool:
    """Return whether a header speaks of an amount that is only expected, or only offered."""
    return is_expected(header) or "offered" in kinds_of_amount(header)


def actual_and_expected(raw: RawTable, fields: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the columns of the actual and the expected amounts where one of them is the amount and there is one other.

    Those of won deals are then the actual ones, those of all others the expected ones.
    """
    mapped = fields.get("amount")
    if mapped is None:
        return None
    others = [
        h
        for h in raw.header
        if h not in fields.values()
        and header_scores(h, "deals").get("amount", 0) > _SURELY
        and ("profit" in kinds_of_amount(h)) == ("profit" in kinds_of_amount(mapped))
    ]
    actual = [h for h in others if "actual" in kinds_of_amount(h) and not is_to_come(h)]
    expected = [h for h in others if is_to_come(h) and "actual" not in kinds_of_amount(h)]
    if is_to_come(mapped) and len(actual) == 1:
        return actual[0], mapped
    if "actual" in kinds_of_amount(mapped) and len(expected) == 1:
        return mapped, expected[0]
    return None
