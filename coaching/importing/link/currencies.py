"""The currency of amounts that show none: the one that the others of the upload are in, where there is just one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import CURRENCY_MISSING
from coaching.importing.values.text_columns import labels_in_use

#: The column of money in each table that has one.
_MONEY = {"deals": "amount", "goals": "amount", "rep_periods": "revenue"}
ASSUMED = "currency_of_others"


def settle_currencies(built: Sequence[Built]) -> list[Built]:
    """Give amounts without a currency the only one that their table shows, else the only one of the upload.

    Where there are several to choose from, the amounts are pointed out and their currency is asked for.
    """
    own = [_shown(part) for part in built]
    everywhere = set().union(*own)
    return [_settled(part, codes, everywhere) for part, codes in zip(built, own, strict=True)]


def _shown(part: Built) -> set[str]:
    """Return the currencies of the amounts of a table."""
    if part.table not in _MONEY or "currency" not in part.frame:
        return set()
    return set(labels_in_use(part.frame["currency"].astype("category")))


def _settled(part: Built, own: set[str], everywhere: set[str]) -> Built:
    name = _MONEY.get(part.table)
    if name is None or name not in part.frame or not everywhere:
        return part
    codes = part.frame["currency"] if "currency" in part.frame else pd.Series(None, part.frame.index, dtype="category")
    without = codes.isna()
    if not without.any():
        return part
    without = without & part.frame[name].notna() & part.frame[name].ne(0) & part.kept
    choice = own if len(own) == 1 else everywhere
    if not without.any():
        return part
    if len(choice) > 1:
        rows = [int(number) for number in part.frame.loc[without, "row"].head(5)]
        where = (part.raw.file, part.raw.sheet, part.mapping.fields.get(name))
        return part.with_issues(CURRENCY_MISSING.found(*where, int(without.sum()), rows, sorted(choice)[:5]))
    (code,) = choice
    codes = codes.astype(object).where(~without, code).astype("category")
    return part.with_frame(part.frame.assign(currency=codes), ASSUMED)
