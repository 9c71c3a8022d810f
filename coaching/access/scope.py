"""The reps whose rows a viewer may see."""

from __future__ import annotations

from coaching.access.roles import MANAGER, Viewer
from coaching.compare import peer_groups
from coaching.tables import Tables, reps_named


def visible_reps(viewer: Viewer, tables: Tables) -> frozenset[str] | None:
    """Return the names of the reps a viewer may see, as the data has them; None for everybody.

    A manager sees the reps of the own teams, by the table of people, else by the deals' most frequent team.
    """
    if viewer.sees_all:
        return None
    if viewer.role != MANAGER:
        return viewer.reps
    groups = peer_groups(known_reps(tables), tables.reps, tables.deals, "team")
    return viewer.reps | {rep for rep, team in groups.items() if team in viewer.teams}


def known_reps(tables: Tables) -> tuple[str, ...]:
    """Return every rep that a table names."""
    return reps_named(tables)
