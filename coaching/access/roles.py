"""Roles, the matrix of what each may open and do, and the viewer of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

ADMIN, MANAGER, COACH, REP = "admin", "manager", "coach", "rep"
_LEADS = (ADMIN, MANAGER, COACH)
_ALL = (*_LEADS, REP)
#: Every role, the strongest first.
ROLES = _ALL

#: The roles that may open a page or do something; anything that is not listed is for admins alone.
MATRIX: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # pages
        "upload": (ADMIN, MANAGER),
        "quality": (ADMIN, MANAGER),
        "imports": (ADMIN,),
        "team": _LEADS,
        "rep": _ALL,
        "follow_up": _ALL,
        "calculator": _ALL,
        "definitions": _ALL,
        "targets": (ADMIN,),
        "playbook": (ADMIN,),
        "privacy": (ADMIN,),
        "people": (ADMIN,),
        # parts of pages
        "overview": _LEADS,
        "trainings": _LEADS,
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
    """The person for whom a page is made: a role, and the teams and reps that it extends to.

    ``reps`` of a rep are the rep's own names in the data.
    """

    role: str
    email: str = ""
    teams: frozenset[str] = field(default_factory=frozenset)
    reps: frozenset[str] = field(default_factory=frozenset)

    @property
    def sees_all(self) -> bool:
        """Whether this viewer may see everything."""
        return self.role == ADMIN


#: The viewer if people do not sign in.
EVERYTHING = Viewer(ADMIN)


class SignedIn(Protocol):
    """A person who may sign in (``coaching.store.Person``)."""

    @property
    def email(self) -> str:
        """The e-mail address that the identity provider confirms."""

    @property
    def role(self) -> str:
        """One of ``ROLES``."""

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that a manager leads."""

    @property
    def reps(self) -> tuple[str, ...]:
        """The reps assigned; of a rep, their own names in the data."""

    @property
    def active(self) -> bool:
        """Whether this person may still sign in."""


def viewer_of(person: SignedIn) -> Viewer:
    """Return a person as a viewer; raises ``ValueError`` for an inactive person or an unknown role."""
    if not person.active or person.role not in _ALL:
        raise ValueError("this person may not sign in")
    return Viewer(person.role, person.email, frozenset(person.teams), frozenset(person.reps))


def may(viewer: Viewer, what: str) -> bool:
    """Return whether a viewer may open a page or do something (``MATRIX``)."""
    return viewer.role in MATRIX.get(what, (ADMIN,))
