"""Deals of several tables that are one deal although their ids are written differently or missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.link.deal_dates import comparable_ids

#: What makes a row without an id the deal of another table, the surest first: all of it is the same in both, and alone
#: in each of them.
_KEYS = (
    ("deal_name", "account", "created_on"),
    ("account", "rep", "created_on"),
    ("deal_name", "rep", "created_on"),
    ("deal_name", "account", "rep"),
    ("account", "rep", "closed_on", "amount"),
    ("deal_name", "rep", "closed_on", "amount"),
)
#: Days of one deal that may not differ between two tables, and by how many they may.
_DAYS = {"created_on": 0, "first_appointment_on": 0, "closed_on": 14}
#: What an id begins with that was made for deals without one.
_MADE = "\x1d"
#: A number behind a mark that all ids of a CRM share: ``DEAL-7031``.
_NUMBERED = re.compile(r"([^\W\d]+[-_ /.]?)0*(\d+)")
#: What is looked at of two tables that share ids: whether these stand for the same deals.
_COMPARED = ("deal_name", "account", "created_on", "rep")


def with_alike_ids(parts: Sequence[Built]) -> list[Built]:
    """Return tables of deals in which an id that stands in several is written as in the first of them."""
    if len(parts) < 2:
        return list(parts)
    keys = [_comparable(part.frame["deal_id"]) for part in parts]
    if any(ids.notna().any() and ids.dropna().str.fullmatch(r"\d+").all() for ids in keys):
        keys = [_without_prefix(ids) for ids in keys]
    written: dict[str, str] = {}
    result = []
    for part, ids in zip(parts, keys, strict=True):
        own = part.frame["deal_id"]
        pairs = pd.DataFrame({"key": ids, "id": own}).dropna().drop_duplicates("key")
        written = {**dict(zip(pairs["key"], pairs["id"].astype("str"), strict=True)), **written}
        alike = ids.map(written).astype(own.dtype)
        is_new = bool((alike.notna() & (alike != own)).any())
        result.append(_with_ids(part, alike) if is_new else part)
    return result


def with_ids_of_others(parts: Sequence[Built]) -> list[Built]:
    """Return tables of deals in which rows without an id have that of the same deal of another table.

    Where neither has one they are given one of their own making; ``without_made_ids`` takes it away again.
    """
    result = list(parts)
    replaced = 0
    for n in range(len(result)):
        if result[n].table != "deals" or _has_ids(result[n]):
            continue
        for m in range(len(result)):
            if m == n or result[m].table != "deals" or (m > n and "deal_id" not in result[m].frame):
                continue
            places, theirs = _same_kept_deals(result[n], result[m])
            if not len(places):
                continue
            own, ids = _ids_of(result[n]), _ids_of(result[m])
            lacking = theirs[pd.isna(ids[theirs])]
            if len(lacking):
                ids[lacking] = [f"{_MADE}{replaced + k}" for k in range(len(lacking))]
                replaced += len(lacking)
                result[m] = _given(result[m], ids)
            own[places] = np.where(pd.isna(own[places]), ids[theirs], own[places])
            result[n] = _given(result[n], own)
    return result


def _same_kept_deals(one: Built, other: Built) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the rows of two tables that are kept and the same deal."""
    places, of_other = (np.flatnonzero(part.kept.to_numpy()) for part in (one, other))
    mine, theirs = same_deals(one.frame.iloc[places], other.frame.iloc[of_other])
    return places[mine], of_other[theirs]


def _has_ids(part: Built) -> bool:
    return "deal_id" in part.frame and bool(part.frame["deal_id"].notna().any())


def _ids_of(part: Built) -> np.ndarray:
    """Return a copy of the ids of a table, missing where it has none."""
    frame = part.frame
    ids = frame["deal_id"] if "deal_id" in frame else pd.Series(None, index=frame.index, dtype="str")
    return ids.astype(object).to_numpy().copy()


def _given(part: Built, ids: np.ndarray) -> Built:
    return _with_ids(part, pd.Series(ids, index=part.frame.index, dtype="str"))


def without_made_ids(part: Built) -> Built:
    """Return a table of deals without the ids that ``with_ids_of_others`` made."""
    if part.table != "deals" or "deal_id" not in part.frame:
        return part
    is_made = part.frame["deal_id"].str.startswith(_MADE).fillna(False).astype(bool)
    return _with_ids(part, part.frame["deal_id"].mask(is_made)) if is_made.any() else part


def numberings(parts: Sequence[Built]) -> np.ndarray:
    """Return for each table of deals the number of the numbering that its ids belong to.

    Two tables number their deals independently where most ids that stand in both name deals that agree in less than
    they differ: two regions whose CRMs both count from 7001.
    """
    of = np.arange(len(parts))
    for n in range(1, len(parts)):
        for m in range(n):
            if of[n] == n and not _number_apart(parts[m], parts[n]):
                of[n] = of[m]
    return of


def _number_apart(one: Built, other: Built) -> bool:
    left, right = (_compared(part) for part in (one, other))
    both = left.index.intersection(right.index)
    return mostly_others(left.loc[both], right.loc[both])


def mostly_others(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    """Return whether most rows of two tables, place by place, name deals that agree in less than they differ."""
    names = [name for name in _COMPARED if name in left and name in right]
    if not len(left) or not names:
        return False
    a, b = (rows[names].astype(object).reset_index(drop=True) for rows in (left, right))
    known = a.notna() & b.notna()
    alike = ((a == b) & known).sum(axis=1)
    unlike = known.sum(axis=1) - alike
    return bool(((unlike >= 2) & (unlike > alike)).mean() > 0.5)


def _compared(part: Built) -> pd.DataFrame:
    rows = part.frame.loc[part.kept & part.frame["deal_id"].notna()]
    compared = rows[[name for name in _COMPARED if name in rows]].astype(object).set_axis(rows["deal_id"].astype("str"))
    return compared[~compared.index.duplicated(keep="last")]


def _comparable(ids: pd.Series) -> pd.Series:
    """Return ids as they are compared; Excel loses zeros at the start of a number, so that these do not count."""
    keys = comparable_ids(ids).str.casefold().where(ids.notna())
    bare = keys.where(~keys.str.fullmatch(r"\d+").fillna(False).astype(bool), keys.str.lstrip("0"))
    return bare if bare.nunique() == keys.nunique() else keys


def _without_prefix(keys: pd.Series) -> pd.Series:
    """Return ids without the mark before their number, where all of them share one."""
    prefixes = keys.dropna().str.extract(f"^{_NUMBERED.pattern}$")
    return (
        keys
        if not len(prefixes) or prefixes[0].isna().any() or prefixes[0].nunique() > 1
        else prefixes[1].reindex(keys.index)
    )


def _with_ids(part: Built, ids: pd.Series) -> Built:
    return part.with_frame(part.frame.assign(deal_id=ids)).without_prints()


def same_deals(left: pd.DataFrame, right: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the rows of two tables that are the same deal by what they hold besides an id."""
    left, right = left.reset_index(drop=True), right.reset_index(drop=True)
    for key in _KEYS:
        names = list(key)
        if not set(key) <= set(left) & set(right):
            continue
        met = _alone(left, names).merge(_alone(right, names), on=names, suffixes=("", "_other"))
        places, theirs = met["at"].to_numpy(dtype=int), met["at_other"].to_numpy(dtype=int)
        if len(met):
            agree = ~np.any([_differ(left, right, places, theirs, name) for name in _DAYS], axis=0)
            return places[agree], theirs[agree]
    return np.empty(0, dtype=int), np.empty(0, dtype=int)


def _alone(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the parts of a key, and the place, of the rows that have all of it and share it with no other."""
    key = rows[names].astype(object)
    if {"deal_name", "account"} <= set(names):
        key = key[key["deal_name"] != key["account"]]  # A deal called like its customer has no name of its own.
    key = key.dropna()
    key = key[~key.duplicated(keep=False)]
    return key.assign(at=key.index)


def _differ(left: pd.DataFrame, right: pd.DataFrame, places: np.ndarray, theirs: np.ndarray, name: str) -> np.ndarray:
    """Return for each pair of rows whether both have a day that is too far from the other's."""
    if name not in left or name not in right:
        return np.zeros(len(places), dtype=bool)
    a, b = left[name].iloc[places].to_numpy("datetime64[D]"), right[name].iloc[theirs].to_numpy("datetime64[D]")
    apart = np.abs((a - b).astype("timedelta64[D]").astype(float))
    differs: np.ndarray = ~(np.isnat(a) | np.isnat(b)) & (apart > _DAYS[name])
    return differs
