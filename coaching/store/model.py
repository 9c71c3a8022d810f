"""The records of the store, as frozen dataclasses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

State = Literal["open", "done", "missed", "dropped"]

OPEN_STATE: Final = "open"
STATES: tuple[State, ...] = (OPEN_STATE, "done", "missed", "dropped")
ROLES = ("admin", "manager", "coach", "rep")


@dataclass(frozen=True)
class Dataset:
    """A team's data. ``version`` increases with every change, so that ``(token, version)`` is a key for caches."""

    id: int
    token: str
    name: str
    is_sample: bool
    version: int
    created_at: dt.datetime
    created_by: str


@dataclass(frozen=True)
class File:
    """A file as it was uploaded: its name, the SHA-256 of its bytes, and their number."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Import:
    """One import: an immutable snapshot of what was read, who brought it and when.

    Attributes
    ----------
    number : int
        Counts the imports of the data set from 1; never given twice.
    seen_on : date
        The day the export shows.
    layouts : tuple of str
        ``intake.layout_key`` of each table in it.
    rows : mapping of table to int
    changes : mapping
        What it changed when it came: ``new``, ``changed``, ``unchanged``, ``gone`` and ``gates_dated`` (deals).
    replaces : bool
        It is used instead of all earlier imports, not merged with them.
    sha256 : str
        Of the whole snapshot.
    """

    id: int
    dataset_id: int
    number: int
    seen_on: dt.date
    created_at: dt.datetime
    created_by: str
    files: tuple[File, ...]
    layouts: tuple[str, ...]
    rows: Mapping[str, int]
    changes: Mapping[str, int]
    sha256: str
    replaces: bool = False
    undone_at: dt.datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True)
class Goal:
    """A revenue goal typed in the app, of a rep or, if ``rep`` is missing, of a team or of everybody."""

    id: int
    rep: str | None
    team: str | None
    goal_from: dt.date | None
    goal_to: dt.date | None
    goal_period: str | None
    amount: float
    currency: str | None


@dataclass(frozen=True)
class Rule:
    """A team's own limit of a KPI.

    Without a ``team`` it holds for all teams; a missing limit leaves the declared one. ``weight`` is what earlier
    versions stored; it has no effect.
    """

    team: str | None
    kpi: str
    limit: float | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Commitment:
    """A commitment: what a rep and a coach agreed on.

    ``edition`` is the edition of the figures at that time (``tables.FIGURES_EDITION``); None for commitments from
    before editions were recorded.
    """

    id: int
    dataset_id: int
    rep: str
    kpi: str
    tip: str | None
    action: str
    target: float | None
    owner: str
    state: State
    agreed_on: dt.date
    due_on: dt.date
    closed_on: dt.date | None
    created_at: dt.datetime
    created_by: str
    edition: int | None = None


@dataclass(frozen=True)
class Note:
    """A note on a rep or on a commitment; a private one is shown to its author alone."""

    id: int
    dataset_id: int
    rep: str
    commitment_id: int | None
    text: str
    private: bool
    author: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Training:
    """A training session with the reps who took part."""

    id: int
    dataset_id: int
    title: str
    kpi: str
    held_on: dt.date
    trainer: str
    reps: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class OwnTip:
    """A team's own tip on a KPI; ``replaces`` is the id of the playbook's tip that it replaces."""

    id: int
    dataset_id: int
    kpi: str
    product: str | None
    segment: str | None
    texts: Mapping[str, Mapping[str, Any]]
    active: bool = True
    replaces: str | None = None


@dataclass(frozen=True)
class Person:
    """A person who may sign in, with the role and the teams and reps that it extends to."""

    id: int
    email: str
    name: str
    role: str
    teams: tuple[str, ...] = ()
    reps: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True)
class Entry:
    """One change in the log."""

    at: dt.datetime
    by: str
    action: str
    dataset_id: int | None
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
