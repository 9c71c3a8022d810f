"""Does a column tell deals apart, as an id does?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from coaching.importing.mapping.evidence.header_scores import header_scores, is_known_otherwise
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.stages import outcome_of
from coaching.importing.values.text_columns import distinct, filled, repeated
from coaching.importing.vocabulary.header_words import names_a_quote, names_an_id
from coaching.tables import LOST, WON

#: What a spreadsheet makes of a long number; different ids become the same.
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)
#: What differs between deals; the first that a file has is looked at.
_DIFFERS = ("deal_name", "account", "created_on", "rep")
_SAMPLE = 400
#: The part of all ids that may be used for two deals by mistake.
_BY_MISTAKE = 0.01
#: What the rows of one deal have in common whatever became of it: its name or customer, and its day or its amount.
_NAMED = ("deal_name", "account")
_SAME = (*_NAMED, "created_on", "amount", "rep", "rep_id", "rep_email", "product")
#: What tells how a deal ended, and when.
_ENDS, _ENDED_ON = ("status", "stage"), ("closed_on", "won_on", "lost_on")
#: The part of the values that may come again in a key that no header names, and how many may in a small table.
_AGAIN, _FEW_AGAIN = 0.1, 2
#: The part of the values that are codes in a column of codes, and how far a header must speak for a customer.
_CODES, _OF_CUSTOMERS = 0.8, 0.5
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


def repeating_key(frame: pd.DataFrame, fields: Mapping[str, str], profiles: Mapping[str, Profile]) -> str | None:
    """Return the header of a column of codes that tells deals apart although no word says so.

    Its codes are all different but for a few; and the rows of these name the same deal of the same person, with the
    same created day and amount, so that one of them is a later state of the other: at most one says how it ended.
    """
    if "created_on" not in fields or not any(name in fields for name in _NAMED):
        return None
    frame = frame.head(_ROWS)
    same = [fields[name] for name in _SAME if name in fields]
    mapped = set(fields.values()) - {fields.get("deal_name")}
    keys = [h for h, p in profiles.items() if h not in mapped and _may_be_key(p) and _tells_apart(frame, h, same)]
    return keys[0] if len(keys) == 1 and _tells_states(frame, keys[0], fields) else None


def key_of_quotes(fields: Mapping[str, str], profiles: Mapping[str, Profile]) -> str | None:
    """Return the header of the only column of numbers of quotes that is free, where each deal has another one."""
    taken = set(fields.values())
    keys = [h for h, p in profiles.items() if h not in taken and p.is_numbered and names_an_id(h) and names_a_quote(h)]
    return keys[0] if len(keys) == 1 else None


def _may_be_key(profile: Profile) -> bool:
    if profile.is_empty or profile.code_share <= _CODES or profile.date_share > _BY_MISTAKE:
        return False
    of_customers = header_scores(profile.header, "deals").get("account", 0.0) >= _OF_CUSTOMERS
    return profile.filled > 1 - _AGAIN and not of_customers and not is_known_otherwise(profile.header)


def _tells_apart(frame: pd.DataFrame, header: str, same: list[str]) -> bool:
    """Return whether few codes of a column come again, and only in rows that have the same in the other columns."""
    again = repeated(frame[header]) & filled(frame[header])
    count = int(again.sum())
    if not count:
        return False
    rows = frame.loc[again, [header, *(name for name in same if name != header)]].astype("str")
    surplus = count - rows[header].nunique()
    if surplus > max(_FEW_AGAIN, _AGAIN * len(frame)):
        return False
    return bool((rows.groupby(header).nunique() <= 1).all(axis=None))


def _tells_states(frame: pd.DataFrame, header: str, fields: Mapping[str, str]) -> bool:
    """Return whether the rows of each code that comes again are states of one deal: all have its day, one an end."""
    rows = frame[repeated(frame[header]) & filled(frame[header])]
    if not filled(rows[fields["created_on"]]).all():
        return False
    days = [rows.loc[filled(rows[fields[name]]), [header, fields[name]]] for name in _ENDED_ON if name in fields]
    if any((of_end.groupby(header)[of_end.columns[1]].nunique() > 1).any() for of_end in days):
        return False
    ended = [rows[fields[name]].map(outcome_of).isin([WON, LOST]) for name in _ENDS if name in fields]
    return not any((of_end.groupby(rows[header]).sum() > 1).any() for of_end in ended)
