"""Two uploads of the same team: what a later export changes, before it is used, and the two as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from coaching.importing.issues.catalogue import (
    COUNTED_IN_DEALS,
    DELETED_ROWS,
    FILLED_IN,
    LEFT_OUT_BY_CHOICE,
    SUPERSEDED,
)
from coaching.importing.link.counts_beside_deals import without_what_deals_show
from coaching.importing.link.deal_dates import comparable_ids
from coaching.importing.link.export_kind import is_same_kind, richness
from coaching.importing.link.repeats import fill
from coaching.importing.link.same_deals import mostly_others, same_deals
from coaching.importing.mapping.stages import rank
from coaching.importing.model import Intake, Issue, Source
from coaching.tables import GATES, TABLES, Tables, conform, reps_named

#: Where a row came from, and what was derived for a file as a whole; no change of the row itself.
_BESIDES = frozenset(("file", "sheet", "row", "gate_shown", "created_stands_in"))
#: What makes a row the same row in a later export; the first whose columns are filled counts.
_KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "deals": (("deal_id", "rep"), ("deal_id",), ("deal_name", "account", "created_on")),
    "activities": (("activity_id",),),
    "goals": (("rep", "team", "goal_from", "goal_to"),),
    "reps": (("rep",),),
    "rep_periods": (("rep", "period_from", "period_to"),),
    "stage_history": (),
}
#: Keys that name a row for certain; the others need to be unique, and mostly filled, on both sides.
_IDS = (("deal_id", "rep"), ("deal_id",), ("activity_id",))
#: What tells deals apart that have no id.
_UNNAMED = ("deal_name", "account", "created_on")
_SUPERSEDED = SUPERSEDED.code
#: Reasons for which no later export puts a row in order.
_FOR_GOOD = (_SUPERSEDED, FILLED_IN.code, LEFT_OUT_BY_CHOICE.code, DELETED_ROWS.code)


@dataclass(frozen=True)
class TableChanges:
    """What a later export changes in one table.

    Attributes
    ----------
    new, changed, unchanged, gone : int
        Rows; ``gone`` are those that the later export no longer holds. They are kept when the two are merged.
    fields : mapping of column to count
        In how many rows each column changed.
    cells : pandas.DataFrame
        One row for each changed value: ``key`` (the deal's id or name), ``field``, ``before`` and ``after``; those of
        one deal stand together.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    cells: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["key", "field", "before", "after"]))


@dataclass(frozen=True)
class Changes:
    """What a later export changes, table by table (tables that it does not hold are left out), and in all."""

    tables: Mapping[str, TableChanges]

    @property
    def new(self) -> int:
        """Rows that only the later export holds."""
        return sum(table.new for table in self.tables.values())

    @property
    def changed(self) -> int:
        """Rows that the later export holds with other values."""
        return sum(table.changed for table in self.tables.values())

    @property
    def unchanged(self) -> int:
        """Rows that both hold alike."""
        return sum(table.unchanged for table in self.tables.values())

    @property
    def gone(self) -> int:
        """Rows that the later export no longer holds."""
        return sum(table.gone for table in self.tables.values())

    @property
    def nothing(self) -> bool:
        """Whether the later export brings nothing that was not known."""
        return not self.new and not self.changed


def compare_intakes(old: Intake, new: Intake) -> Changes:
    """Say what ``new`` would change in ``old``, row by row.

    Deals are matched by id; without one by name, account and created date where these tell every deal apart;
    else by their whole content, where a deal that changed counts as one gone and one new. Of a deal that the two hold
    in different kinds of export only what is filled in counts as changed.
    """
    changes = {}
    for table in TABLES:
        before, after = getattr(old.tables, table), getattr(new.tables, table)
        if len(after):
            met, at = matched(table, before, after)
            meeting = meet(old, new, at) if table == "deals" else None
            changes[table] = _compare(table, before, meeting.shown if meeting else after, met, at)
    return Changes(changes)


def merge(old: Intake, new: Intake) -> Intake:
    """Return ``old`` with the rows of ``new``, which replace those of ``old`` that they match.

    ``old`` itself where ``new`` brings nothing. Rows replaced are set aside as ``superseded``, so that every row
    read stays accounted for, and so are those that were set aside for a reason and are in order now; rows that ``new``
    no longer holds stay. Of a deal that the two hold in different kinds of export the row that says more stays, gets
    what it lacks from the other, and that one is set aside as ``filled_in``.
    """
    if compare_intakes(old, new).nothing:
        return old
    new = _renamed(new, {source.file for source in old.sources})
    tables, replaced = {}, []
    for table in TABLES:
        before, after = getattr(old.tables, table), getattr(new.tables, table)
        if not len(after):
            tables[table] = before
            continue
        gone, at = matched(table, before, after)
        keeps_earlier = np.zeros(len(after), dtype=bool)
        if table == "deals":
            meeting = meet(old, new, at)
            keeps_earlier, before, filled_in = meeting.keeps_earlier, meeting.before, meeting.filled_in
            replaced += [
                _aside(table, getattr(new.tables, table)[keeps_earlier], FILLED_IN.code),
                _aside(table, before[filled_in], FILLED_IN.code),
            ]
            gone[at[keeps_earlier]] = False
            after = meeting.after
            replaced.append(_aside(table, before[gone & ~filled_in], _SUPERSEDED))
        else:
            replaced.append(_aside(table, before[gone], _SUPERSEDED))
        tables[table] = conform(pd.concat([before[~gone], after[~keeps_earlier]], ignore_index=True), table)
    replaced = [left for rows in replaced if len(rows) and len(left := _of_whole_rows(rows, tables))]
    mended = old.set_aside["reason"].mask(_mended(old.set_aside, new), _SUPERSEDED)
    aside = pd.concat([old.set_aside.assign(reason=mended), *replaced, new.set_aside], ignore_index=True).fillna("")
    sources = tuple(_recounted((*old.sources, *new.sources), replaced))
    merged, counted = without_what_deals_show(Tables(**tables))
    issues = [issue for issue in (*old.issues, *new.issues) if issue.code != COUNTED_IN_DEALS.code or not counted]
    return Intake(merged, sources, aside, tuple(dict.fromkeys((*issues, *((counted,) if counted else ())))))


@dataclass(frozen=True)
class Meeting:
    """What becomes of deals that an earlier and a later upload hold.

    ``before`` and ``after`` are their deals with what they lack filled in from the other. ``keeps_earlier`` is true for
    each row of ``after`` in whose place the earlier row is kept, ``filled_in`` for each row of ``before`` that only
    fills in; ``shown`` is ``after`` with the earlier rows that are kept.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    keeps_earlier: np.ndarray
    filled_in: np.ndarray
    shown: pd.DataFrame


def meet(old: Intake, new: Intake, at: np.ndarray) -> Meeting:
    """Return what becomes of the deals of ``new`` that stood at ``at`` in ``old`` (-1: nowhere).

    Within one kind of export the later row counts. Between two kinds the row counts that says more, and an open deal
    of the one that the other says has ended has ended.
    """
    before, after = old.tables.deals, new.tables.deals
    keeps_earlier, filled_in = np.zeros(len(after), dtype=bool), np.zeros(len(before), dtype=bool)
    matching = np.flatnonzero(at >= 0)
    factorize = {
        (_place(source), _place(other)): _richer(source, other)
        for source in old.sources
        for other in new.sources
        if source.table == other.table == "deals"
    }
    if len(matching) and any(factorize.values()):
        places = list(zip(_places(before.iloc[at[matching]]), _places(after.iloc[matching]), strict=True))
        place_codes = np.array([factorize.get(pair, 0) for pair in places])
        keeps_earlier[matching[place_codes < 0]] = True
        filled_in[at[matching[place_codes > 0]]] = True
    if not keeps_earlier.any() and not filled_in.any():
        return Meeting(before, after, keeps_earlier, filled_in, after)
    poor, rich = np.flatnonzero(keeps_earlier), np.flatnonzero((at >= 0) & np.isin(at, np.flatnonzero(filled_in)))
    filled_before = _filled(before, at[poor], after.iloc[poor])
    filled_after = _filled(after, rich, before.iloc[at[rich]])
    shown = filled_after.astype(object)
    shown.iloc[poor] = filled_before.iloc[at[poor]].astype(object).to_numpy()
    return Meeting(filled_before, filled_after, keeps_earlier, filled_in, shown)


def _places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    sheets = rows["sheet"].astype(object).where(rows["sheet"].notna(), "")
    return list(zip(rows["file"].astype(object), sheets, strict=True))


def _place(source: Source) -> tuple[str, str]:
    return source.file, source.sheet or ""


def _richer(earlier: Source, later: Source) -> int:
    """Return -1 where the earlier of two kinds of export says more, 1 where the later does, 0 where they are one."""
    if is_same_kind(earlier.mapping, later.mapping) or (earlier.preset and earlier.preset == later.preset):
        return 0
    return -1 if richness(earlier.mapping) > richness(later.mapping) else 1


def _filled(rows: pd.DataFrame, at: np.ndarray, others: pd.DataFrame) -> pd.DataFrame:
    """Return deals of which those ``at`` get what they lack from ``others``, place by place."""
    if not len(at):
        return rows
    done = fill(_with_ranks(rows), at, _with_ranks(others).reset_index(drop=True))
    gates = pd.Series([*GATES, None], dtype=object)
    done["gate"] = gates.iloc[done["gate_rank"].astype(int)].to_numpy()
    return conform(done.drop(columns="gate_rank"), "deals")


def _with_ranks(deals: pd.DataFrame) -> pd.DataFrame:
    return deals.assign(gate_rank=deals["gate"].astype(object).map(rank).fillna(-1).astype(int))


def _of_whole_rows(aside: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return rows set aside once for each row of a file of which nothing is left in use.

    A row of a file may have given several: a goal a month, or a part of a deal to each who owns it.
    """
    names = ["file", "sheet", "row"]
    at = aside.reindex(columns=names).astype(object).fillna("")
    used = tables[aside["table"].iloc[0]]
    used = used.loc[used["row"].isin(at["row"]), names].astype(object).fillna("")
    still = pd.MultiIndex.from_frame(at).isin(pd.MultiIndex.from_frame(used))
    left: pd.DataFrame = aside.loc[~still & ~at.duplicated().to_numpy()]
    return left


def _aside(table: str, rows: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Return canonical rows as they are set aside for a reason."""
    own = [name for name in rows.columns if name not in ("file", "sheet", "row")]
    account = rows[["file", "sheet", "row"]].astype(object).assign(table=table, reason=reason)
    return pd.concat([account, rows[own].astype(object)], axis=1).dropna(axis=1, how="all")


def people(intake: Intake) -> frozenset[str]:
    """Return whose rows the tables hold."""
    return frozenset(reps_named(intake.tables, ("deals", "activities", "rep_periods")))


def aside_by_group(aside: pd.DataFrame, groups: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Return rows set aside by the group that their reason belongs to; the reasons of no group are under ``""``."""
    group_of = aside["reason"].astype(object).map(groups).fillna("")
    return {str(group): aside[group_of == group] for group in group_of.unique()}


def aside_groups(aside: pd.DataFrame) -> list[tuple[str, str, str, pd.DataFrame]]:
    """Return rows set aside by file, sheet (``""`` for none) and reason, the largest groups first."""
    places = aside[["file", "sheet", "reason"]].astype(object).fillna("")
    groups = []
    for at in sorted(places.groupby(list(places), sort=False).indices.values(), key=lambda at: -len(at)):
        file, sheet, reason = places.iloc[at[0]]
        groups.append((str(file), str(sheet), str(reason), aside.iloc[at]))
    return groups


def _mended(aside: pd.DataFrame, new: Intake) -> np.ndarray:
    """Return the deals that were set aside and that ``new`` holds in order: by id, else by name and account."""
    mended = np.zeros(len(aside), dtype=bool)
    waiting = ((aside["table"] == "deals") & ~aside["reason"].isin(_FOR_GOOD)).to_numpy(dtype=bool)
    for source in new.sources:
        names = ["deal_id"] if "deal_id" in source.mapping else ["deal_name", "account"]
        headers = [source.mapping.get(name) for name in names]
        if source.table != "deals" or not all(header in aside for header in headers) or not waiting.any():
            continue
        new_cells = new.tables.deals.loc[new.tables.deals["file"] == source.file, names].astype(object)
        cells = aside[headers].astype(object).set_axis(names, axis=1)
        met = pd.MultiIndex.from_frame(cells).isin(pd.MultiIndex.from_frame(new_cells.dropna()))
        mended |= met & waiting
    return mended


def _compare(table: str, before: pd.DataFrame, after: pd.DataFrame, gone: np.ndarray, at: np.ndarray) -> TableChanges:
    both = at >= 0
    left, right = before.iloc[at[both]].reset_index(drop=True), after[both].reset_index(drop=True)
    named = _named(table, right)
    changed = np.zeros(len(right), dtype=bool)
    counts, cells = {}, []
    for name in TABLES[table]:
        if name in _BESIDES:
            continue
        differs = _differs(left[name], right[name])
        if differs.any():
            changed |= differs
            counts[name] = int(differs.sum())
            values = {"before": left[name][differs].astype(object), "after": right[name][differs].astype(object)}
            cells.append(pd.DataFrame({"key": named[differs], "field": name, **values}))
    all_cells = pd.concat(cells, ignore_index=True) if cells else TableChanges().cells
    all_cells = all_cells.iloc[np.argsort(pd.factorize(all_cells["key"])[0], kind="stable")].reset_index(drop=True)
    return TableChanges(
        int((~both).sum()), int(changed.sum()), int((~changed).sum()), int((~gone).sum()), counts, all_cells
    )


def _differs(before: pd.Series, after: pd.Series) -> np.ndarray:
    left, right = before.astype(object), after.astype(object)
    return ~((left == right) | (left.isna() & right.isna())).to_numpy(dtype=bool)


def _named(table: str, rows: pd.DataFrame) -> pd.Series:
    """Name rows by the first column of their keys that is filled."""
    named = pd.Series("", index=rows.index, dtype=object)
    for name in (name for key in (*_KEYS[table], ("deal_name", "account", "rep")) for name in key if name in rows):
        values = rows[name].astype(object)
        named = named.where(named != "", values.where(values.notna(), ""))
    return named


def matched(table: str, before: pd.DataFrame, after: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows of ``before`` are met again, and for each row of ``after`` where it stood (-1: nowhere)."""
    met, at = np.zeros(len(before), dtype=bool), np.full(len(after), -1)
    for key in (*_KEYS[table], ()):
        left, right = np.flatnonzero(~met), np.flatnonzero(at < 0)
        if not len(left) or not len(right):
            break
        if key == _UNNAMED:
            _match_without_ids(before, after, met, at)
            left, right = np.flatnonzero(~met), np.flatnonzero(at < 0)
        a, b = _keys(before.iloc[left], key), _keys(after.iloc[right], key)
        if key == _UNNAMED:
            a, b = (k.where(k.isna() | ~k.duplicated(keep=False)) for k in (a, b))
        if key:
            a, b = a.dropna(), b.dropna()
        first = a.drop_duplicates(keep="last")
        place_of = pd.Series(first.index.to_numpy(), index=first.to_numpy())
        b = b[~b.duplicated(keep="last")] if key in _IDS else b
        places = b.map(place_of).dropna().astype(int)
        stood, stands = left[places.to_numpy()], right[places.index.to_numpy()]
        if key == ("deal_id",) and mostly_others(before.iloc[stood], after.iloc[stands]):
            continue  # Another system counts from the same numbers.
        at[stands] = stood
        met[stood] = True
    return met, at


def _match_without_ids(before: pd.DataFrame, after: pd.DataFrame, met: np.ndarray, at: np.ndarray) -> None:
    """Match the deals of which either side has no id by what they hold besides; changes ``met`` and ``at``."""
    old_has, new_has = (frame["deal_id"].notna().to_numpy() for frame in (before, after))
    for old, new in ((np.ones(len(before), dtype=bool), ~new_has), (~old_has, new_has)):
        left, right = np.flatnonzero(~met & old), np.flatnonzero((at < 0) & new)
        if len(left) and len(right):
            stood, stands = same_deals(before.iloc[left], after.iloc[right])
            at[right[stands]] = left[stood]
            met[left[stood]] = True


def _keys(rows: pd.DataFrame, key: Sequence[str]) -> pd.Series:
    """Return a text for each row by which it is told from others; missing where too little of the key is filled.

    Whole rows, and keys that may repeat, are numbered, so that two equal rows match two equal rows.
    """
    names = key or [name for name in rows.columns if name not in _BESIDES]
    filled = np.sum([rows[name].notna().to_numpy() for name in names], axis=0)
    text = pd.Series("", index=range(len(rows)), dtype=object)
    for name in names:
        cells = comparable_ids(rows[name]) if name == "deal_id" and key in _IDS else rows[name]
        cells = cells.astype(object).where(rows[name].notna(), "").astype(str).reset_index(drop=True)
        text = text + "\x1f" + cells
    if key in _IDS:
        return text.where(pd.Series(filled == len(key)))
    if key == _UNNAMED:
        return text.where(pd.Series(rows["deal_id"].isna().to_numpy() & (filled >= 2)))
    return text + "\x1f" + text.groupby(text).cumcount().astype(str)


def _renamed(new: Intake, taken: set[str]) -> Intake:
    """Tell files of ``new`` that are called as known ones from them."""
    names: dict[str, str] = {}
    for source in new.sources:
        name, number = source.file, 2
        while name in taken:
            name, number = f"{source.file} ({number})", number + 1
        if name != source.file:
            names[source.file] = name
    if not names:
        return new

    def called(values: pd.Series) -> pd.Series:
        return values.astype(object).replace(names)

    tables = {t: conform(getattr(new.tables, t).assign(file=lambda f: called(f["file"])), t) for t in TABLES}
    return Intake(
        Tables(**tables),
        tuple(
            replace(s, file=names.get(s.file, s.file), issues=tuple(_moved(i, names) for i in s.issues))
            for s in new.sources
        ),
        new.set_aside.assign(file=called(new.set_aside["file"])),
        tuple(_moved(issue, names) for issue in new.issues),
    )


def _moved(issue: Issue, names: Mapping[str, str]) -> Issue:
    return replace(issue, file=names.get(issue.file, issue.file))


def _recounted(sources: Sequence[Source], replaced: Sequence[pd.DataFrame]) -> list[Source]:
    """Move the rows replaced from kept to set aside, source by source."""
    counts: dict[tuple[str, str, str], int] = {}
    for rows in replaced:
        sheets = rows["sheet"] if "sheet" in rows else pd.Series("", index=rows.index)
        for place in zip(rows["file"], sheets.where(sheets.notna(), ""), rows["table"], strict=True):
            counts[place] = counts.get(place, 0) + 1
    moved = []
    for source in sources:
        number = counts.get((source.file, source.sheet or "", source.table), 0)
        moved.append(source.with_more_set_aside(number))
    return moved
