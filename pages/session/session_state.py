"""What a visitor's session remembers between runs, as one typed object; only widgets have keys of their own besides.

A widget's value is stored by Streamlit under the widget's key (``st.session_state[key]``); everything else is an
attribute of ``SessionState``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from coaching.access import Viewer
from coaching.advise import Options
from coaching.goals import Row
from coaching.importing import Changes, Intake, Question, Reading, TableMapping
from coaching.store import Commitment, Erased, File, Goal, Note, OwnTip, Person, Store, StoreProblem, Training
from server.sign_ins import SignIn

#: The one key of Streamlit's session state that holds it.
KEY = "_session"

#: A function that changes a data set, given the store, the data set's id and who acts.
Change = Callable[[Store, int, str], object]
#: The digest of uploaded files, and the index of a table among their tables.
TableKey = tuple[str, int]


@dataclass(frozen=True)
class SignInCheck:
    """The result of the last check of the sign-in; ``used`` once the security log has it."""

    at: float
    sign_in: SignIn
    viewer: Viewer
    used: bool = False


@dataclass(frozen=True)
class LastChange:
    """The last change, made in a part of a page, with the key of its message and the change that undoes it.

    ``version`` is that of the data set after the change. Undoing is offered only until the data set changes again,
    because it could otherwise undo the later change too.
    """

    page: str
    part: str
    dataset_id: int
    version: int
    message: str
    action: str
    back: Change | None


@dataclass(frozen=True)
class GoalsAtStart:
    """The goals that the grids started with; they stay the same until the changes are saved."""

    of: tuple[str, str, str]
    rows: tuple[Row, ...]
    typed: tuple[Goal, ...]


@dataclass
class UploadState:
    """The files read last, and how their tables are mapped.

    Attributes
    ----------
    digest, reading, files
        The files with their digest and their raw tables; ``reading`` is None before the first upload.
    mappings
        The corrected mapping of each table.
    asked, answered
        The questions shown for each table, and the groups of questions that were answered.
    again
        The name of the answered question that is shown again.
    intake, changes
        The last results, each with what it was computed from.
    """

    digest: str = ""
    reading: Reading | None = None
    files: tuple[File, ...] = ()
    mappings: dict[TableKey, TableMapping] = field(default_factory=dict)
    asked: dict[TableKey, tuple[Question, ...]] = field(default_factory=dict)
    answered: dict[TableKey, tuple[tuple[Question, ...], ...]] = field(default_factory=dict)
    again: tuple[str, int, str, str] | None = None
    intake: tuple[tuple[str, str], Intake] | None = None
    changes: tuple[tuple[str, str, int], Changes] | None = None


@dataclass
class SessionState:
    """What one visitor's session remembers between runs.

    Attributes
    ----------
    is_entered
        Whether the frame (``app.py``) has run in this session.
    page
        The address of the page drawn last.
    address
        The parameters collected for the page's address during this run.
    values, set_on
        The value of each widget that is a parameter of the address, and the page on which it was set last.
    link
        The link of the data in use, ``""`` for none; None until the address was read.
    choices, team
        The options on top of the page, and the reps of the team chosen there (None: everybody).
    period_changed
        The sentence that the default period, which is shown, has changed lately; ``""`` otherwise.
    wrong_amounts
        The fields for amounts that hold a text that is not an amount.
    sign_in_check, refusal, refused_page
        The last check of the sign-in, why nothing was shown, and the page that was refused last.
    layouts
        The mappings saved in the session alone, by layout.
    upload, upload_round
        The files read last, and the number in the uploader's key.
    last_change, change_problem
        The last change of a setting, and the store's problem with it.
    question
        The confirmation question that is open.
    rounds
        The number in the keys of the widgets of each part of a page.
    removed, record_problem
        The record removed last, and the code of the store's problem with the last change of a record.
    removed_person, deleted_layout
        The person removed last, and the saved mapping deleted last with its layout.
    agreed
        How many agreements were saved, which is the number in the keys of their form.
    is_training_open, open_person, tip
        Which form is open: of a training, of a person (by id), of a tip.
    goals
        The goals that the grids started with.
    erased
        The outcome of the last erasure: what was erased, the store's problem, or ``later``.
    funnel_chosen
        The bars of the funnel that are selected.
    is_wall_drawn
        Whether this run has drawn the wall screen.
    """

    is_entered: bool = False
    page: str | None = None
    address: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    set_on: dict[str, str | None] = field(default_factory=dict)
    link: str | None = None
    choices: Options = field(default_factory=Options)
    team: frozenset[str] | None = None
    period_changed: str = ""
    wrong_amounts: set[str] = field(default_factory=set)
    sign_in_check: SignInCheck | None = None
    refusal: str | None = None
    refused_page: str | None = None
    layouts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    upload: UploadState = field(default_factory=UploadState)
    upload_round: int = 0
    last_change: LastChange | None = None
    change_problem: StoreProblem | None = None
    question: str | None = None
    rounds: dict[str, int] = field(default_factory=dict)
    removed: Commitment | Training | Note | None = None
    record_problem: str | None = None
    removed_person: Person | None = None
    deleted_layout: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    agreed: int = 0
    is_training_open: bool = False
    open_person: int | None = None
    tip: OwnTip | None = None
    goals: GoalsAtStart | None = None
    erased: Erased | StoreProblem | str | None = None
    funnel_chosen: list[str] = field(default_factory=list)
    is_wall_drawn: bool = False


def session() -> SessionState:
    """Return the state of the session whose page runs."""
    if KEY not in st.session_state:
        st.session_state[KEY] = SessionState()
    state: SessionState = st.session_state[KEY]
    return state
