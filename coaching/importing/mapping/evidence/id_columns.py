"""Does a column tell deals apart, as an id does?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from coaching.importing.values.text_columns import distinct, filled, repeated

#: What a spreadsheet makes of a long number; different ids become the same.
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)
#: What differs between deals; the first that a file has is looked at.
_DIFFERS = ("deal_name", "account", "created_on", "rep")
_SAMPLE = 400
#: The part of all ids that may be used for two deals by mistake.
_BY_MISTAKE = 0.01
#: How many rows are looked at.
_ROWS = 50_000


def is_deal_id(frame: pd.DataFrame, fields: Mapping[str, str]) -> bool:
    """Return whether the column taken for ``deal_id`` may decide which rows are the same deal.

    Not if a spreadsheet has rounded its numbers, and not if most values that repeat stand beside different deals
    (numbers that start anew for each rep, a "reference" that holds where the deal came from). The rows of one deal
    (its products, its stages) carry the same name; a single id that is used twice by mistake, or whose deal was
    renamed, does not take the id away from the others.
    """
    frame = frame.head(_ROWS)
    ids = frame[fields["deal_id"]]
    if any(_DAMAGED.fullmatch(value.strip()) for value in distinct(ids, _SAMPLE)):
        return False
    other = next((fields[name] for name in _DIFFERS if name in fields), None)
    again = repeated(ids) & filled(ids)
    if other is None or not again.any():
        return True
    rows = frame.loc[again, [fields["deal_id"], other]].astype("str")
    names = rows[rows[other] != ""].groupby(fields["deal_id"])[other].nunique()
    at_odds = names[names > 1]
    too_many = int((at_odds - 1).sum()) > max(1, _BY_MISTAKE * ids[filled(ids)].nunique())
    return not len(names) or not too_many or len(at_odds) <= 0.5 * len(names)
