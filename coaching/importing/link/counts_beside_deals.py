"""Counts that a team keeps in a sheet of its own beside the list of the same deals: what the deals show counts once."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from coaching.importing.issues.catalogue import COUNTED_IN_DEALS
from coaching.importing.model import Issue
from coaching.tables import LOST, NEXT_STEP, OPEN, WON, Tables

#: Counts of less than a month belong to the time of the deals also where they end up to one period before the first
#: deal, or begin as long after the last: a week without any deal is nothing unusual.
_MONTH = pd.Timedelta(days=28)
_DAYS = ("created_on", "first_appointment_on", "next_step_on", "closed_on")


def without_what_deals_show(tables: Tables) -> tuple[Tables, Issue | None]:
    """Return tables in which no count of a sheet stands beside the deals that it counts, and what is said of it.

    The counts of a rep with deals, for a period in the time of the deals, lose what the deals themselves show: what
    was won, lost and earned, and where not only ended deals are listed the first appointments and next steps.
    Conversations always stay.
    """
    sheet = tables.rep_periods
    shown = () if sheet.empty else _shown_by(tables.deals)
    if not shown:
        return tables, None
    days = pd.concat([tables.deals[name] for name in _DAYS]).dropna()
    if days.empty:
        return tables, None
    rep = sheet["rep"].astype(object)
    covered = rep.isin(set(tables.deals["rep"].dropna().unique()))
    quiet = (sheet["period_to"] - sheet["period_from"] + pd.Timedelta(days=1)).where(lambda length: length < _MONTH)
    quiet = quiet.fillna(pd.Timedelta(0))
    covered &= (sheet["period_from"] <= days.max() + quiet) & (sheet["period_to"] >= days.min() - quiet)
    counted = covered & sheet[list(shown)].notna().any(axis=1)
    if not counted.any():
        return tables, None
    left = sheet.assign(**{name: sheet[name].mask(counted) for name in shown})
    first = sheet.loc[counted]
    file, on_sheet = first["file"].iloc[0], first["sheet"].iloc[0]
    rows = [int(number) for number in first["row"].dropna().head(5)]
    issue = COUNTED_IN_DEALS.found(
        str(file), None if pd.isna(on_sheet) else str(on_sheet), None, int(counted.sum()), rows
    )
    return replace(tables, rep_periods=left), issue


def _shown_by(deals: pd.DataFrame) -> tuple[str, ...]:
    """Return the counts that a list of deals shows as well."""
    outcome = deals["outcome"]
    shown = [*(("won", "revenue") if (outcome == WON).any() else ()), *(("lost",) if (outcome == LOST).any() else ())]
    if outcome.isin((OPEN, LOST)).any():
        shown.append("first_appointments")
    if deals["next_step_on"].notna().any() or ((deals["gate"] == NEXT_STEP) & (outcome != WON)).any():
        shown.append("next_steps")
    return tuple(shown)
