"""Groups of the identity provider, mapped to roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coaching.access.roles import ROLES, SignedIn, Viewer


@dataclass(frozen=True)
class Grant:
    """The role of a group's members, and for managers the teams that it extends to."""

    role: str
    teams: frozenset[str] = frozenset()


def read_groups(text: str) -> dict[str, Grant]:
    """Return the grants of a setting such as ``coach-admins=admin; riyadh-leads=manager:Riyadh,Jeddah``.

    Raises ``ValueError`` for a setting that cannot be read, because a mistake must neither grant nor refuse access
    unnoticed.
    """
    grants = {}
    for entry in filter(None, map(str.strip, text.split(";"))):
        group, equals, granted = entry.partition("=")
        role, _, teams = granted.partition(":")
        if not equals or not group.strip() or role.strip() not in ROLES:
            raise ValueError(f"{entry!r} is not of the form group=role or group=manager:Team, Team")
        names = frozenset(filter(None, map(str.strip, teams.split(","))))
        grants[group.strip()] = Grant(role.strip(), names)
    return grants


def viewer_of_groups(
    grants: Mapping[str, Grant], groups: Iterable[object], email: str, person: SignedIn | None
) -> Viewer | None:
    """Return the viewer for a member of ``groups``; None without a mapped group, or for a deactivated person.

    The strongest role counts, with the teams of all groups that grant it. Teams and reps of the person with the same
    e-mail address are added; that person's role does not count.
    """
    granted = [grants[group] for group in groups if isinstance(group, str) and group in grants]
    if not granted or (person is not None and not person.active):
        return None
    role = min((grant.role for grant in granted), key=ROLES.index)
    teams = frozenset().union(*(grant.teams for grant in granted if grant.role == role))
    if person is None:
        return Viewer(role, email, teams)
    return Viewer(role, email, teams | frozenset(person.teams), frozenset(person.reps))
