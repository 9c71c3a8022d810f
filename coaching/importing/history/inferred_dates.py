"""Dates of gates that no single export tells, from the exports of several weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from coaching.importing.history.diff import matched
from coaching.importing.mapping.stages import rank
from coaching.importing.model import Intake, Source
from coaching.tables import FIRST_APPOINTMENT, GATES, LOST, NEXT_STEP, WON, conform

DATED_BY_EXPORTS = "gates_dated_by_exports"
_DATED = {FIRST_APPOINTMENT: "first_appointment_on", NEXT_STEP: "next_step_on"}


def inferred_dates(old: Intake, new: Intake, seen_on: date) -> tuple[Intake, int]:
    """Give the deals of ``new`` the dates of gates that only a look at ``old`` tells.

    A deal that stood before a gate in ``old`` and is past it in ``new`` passed it by ``seen_on``, or by the earliest
    later date it has: an upper bound, taken as the date. A date that ``old`` has and ``new`` has not is kept; a date
    in ``new`` is never overwritten. A lost deal came as far as any earlier export shows, which is then its gate.

    Parameters
    ----------
    old : Intake
        What was known before; may itself be a merge.
    new : Intake
        A later export.
    seen_on : date
        The day that ``new`` shows.

    Returns
    -------
    Intake, int
        ``new`` with the dates, its sources bearing the assumption ``gates_dated_by_exports`` where a bound was taken;
        and the number of deals that learned something from ``old``, dates merely kept not counted.
    """
    before, after = old.tables.deals, new.tables.deals
    if not len(before) or not len(after):
        return new, 0
    _, at = matched("deals", before, after)
    matching = np.flatnonzero(at >= 0)
    if not len(matching):
        return new, 0
    was, now = before.iloc[at[matching]].reset_index(drop=True), after.iloc[matching].reset_index(drop=True)
    lost, was_gate, now_gate = _is(now, LOST), _gates(was), _gates(now)
    inferred, learned = {}, np.zeros(len(matching), dtype=bool)

    bound = pd.Series(pd.Timestamp(seen_on).as_unit("us"), index=now.index)
    bound = pd.concat([bound, now["closed_on"]], axis=1).min(axis=1)
    for gate in (NEXT_STEP, FIRST_APPOINTMENT):
        name = _DATED[gate]
        passed = (was_gate >= 0) & (was_gate < rank(gate)) & (now_gate >= rank(gate)) & ~_is(was, WON)
        known = now[name].where(now[name].notna(), was[name])
        fits = passed & known.isna().to_numpy() & ~(bound < now["created_on"]).to_numpy()
        inferred[name] = known.mask(fits, bound).astype("datetime64[us]")
        learned |= fits
        bound = pd.concat([bound, inferred[name]], axis=1).min(axis=1)

    gated = lost & (was_gate >= 0) & ((was_gate > now_gate) | ~now["gate_shown"].to_numpy())
    furthest = np.minimum(np.maximum(was_gate, now_gate), rank(NEXT_STEP))
    inferred["gate"] = now["gate"].astype(object).where(~gated, np.array(GATES, dtype=object)[np.maximum(furthest, 0)])
    # A win that was seen before it is gated like a loss that was: else losses would count where like wins do not.
    inferred["gate_shown"] = now["gate_shown"] | gated | (_is(now, WON) & (was_gate >= 0) & gated.any())
    learned |= gated & ~_is(was, LOST)

    if all(_same(inferred[name], now[name]) for name in inferred):
        return new, 0
    deals = after.assign(**{name: _put(after[name], matching, values) for name, values in inferred.items()})
    deals = conform(deals, "deals")
    dated = replace(new, tables=replace(new.tables, deals=deals))
    if learned.any():
        places = set(_places(now[learned]))
        dated = replace(dated, sources=tuple(_assumed(source, places) for source in new.sources))
    return dated, int(learned.sum())


def _is(deals: pd.DataFrame, outcome: str) -> np.ndarray:
    return (deals["outcome"] == outcome).to_numpy()


def _gates(deals: pd.DataFrame) -> np.ndarray:
    """Return the rank of the furthest gate that each deal shows, -1 where nothing shows any."""
    gate = deals["gate"]
    ranks = np.array([*(rank(code) for code in gate.cat.categories), -1])[gate.cat.codes.to_numpy()]
    for code, name in _DATED.items():
        ranks = np.maximum(ranks, np.where(deals[name].notna(), rank(code), -1))
    highest: np.ndarray = np.maximum(ranks, np.where(_is(deals, WON), rank(WON), -1))
    return highest


def _same(left: pd.Series, right: pd.Series) -> bool:
    left, right = left.astype(object), right.astype(object)
    return bool(((left == right) | (left.isna() & right.isna())).all())


def _put(column: pd.Series, here: np.ndarray, values: pd.Series) -> pd.Series:
    whole = column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column.copy()
    whole.iloc[here] = values.to_numpy()
    return whole


def _places(deals: pd.DataFrame) -> list[tuple[str, str]]:
    sheets = deals["sheet"].astype(object).where(deals["sheet"].notna(), "")
    return list(zip(deals["file"].astype(object), sheets, strict=True))


def _assumed(source: Source, places: set[tuple[str, str]]) -> Source:
    if source.table != "deals" or (source.file, source.sheet or "") not in places:
        return source
    return replace(source, assumptions=tuple(dict.fromkeys((*source.assumptions, DATED_BY_EXPORTS))))
