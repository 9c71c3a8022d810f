"""Who may see and do what: roles, the matrix of pages and actions, and whose figures a viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from coaching.compare import peer_groups
from coaching.store.model import Person
from coaching.tables import Tables

ADMIN, MANAGER, COACH, REP = "admin", "manager", "coach", "rep"
_LEADS = (ADMIN, MANAGER, COACH)
_ALL = (*_LEADS, REP)

#: Which roles may open a page or do something; what is not listed is for admins alone.
MATRIX: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # pages
        "upload": (ADMIN, MANAGER),
        "quality": (ADMIN, MANAGER),
        "imports": (ADMIN,),
        "leaderboard": _LEADS,
        "funnel": _LEADS,
        "offerings": _LEADS,
        "scorecard": _ALL,
        "action_plan": _ALL,
        "commitments": _ALL,
        "overview": _LEADS,
        "trainings": _LEADS,
        "magic_number": _ALL,
        "definitions": _ALL,
        "targets": (ADMIN,),
        "playbook": (ADMIN,),
        "privacy": (ADMIN,),
        "people": (ADMIN,),
        # actions
        "add_data": (ADMIN, MANAGER),
        "replace_data": (ADMIN,),
        "remove_data": (ADMIN,),
        "undo_import": (ADMIN,),
        "set_goals": (ADMIN,),
        "set_rules": (ADMIN,),
        "set_tips": (ADMIN,),
        "set_settings": (ADMIN,),
        "agree": _ALL,
        "note": _ALL,
        "train": _LEADS,
        "export_rep": (ADMIN,),
        "erase_rep": (ADMIN,),
        "backup": (ADMIN,),
        "set_people": (ADMIN,),
        "read_log": (ADMIN,),
    }
)


@dataclass(frozen=True)
class Viewer:
    """Who looks: a role, and the teams and reps it extends to; ``reps`` of a rep are their own names in the data."""

    role: str
    email: str = ""
    teams: frozenset[str] = field(default_factory=frozenset)
    reps: frozenset[str] = field(default_factory=frozenset)

    @property
    def sees_all(self) -> bool:
        """Whether nothing is kept from this viewer."""
        return self.role == ADMIN


#: Who looks where nobody signs in: the one who runs the app.
EVERYTHING = Viewer(ADMIN)


def viewer_of(person: Person) -> Viewer:
    """Return how a person looks; raises ``ValueError`` for one who is no longer active or has no known role."""
    if not person.active or person.role not in _ALL:
        raise ValueError("this person may not look")
    return Viewer(person.role, person.email, frozenset(person.teams), frozenset(person.reps))


def may(viewer: Viewer, what: str) -> bool:
    """Say whether a viewer may open a page or do something (``MATRIX``)."""
    return viewer.role in MATRIX.get(what, (ADMIN,))


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
    frames = (tables.deals, tables.activities, tables.goals, tables.reps, tables.rep_periods)
    return tuple(sorted({str(rep) for frame in frames for rep in frame["rep"].dropna().unique()}))
