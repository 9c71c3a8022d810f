"""The validity of sign-ins, which all replicas share through the store."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coaching.access import ADMIN, Grant, Viewer, read_groups, viewer_of, viewer_of_groups
from coaching.settings import read_settings
from coaching.store import Store, end_sign_in, person_of, sign_in_state, use_sign_in

#: How much the clocks of the identity provider and of this server may differ.
_SKEW_SECONDS = 300
#: How often the use of a sign-in is recorded.
_NOTED_EVERY_SECONDS = 60


@dataclass(frozen=True)
class SignIn:
    """A sign-in: the e-mail address from the identity provider, and the time at which it began (seconds)."""

    email: str
    since: float

    @property
    def key(self) -> str:
        """The key of the sign-in in the store, which identifies no person."""
        return hashlib.sha256(f"{self.email.casefold()} {self.since!r}".encode()).hexdigest()


@dataclass(frozen=True)
class SignIns:
    """Decides which sign-ins are valid: not too old, not idle for too long, and not ended. Times are in seconds.

    A sign-in that has ended stays so on every server of the same store, and after a restart.

    Attributes
    ----------
    opened : function
        Returns the store.
    longest, idle : float
        The largest age of a sign-in, and the longest time without use.
    """

    opened: Callable[[], Store]
    longest: float = 12 * 3600
    idle: float = 3600

    def is_open(self, sign_in: SignIn, now: float) -> bool:
        """Return whether a sign-in is valid; one that was idle for too long is ended."""
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
        """Record the use of a sign-in, at most once a minute; return whether it is the first use.

        Sign-ins that are too old are deleted.
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
        """End a sign-in, in every tab and for copies of its cookie."""
        end_sign_in(self.opened(), sign_in.key, _moment(sign_in.since), _moment(now))

    def viewer(self, email: str, groups: Sequence[object] = (), env: Mapping[str, str] = os.environ) -> Viewer | None:
        """Return the viewer with an e-mail address; None for an unknown or inactive person.

        ``groups`` are the person's groups at the identity provider, if roles are granted by groups.
        """
        if email.casefold() == read_settings(env).admin.casefold():
            return Viewer(ADMIN, email)
        person = person_of(self.opened(), email)
        known = grants(env)
        if known:
            return viewer_of_groups(known, groups, email, person)
        return viewer_of(person) if person is not None and person.active else None


def grants(env: Mapping[str, str] = os.environ) -> dict[str, Grant]:
    """Return the grants of the identity provider's groups; raises ``ValueError`` for an invalid setting."""
    return read_groups(read_settings(env).groups)


def sign_ins(opened: Callable[[], Store], env: Mapping[str, str] = os.environ) -> SignIns:
    """Return the sign-ins of a store, with the limits of the settings."""
    chosen = read_settings(env)
    return SignIns(opened, chosen.session_hours * 3600, chosen.idle_minutes * 60)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
