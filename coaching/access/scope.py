"""The reps whom a viewer may see."""

from __future__ import annotations

from coaching.access.roles import MANAGER, Viewer
from coaching.compare import peer_groups
from coaching.tables import Tables, reps_named


def visible_reps(viewer: Viewer, tables: Tables) -> frozenset[str] | None:
    """Return the names, as in the data, of the reps whom a viewer may see; None means everybody.

    A manager sees the reps of the own teams. A rep's team is that of the reps table, else that of the
    rep's deals, where these lie mostly in one team.
    """
    if viewer.sees_all:
        return None
    if viewer.role != MANAGER:
        return viewer.reps
    groups = peer_groups(known_reps(tables), tables.reps, tables.deals, "team")
    return viewer.reps | {rep for rep, team in groups.items() if team in viewer.teams}


def known_reps(tables: Tables) -> tuple[str, ...]:
    """Return every rep named in any table."""
    return reps_named(tables)
