"""Activities, goals and counts that stand in several files: each counts once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.issues.catalogue import SUPERSEDED
from coaching.importing.link.export_age import day_in_name
from coaching.importing.link.export_kind import is_same_kind

#: What a goal, and the counts of a rep, are for.
_GOAL = ("rep", "team", "goal_from", "goal_to", "goal_period")
_PERIOD = ("rep", "period_from", "period_to")


def once_each(built: Sequence[Built]) -> list[Built]:
    """Set aside the rows that stand in another file too.

    A goal for the same people and period replaces that of an earlier file, and so do a rep's counts for a period in
    the same kind of file. An activity is one where its id is, in files of one kind; without ids where all its cells
    are, so that two equal rows of one file stay two.
    """
    result = list(built)
    _set_aside(result, "goals", lambda part: _named(part, _GOAL), lambda one, other: True)
    _set_aside(result, "rep_periods", lambda part: _named(part, _PERIOD), _alike)
    _set_aside(result, "activities", _activities, _alike)
    return result


def _alike(one: Built, other: Built) -> bool:
    return is_same_kind(one.mapping.fields, other.mapping.fields)


def _set_aside(
    built: list[Built],
    table: str,
    named: Callable[[Built], pd.Series],
    compared: Callable[[Built, Built], bool],
) -> None:
    """Set aside the rows of one type of table whose name a later file, that it may be compared with, has too."""
    at = [n for n, part in enumerate(built) if part.table == table]
    if len(at) < 2:
        return
    days = [day_in_name(built[n].raw.sheet, built[n].raw.file) for n in at]
    if all(day is not None for day in days):
        at = [at[k] for k in sorted(range(len(at)), key=lambda k: days[k] or pd.Timestamp(0))]
    names = {n: named(built[n]) for n in at}
    for place, n in enumerate(at):
        others = [names[m] for m in at[place + 1 :] if compared(built[n], built[m]) and _is_other(built[n], built[m])]
        if others:
            again = names[n].notna() & names[n].isin(pd.concat(others).dropna())
            built[n] = built[n].without(again, SUPERSEDED)


def _is_other(one: Built, other: Built) -> bool:
    return (one.raw.file, one.raw.sheet) != (other.raw.file, other.raw.sheet)


def _named(part: Built, columns: Sequence[str]) -> pd.Series:
    """Return a text for each row that is kept by which it is known in other files."""
    return _texts(part.frame.reindex(columns=list(columns))).where(part.kept)


def _activities(part: Built) -> pd.Series:
    """Return a text for each activity that is kept: its id, else all its cells and how many equal rows come before."""
    if "activity_id" in part.frame and part.frame["activity_id"].notna().any():
        return _texts(part.frame[["activity_id", "rep"]]).where(part.kept & part.frame["activity_id"].notna())
    cells = _texts(part.raw.frame.set_axis(part.frame.index)) + _texts(part.frame[["rep"]])
    return (cells + "\x1f" + cells.groupby(cells).cumcount().astype(str)).where(part.kept)


def _texts(frame: pd.DataFrame) -> pd.Series:
    text = pd.Series(np.full(len(frame), "", dtype=object), index=frame.index)
    for name in frame:
        cells = frame[name].astype(object)
        text = text + "\x1f" + cells.where(cells.notna(), "").astype(str)
    return text
