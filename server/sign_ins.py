"""Sign-ins: since when and until when one holds. What is known of them lives in the store, for every replica."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coaching.access import ADMIN, Grant, Viewer, read_groups, viewer_of, viewer_of_groups
from coaching.settings import read_settings
from coaching.store import Store, end_sign_in, person_of, sign_in_state, use_sign_in

#: By how much the clocks of the provider and of this server may differ.
_SKEW_SECONDS = 300
#: How often the use of a sign-in is written down.
_NOTED_EVERY_SECONDS = 60


@dataclass(frozen=True)
class SignIn:
    """One sign-in: the e-mail as the provider gave it, and since when (seconds)."""

    email: str
    since: float

    @property
    def key(self) -> str:
        """What the store knows a sign-in by; it names nobody."""
        return hashlib.sha256(f"{self.email.casefold()} {self.since!r}".encode()).hexdigest()


@dataclass(frozen=True)
class SignIns:
    """Which sign-ins still hold: not too old, not left unused for too long, not ended. Times are in seconds.

    Signed out is signed out on every server over the same store, and after a restart.

    Attributes
    ----------
    opened : function
        Gives the store.
    longest, idle : float
        After how long one signs in again, and after how long without use.
    """

    opened: Callable[[], Store]
    longest: float = 12 * 3600
    idle: float = 3600

    def is_open(self, sign_in: SignIn, now: float) -> bool:
        """Return whether a sign-in holds; one that was left unused for too long is ended by that."""
        if not -_SKEW_SECONDS <= now - sign_in.since <= self.longest:
            return False
        used_at, is_ended = sign_in_state(self.opened(), sign_in.key, _moment(sign_in.since))
        if is_ended:
            return False
        if used_at is not None and now - used_at.timestamp() > self.idle:
            self.end(sign_in, now)
            return False
        return True

    def use(self, sign_in: SignIn, now: float) -> bool:
        """Note that a sign-in is used, at most once a minute; return whether it is for the first time.

        Those that are too old to hold are forgotten.
        """
        every = min(_NOTED_EVERY_SECONDS, self.idle / 2)
        return use_sign_in(
            self.opened(),
            sign_in.key,
            _moment(sign_in.since),
            _moment(now),
            unless_since=_moment(now - every),
            forget_before=_moment(now - self.longest - _SKEW_SECONDS),
        )

    def end(self, sign_in: SignIn, now: float) -> None:
        """End a sign-in, in every tab and for a copy of its cookie too."""
        end_sign_in(self.opened(), sign_in.key, _moment(sign_in.since), _moment(now))

    def viewer(self, email: str, groups: Sequence[object] = (), env: Mapping[str, str] = os.environ) -> Viewer | None:
        """Return how whoever has an e-mail looks; None for somebody unknown, or no longer active.

        Where groups of the identity provider give roles, ``groups`` are those it says they belong to.
        """
        if email.casefold() == read_settings(env).admin.casefold():
            return Viewer(ADMIN, email)
        person = person_of(self.opened(), email)
        known = grants(env)
        if known:
            return viewer_of_groups(known, groups, email, person)
        return viewer_of(person) if person is not None and person.active else None


def grants(env: Mapping[str, str] = os.environ) -> dict[str, Grant]:
    """Return which groups of the identity provider give which role; raises ``ValueError`` for a broken setting."""
    return read_groups(read_settings(env).groups)


def sign_ins(opened: Callable[[], Store], env: Mapping[str, str] = os.environ) -> SignIns:
    """Return the sign-ins of a store, with the limits that the environment sets."""
    chosen = read_settings(env)
    return SignIns(opened, chosen.session_hours * 3600, chosen.idle_minutes * 60)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
