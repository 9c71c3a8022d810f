"""When each rep was coached last, on which figures, and what is due next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from coaching.store.model import OPEN_STATE, Commitment, Note, Training


@dataclass(frozen=True)
class Coached:
    """The coaching of one rep.

    Attributes
    ----------
    last_on : date or None
        The day of the last commitment, training or note; None if there is none.
    kpis : tuple of str
        The figures that commitments and trainings were about, the latest first.
    next_on : date or None
        The next due date of an open commitment.
    """

    rep: str
    last_on: dt.date | None = None
    kpis: tuple[str, ...] = ()
    next_on: dt.date | None = None

    def days_ago(self, today: dt.date) -> int | None:
        """Return how many days ago the rep was coached last; None if never."""
        return None if self.last_on is None else (today - self.last_on).days


def coached(
    reps: Iterable[str], commitments: Iterable[Commitment], trainings: Iterable[Training], notes: Iterable[Note]
) -> tuple[Coached, ...]:
    """Return the coaching of each of ``reps``, in their order."""
    about: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    days: dict[str, list[dt.date]] = defaultdict(list)
    due: dict[str, list[dt.date]] = defaultdict(list)
    for commitment in commitments:
        about[commitment.rep].append((commitment.agreed_on, commitment.kpi))
        if commitment.state == OPEN_STATE:
            due[commitment.rep].append(commitment.due_on)
    for training in trainings:
        for rep in training.reps:
            about[rep].append((training.held_on, training.kpi))
    for note in notes:
        days[note.rep].append(note.created_at.date())
    return tuple(
        Coached(
            rep,
            max((*days[rep], *(day for day, _ in about[rep])), default=None),
            tuple(dict.fromkeys(kpi for _, kpi in sorted(about[rep], reverse=True))),
            min(due[rep], default=None),
        )
        for rep in reps
    )
