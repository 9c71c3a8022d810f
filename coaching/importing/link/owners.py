"""The owner of an activity that names none: whoever owns its deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import NO_REP
from coaching.importing.link.deal_dates import comparable_ids

OWNER_OF_DEAL = "owner_of_the_deal"


def owned_by_deals(built: Sequence[Built]) -> list[Built]:
    """Give activities without an owner that of their deal; those that still have none are set aside.

    A deal that several people share gives none, nor does a name that several deals have.
    """
    without = {
        n: rows for n, part in enumerate(built) if part.table == "activities" and (rows := _ownerless(part)).any()
    }
    if not without:
        return list(built)
    owners = {name: _owners(built, name) for name in ("deal_id", "deal_name")}
    return [_owned(part, without[n], owners) if n in without else part for n, part in enumerate(built)]


def _ownerless(part: Built) -> pd.Series:
    return part.frame["rep"].isna() & part.kept


def _owners(built: Sequence[Built], name: str) -> pd.Series:
    """Return who owns each deal, by its id or its name."""
    parts = [
        pd.DataFrame({"key": _keys(part.frame[name], name), "rep": part.frame["rep"].astype(object)})[part.kept]
        for part in built
        if part.table == "deals" and name in part.frame
    ]
    if not parts:
        return pd.Series(dtype=object)
    pairs = pd.concat(parts, ignore_index=True).dropna().drop_duplicates()
    return pairs.drop_duplicates("key", keep=False).set_index("key")["rep"]


def _keys(values: pd.Series, name: str) -> pd.Series:
    return comparable_ids(values).where(values.notna()) if name == "deal_id" else values.astype(object)


def _owned(part: Built, without: pd.Series, owners: Mapping[str, pd.Series]) -> Built:
    rep = part.frame["rep"].astype(object)
    for name, known in owners.items():
        if name in part.frame and len(known):
            rep = rep.where(rep.notna() | ~without, _keys(part.frame[name], name).map(known))
    is_covered = without & rep.notna()
    if is_covered.any():
        part = part.with_frame(part.frame.assign(rep=rep.astype("category")), OWNER_OF_DEAL)
    return part.without(without & ~is_covered, NO_REP)
