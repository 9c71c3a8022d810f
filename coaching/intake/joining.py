"""What is decided across files: who is who, which copy of a deal counts, and dates from other tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from coaching.intake.build import Built
from coaching.intake.columns import repeated, translate
from coaching.intake.fold import visible
from coaching.intake.model import Issue
from coaching.intake.stages import rank
from coaching.tables import FIRST_APPOINTMENT, GATES, NEXT_STEP, WON


def join_people(built: Sequence[Built]) -> list[Built]:
    """Give every person one name: by id or e-mail where a table ties them to a name, else by spelling."""
    known = _directory(built)
    spelling = _spellings(built, known)
    joined = []
    for part in built:
        frame = part.frame
        if "rep" in frame:
            given = frame["rep"]
            names = {name: known.get(_fold_name(name), name) for name in given.dropna().unique()}
            names = {name: spelling.get(_fold_name(target), target) for name, target in names.items()}
            known_names = list(dict.fromkeys(names.values()))
            frame = frame.assign(rep=translate(given.astype("category"), names, known_names))
        joined.append(part.with_frame(frame) if frame is not part.frame else part)
    return joined


def _fold_name(name: str) -> str:
    return visible(str(name)).casefold()


def _directory(built: Sequence[Built]) -> dict[str, str]:
    """Return names by e-mail and id, from reps tables first, then from rows that carry both."""
    known: dict[str, str] = {}
    for part in sorted(built, key=lambda b: b.table != "reps"):
        frame = part.frame
        for handle in ("email", "rep_email", "rep_id"):
            if handle not in frame or "rep" not in frame:
                continue
            pairs = frame.loc[frame[handle].notna() & frame["rep"].notna(), [handle, "rep"]].drop_duplicates()
            pairs = pairs[pairs[handle] != pairs["rep"]].drop_duplicates(handle, keep=False)
            for key, name in pairs.itertuples(index=False):
                known.setdefault(_fold_name(key), name)
    return known


def _spellings(built: Sequence[Built], known: dict[str, str]) -> dict[str, str]:
    """Return the one spelling of each name: the reps table's, else the most frequent."""
    counts: dict[str, dict[str, float]] = {}
    for part in built:
        if "rep" not in part.frame:
            continue
        weight = 10**9 if part.table == "reps" else 1
        for name, count in part.frame["rep"].value_counts().items():
            if not count:
                continue
            target = known.get(_fold_name(str(name)), str(name))
            spelled = counts.setdefault(_fold_name(target), {})
            spelled[target] = spelled.get(target, 0) + int(count) * weight
    return {key: max(spelled, key=lambda name: spelled[name]) for key, spelled in counts.items()}


def supersede(built: Sequence[Built]) -> list[Built]:
    """Set aside all but the last row of each deal; later rows and later files win."""
    at = [i for i, part in enumerate(built) if part.table == "deals" and "deal_id" in part.frame]
    if not at:
        return list(built)
    ids = pd.concat([built[i].frame["deal_id"] for i in at], ignore_index=True)
    again = np.flatnonzero(repeated(ids) & np.concatenate([_counts(built[i]).to_numpy(dtype=bool) for i in at]))
    older = np.zeros(len(ids), dtype=bool)
    older[again] = ids.iloc[again].duplicated(keep="last").to_numpy()
    if not older.any():
        return list(built)
    result, start = list(built), 0
    for i in at:
        size = len(built[i].frame)
        rows = pd.Series(older[start : start + size], index=built[i].frame.index)
        result[i] = _note_products(built[i]).without(rows, "superseded")
        start += size
    return result


def _counts(part: Built) -> pd.Series:
    """Say which rows have a say in which copy of a deal is the last: those kept, and those left out by choice."""
    return part.kept | (part.reason == "left_out_by_choice")


def _note_products(part: Built) -> Built:
    """Point out deals that fill several rows of one file with different products."""
    if "product" not in part.frame:
        return part
    frame = part.frame.loc[part.kept, ["deal_id", "product", "row"]]
    several = frame[frame["deal_id"].duplicated(keep=False) & frame["deal_id"].notna()]
    products = several.groupby("deal_id", sort=False)["product"].nunique()
    split = products[products > 1].index
    if not len(split):
        return part
    issue = Issue(
        "several_rows_per_deal",
        "note",
        part.raw.file,
        part.raw.sheet,
        part.mapping.fields.get("product"),
        len(split),
        tuple(int(n) for n in several.loc[several["deal_id"].isin(split), "row"].head(5)),
        tuple(map(str, split[:5])),
    )
    return part.with_issues(issue)


def date_from_history(built: Sequence[Built]) -> list[Built]:
    """Give deals the gates and gate dates that the stage history shows; the first entry into a gate counts."""
    parts = [part.frame[part.kept] for part in built if part.table == "stage_history"]
    if not parts:
        return list(built)
    history = pd.concat(parts, ignore_index=True).dropna(subset=["deal_id"])
    shows = bool((history["gate"] == NEXT_STEP).any())
    entered = history.groupby(["gate", "deal_id"])["entered_on"].min()
    furthest = history.assign(r=history["gate"].map(rank)).groupby("deal_id")["r"].max()
    reached = {g: entered.xs(g) for g in (FIRST_APPOINTMENT, NEXT_STEP) if g in entered.index.get_level_values(0)}
    return [_dated(part, reached, furthest, shows) if part.table == "deals" else part for part in built]


def _dated(part: Built, reached: dict[str, pd.Series], furthest: pd.Series, shows: bool) -> Built:
    frame = part.frame
    if "deal_id" not in frame:
        return part
    found = frame["deal_id"].map(furthest)
    if not found.notna().any():
        return part
    lost = frame["outcome"] != WON
    ranks = pd.concat([frame["gate_rank"], found.fillna(-1)], axis=1).max(axis=1)
    frame = frame.assign(
        gate_rank=ranks.mask(lost, ranks.clip(upper=rank(NEXT_STEP))).astype("int8"),
        gate_shown=frame["gate_shown"] | (found.notna() & shows),
    )
    for gate, name in ((FIRST_APPOINTMENT, "first_appointment_on"), (NEXT_STEP, "next_step_on")):
        if gate in reached:
            days = frame["deal_id"].map(reached[gate])
            own = frame[name] if name in frame else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
            frame = frame.assign(**{name: own.where(own.notna(), days)})
            if gate == FIRST_APPOINTMENT and days.notna().any():
                frame = frame.assign(first_mapped=True)
    return part.with_frame(frame, "stage_history_dates_gates")


def date_from_meetings(built: Sequence[Built]) -> list[Built]:
    """Date the first appointment of deals that have no date for it by their earliest meeting held."""
    parts = [part.frame[part.kept] for part in built if part.table == "activities"]
    if not parts:
        return list(built)
    meetings = pd.concat(parts, ignore_index=True)
    held = meetings[(meetings["kind"] == "appointment") & (meetings["result"] == "held")]
    keys = [key for key in ("deal_id", "deal_name") if key in held]
    first = {key: held.dropna(subset=[key]).groupby(key)["happened_on"].min() for key in keys}
    return [_met(part, first) if part.table == "deals" else part for part in built]


def _met(part: Built, first: dict[str, pd.Series]) -> Built:
    frame = part.frame
    days = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    for key, found in first.items():
        if key in frame and (key == "deal_id" or not frame[key].duplicated().any()):
            days = days.where(days.notna(), frame[key].map(found))
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


def finish_deals(part: Built, today: dt.date | None = None) -> Built:
    """Turn gate ranks into codes, and say where the created date stands in for the first appointment.

    With ``today``, dates after it are noted.
    """
    part = _note_future(part, today) if today else part
    frame = part.frame
    gates = pd.Series(
        pd.Categorical.from_codes(frame["gate_rank"].to_numpy(), pd.Index(list(GATES), dtype="str")), index=frame.index
    )
    stands_in = ~frame["first_mapped"].astype(bool)
    assumed = ("created_stands_for_first_appointment",) if bool(stands_in.any()) and "created_on" in frame else ()
    return part.with_frame(frame.assign(gate=gates, created_stands_in=stands_in), *assumed)


def _note_future(part: Built, today: dt.date) -> Built:
    issues = []
    for name in ("created_on", "first_appointment_on", "next_step_on", "closed_on"):
        if name in part.frame and name in part.mapping.fields:
            late = part.kept & (part.frame[name] > pd.Timestamp(today))
            if late.any():
                header, rows = part.mapping.fields[name], tuple(int(n) for n in part.frame.loc[late, "row"].head(5))
                where = (part.raw.file, part.raw.sheet, header)
                issues.append(Issue("future_dates", "note", *where, int(late.sum()), rows))
    return part.with_issues(*issues)


def unmatched_ids(part: Built) -> Built:
    """Point out deals that only carry their owner's id, with no list of people to turn it into a name."""
    fields = part.mapping.fields
    if part.table == "reps" or "rep_id" not in fields or "rep" in fields or "rep_id" not in part.frame:
        return part
    bare = part.frame["rep"].notna() & (part.frame["rep"] == part.frame["rep_id"])
    if not bare.any():
        return part
    shown = tuple(map(str, part.frame.loc[bare, "rep"].unique()[:5]))
    issue = Issue(
        "ids_without_names", "note", part.raw.file, part.raw.sheet, fields["rep_id"], int(bare.sum()), (), shown
    )
    return part.with_issues(issue)
