"""Gates of deals from other tables: the stage history and the meetings that were held."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import NOTHING_JOINED
from coaching.importing.mapping.stages import rank
from coaching.tables import FIRST_APPOINTMENT, NEXT_STEP, WON

_LONG_ID = re.compile(r"[A-Za-z0-9]{15}[A-Z0-5]{3}")
_CHECK_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
#: How many long ids are looked at to tell whether they are Salesforce's.
_LOOKED_AT = 50


def date_from_history(built: Sequence[Built]) -> list[Built]:
    """Give deals the gates and gate dates that the stage history shows; the first entry into a gate counts."""
    built = _note_unjoined(built, "stage_history")
    parts = [part.frame[part.kept] for part in built if part.table == "stage_history"]
    if not parts:
        return list(built)
    history = _by_deal(pd.concat(parts, ignore_index=True))
    shows = bool((history["gate"] == NEXT_STEP).any())
    entered = history.groupby(["gate", "deal_id"])["entered_on"].min()
    furthest = history.assign(r=history["gate"].map(rank)).groupby("deal_id")["r"].max()
    reached = {g: entered.xs(g) for g in (FIRST_APPOINTMENT, NEXT_STEP) if g in entered.index.get_level_values(0)}
    return [_dated(part, reached, furthest, shows) if part.table == "deals" else part for part in built]


def _dated(part: Built, reached: Mapping[str, pd.Series], furthest: pd.Series, shows: bool) -> Built:
    frame = part.frame
    for ids in _keys(frame):
        found = ids.map(furthest)
        if found.notna().any():
            break
    else:
        return part
    lost = frame["outcome"] != WON
    ranks = pd.concat([frame["gate_rank"], found.fillna(-1)], axis=1).max(axis=1)
    frame = frame.assign(
        gate_rank=ranks.mask(lost, ranks.clip(upper=rank(NEXT_STEP))).astype("int8"),
        gate_shown=frame["gate_shown"] | (found.notna() & shows),
    )
    for gate, name in ((FIRST_APPOINTMENT, "first_appointment_on"), (NEXT_STEP, "next_step_on")):
        if gate in reached:
            days = ids.map(reached[gate])
            own = frame[name] if name in frame else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
            frame = frame.assign(**{name: own.where(own.notna(), days)})
            if gate == FIRST_APPOINTMENT and days.notna().any():
                frame = frame.assign(first_mapped=True)
    return part.with_frame(frame, "stage_history_dates_gates")


def _keys(frame: pd.DataFrame) -> list[pd.Series]:
    """Return by what a history may call deals: their ids, or their names where no other deal has the same."""
    named = [frame["deal_name"].mask(frame["deal_name"].duplicated(keep=False))] if "deal_name" in frame else []
    return [comparable_ids(keys) for keys in ([frame["deal_id"]] if "deal_id" in frame else []) + named]


def date_from_meetings(built: Sequence[Built]) -> list[Built]:
    """Date the first appointment of deals that have no date for it by their earliest meeting held."""
    built = _note_unjoined(built, "activities")
    parts = [part.frame[part.kept] for part in built if part.table == "activities"]
    if not parts:
        return list(built)
    meetings = pd.concat(parts, ignore_index=True)
    appointments = meetings[(meetings["kind"] == "appointment") & (meetings["result"] == "held")]
    first = {}
    if "deal_id" in appointments:
        first["deal_id"] = _by_deal(appointments).groupby("deal_id")["happened_on"].min()
    if "deal_name" in appointments:
        first["deal_name"] = appointments.dropna(subset=["deal_name"]).groupby("deal_name")["happened_on"].min()
    first = {key: days for key, days in first.items() if len(days)}
    return [_met(part, first) if part.table == "deals" else part for part in built]


def _met(part: Built, first: Mapping[str, pd.Series]) -> Built:
    frame = part.frame
    days = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    for key, day in first.items():
        if key not in frame:
            continue
        named = comparable_ids(frame[key]) if key == "deal_id" else frame[key].mask(frame[key].duplicated(keep=False))
        days = days.where(days.notna(), named.map(day))
    own = frame.get("first_appointment_on", pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]"))
    news = own.isna() & days.notna()
    if not news.any():
        return part
    dated = own.where(~news, days)
    won = (frame["outcome"] == WON) & part.kept
    enough = bool(dated[won].notna().mean() >= 0.5) if won.any() else True
    frame = frame.assign(
        first_appointment_on=dated,
        gate_rank=np.maximum(frame["gate_rank"], (news * (rank(FIRST_APPOINTMENT) + 1) - 1)).astype("int8"),
        first_mapped=frame["first_mapped"] | enough,
    )
    return part.with_frame(frame, "meetings_date_first_appointment")


def _by_deal(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by the id of their deal, a row for each where it names several (HubSpot joins them by ``;``)."""
    rows = rows.dropna(subset=["deal_id"])
    ids = rows["deal_id"].astype("str")
    if ids.str.contains(";", regex=False).any():
        rows = rows.assign(deal_id=ids.str.split(";")).explode("deal_id", ignore_index=True)
        ids = rows["deal_id"].astype("str").str.strip()
    return rows.assign(deal_id=comparable_ids(ids))


def comparable_ids(ids: pd.Series) -> pd.Series:
    """Return ids as they are compared between files.

    ``1002.0``, ``#1002`` and ``1,002`` are 1002; Salesforce's long ids are cut to the short.
    """
    ids = ids.astype("str")
    marked = ids.str.startswith("#").fillna(False).astype(bool)
    if marked.any():
        ids = ids.mask(marked, ids.str.slice(start=1))
    grouped = ids.str.fullmatch(r"\d{1,3}(?:,\d{3})+").fillna(False).astype(bool)
    if grouped.any():
        ids = ids.mask(grouped, ids.str.replace(",", "", regex=False))
    floats = ids.str.fullmatch(r"\d+\.0").fillna(False).astype(bool)
    if floats.any():
        ids = ids.mask(floats, ids.str.slice(stop=-2))
    long = ids.str.fullmatch(_LONG_ID.pattern).fillna(False).astype(bool)
    if long.any() and all(map(_is_long_id, ids[long].head(_LOOKED_AT))):
        ids = ids.mask(long, ids.str.slice(stop=15))
    return ids


def _is_long_id(text: str) -> bool:
    """Return whether the last three characters tell which of the first fifteen are capitals, as Salesforce's do."""
    for part in range(3):
        capitals = sum(1 << at for at, letter in enumerate(text[5 * part : 5 * part + 5]) if letter.isupper())
        if text[15 + part] != _CHECK_DIGITS[capitals]:
            return False
    return True


def _note_unjoined(built: Sequence[Built], table: str) -> list[Built]:
    """Point out a file whose rows name deals by what no deal of the same upload is called."""
    if not any(part.table == table for part in built):
        return list(built)
    deals = [keys for part in built if part.table == "deals" for keys in _keys(part.frame)]
    if not deals:
        return list(built)
    known = pd.concat(deals, ignore_index=True).dropna()
    return [_noted(part, known) if part.table == table and "deal_id" in part.frame else part for part in built]


def _noted(part: Built, known: pd.Series) -> Built:
    named = part.frame[part.kept & part.frame["deal_id"].notna()]
    ids = _by_deal(named)["deal_id"]
    if not len(ids) or ids.isin(known).any():
        return part
    where = (part.raw.file, part.raw.sheet, part.mapping.fields.get("deal_id"))
    rows = tuple(int(n) for n in named["row"].head(5))
    return part.with_issues(NOTHING_JOINED.found(*where, len(named), rows, tuple(ids.unique()[:5])))
