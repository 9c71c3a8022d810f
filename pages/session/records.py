"""Commitments, notes and trainings for the pages: reading and changing them, and their impact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from coaching import advise, store
from coaching.access import of_visible, redact_options, redact_trainings
from coaching.advise import Impact, Options
from coaching.compare import FEWEST_PEERS, Status
from coaching.metrics import load_kpis
from coaching.report import Commitment as Printed
from coaching.report import ImpactText, impact_text, kpi_label
from coaching.store import Coached, Commitment, Note, StoreProblem, Training
from coaching.tables import FIGURES_EDITION
from coaching.words import Words
from pages.session import access, choices, clock, datasets, results, state
from pages.session.cache import cached
from pages.session.session_state import session

#: The groups of commitments in the order shown; ``overdue`` are open ones whose due date has passed.
GROUPS = ("overdue", "open", "missed", "done", "dropped")
STATES = ("open", "done", "missed", "dropped")
#: The status whose shape and colour each group is shown with.
TONES: Mapping[str, Status] = {
    "overdue": "below",
    "open": "watch",
    "missed": "below",
    "done": "on_target",
    "dropped": "no_data",
}

_PRINTED = 5
_FOR_COMMITMENT = {"rep", "kpi", "action", "agreed_on", "due_on", "tip", "target", "owner", "state", "closed_on"}
_FOR_TRAINING = {"title", "kpi", "held_on", "trainer", "reps", "text"}


def commitments(rep: str | None = None) -> tuple[Commitment, ...]:
    """Return the commitments of a rep, or of all reps whom the viewer may see, the newest first."""
    scope = state.scope()
    if scope is None:
        return ()
    return of_visible(store.commitments(datasets.store(), scope.dataset.id, rep), datasets.reps(scope.token))


def trainings() -> tuple[Training, ...]:
    """Return the training sessions of the reps whom the viewer may see, the latest first."""
    scope = state.scope()
    if scope is None:
        return ()
    visible = redact_trainings(store.trainings(datasets.store(), scope.dataset.id), datasets.reps(scope.token))
    return tuple(sorted(visible, key=lambda training: training.held_on, reverse=True))


def notes(rep: str | None = None) -> tuple[Note, ...]:
    """Return the notes on a rep, or on all reps, that the viewer may see."""
    scope = state.scope()
    if scope is None:
        return ()
    stored = store.notes(datasets.store(), scope.dataset.id, rep, datasets.who())
    return of_visible(stored, datasets.reps(scope.token))


def coached(reps: Sequence[str]) -> tuple[Coached, ...]:
    """Return when each of these reps was coached last, on which figures, and what is due next."""
    return store.coached(reps, commitments(), trainings(), notes())


def may(what: str) -> bool:
    """Return whether the viewer may ``agree``, ``note`` or ``train`` in the data in use.

    Nobody may in the sample of a server that several people use.
    """
    used = state.dataset()
    return used is not None and access.may(what) and (not used.is_sample or datasets.is_private())


def group_of(commitment: Commitment) -> str:
    """Return the group of a commitment (``GROUPS``): its state, or ``overdue``."""
    return "overdue" if commitment.state == "open" and commitment.due_on < clock.today() else commitment.state


def agree(rep: str, **fields: Any) -> bool:
    """Add a commitment; return whether it was added."""
    return _changed(
        "agree", [rep], lambda opened, used: store.add_commitment(opened, used, datasets.who(), rep=rep, **fields)
    )


def change(commitment: Commitment, **fields: Any) -> bool:
    """Change a commitment; return whether it was changed."""
    return _changed(
        "agree",
        [commitment.rep],
        lambda opened, _: store.change_commitment(opened, commitment.id, datasets.who(), **fields),
    )


def note(rep: str, text: str, commitment_id: int | None, private: bool) -> bool:
    """Add a note on a rep; return whether it was added."""

    def add(opened: store.Store, used: int) -> None:
        store.add_note(opened, used, rep, text, datasets.who(), commitment_id=commitment_id, private=private)

    return _changed("note", [rep], add)


def train(reps: Sequence[str], **fields: Any) -> bool:
    """Add a training session; return whether it was added."""
    return _changed(
        "train", reps, lambda opened, used: store.add_training(opened, used, datasets.who(), reps=reps, **fields)
    )


def remove(record: Commitment | Training | Note) -> None:
    """Remove a record, and remember it so that one ``put_back`` can restore it."""
    removals: dict[type, tuple[str, Callable[..., None]]] = {
        Commitment: ("agree", store.remove_commitment),
        Training: ("train", store.remove_training),
        Note: ("note", store.remove_note),
    }
    what, work = removals[type(record)]
    if _changed(what, _about(record), lambda opened, _: work(opened, record.id, datasets.who())):
        session().removed = record


def removed() -> Commitment | Training | Note | None:
    """Return the record removed last, if it belongs to the data in use; else None."""
    record = session().removed
    used = state.dataset()
    return record if record is not None and used is not None and record.dataset_id == used.id else None


def put_back() -> None:
    """Restore the record removed last."""
    record = removed()
    if isinstance(record, Commitment):
        done = agree(**_fields(record, _FOR_COMMITMENT))
    elif isinstance(record, Training):
        done = train(**_fields(record, _FOR_TRAINING))
    else:
        done = record is not None and note(record.rep, record.text, record.commitment_id, record.private)
    if done:
        session().removed = None


def problem() -> str | None:
    """Return the code of the store's problem with the last change, and clear it; None without a problem."""
    code, session().record_problem = session().record_problem, None
    return code


def impact(token: str, commitment: Commitment) -> Impact:
    """Return the impact of a commitment on its figure."""
    return _impact(
        token,
        choices.current(),
        commitment.kpi,
        (commitment.rep,),
        commitment.agreed_on,
        _coached_too(commitment.kpi, (commitment.rep,)),
    )


def impact_of_training(token: str, training: Training) -> Impact:
    """Return the impact of a training on its figure, over all who took part."""
    return _impact(
        token,
        choices.current(),
        training.kpi,
        training.reps,
        training.held_on,
        _coached_too(training.kpi, training.reps),
    )


def text_of(token: str, measured: Impact, words: Words, edition: int | None = FIGURES_EDITION) -> ImpactText:
    """Return an impact as finished text; ``edition`` is the edition of the figures at the time of the agreement."""
    return impact_text(measured, words, currency(token), edition)


def currency(token: str) -> str | None:
    """Return the currency in which money is shown."""
    return results.assessment(token, choices.current()).currency


def printed(token: str, rep: str, words: Words) -> tuple[Printed, ...]:
    """Return the last commitments of a rep for the one-to-one sheet, each with the change of its figure since."""
    return tuple(
        Printed(commitment.action, commitment.due_on, commitment.state, _since(token, commitment, words))
        for commitment in commitments(rep)[:_PRINTED]
    )


def _since(token: str, commitment: Commitment, words: Words) -> str:
    short = text_of(token, impact(token, commitment), words).short
    return words("follow.since", kpi=kpi_label(words, commitment.kpi), short=short) if short else ""


def _coached_too(kpi: str, reps: Collection[str]) -> tuple[tuple[str, dt.date], ...]:
    """Return the other reps who were coached on the same figure, and when."""
    used = state.dataset()
    if used is None:
        return ()
    agreed = [
        (commitment.rep, commitment.agreed_on)
        for commitment in store.commitments(datasets.store(), used.id)
        if commitment.kpi == kpi
    ]
    sessions = store.trainings(datasets.store(), used.id)
    trained = [(rep, training.held_on) for training in sessions if training.kpi == kpi for rep in training.reps]
    return tuple(sorted({(rep, day) for rep, day in [*agreed, *trained] if rep not in reps}))


@cached
def _impact(
    token: str,
    options: Options,
    kpi: str,
    reps: Sequence[str],
    agreed_on: dt.date,
    also: Sequence[tuple[str, dt.date]],
) -> Impact:
    """Measure an impact against the whole team, or against the visible reps if few others would give them away."""
    whole, options = datasets.whole(token), redact_options(options, datasets.viewer_in(token))
    now = results.assessment(whole, options)
    reach = dt.timedelta(weeks=advise.WINDOW_WEEKS)
    coached_too = {rep for rep, day in also if abs(day - agreed_on) <= reach}
    groups = {card.rep or "": card.peer_group for card in now.reps}
    events, visible = _weekly(whole, options), datasets.reps(token)
    measured = advise.measure_impact(events, load_kpis()[kpi], reps, agreed_on, now.as_of, groups, coached_too)
    if visible is not None and 0 < len(set(measured.peers) - visible) < FEWEST_PEERS:
        events = events[events["rep"].isin(visible)]
        measured = advise.measure_impact(events, load_kpis()[kpi], reps, agreed_on, now.as_of, groups, coached_too)
    return measured


def _weekly(token: str, options: Options) -> pd.DataFrame:
    now = results.assessment(token, options)
    return _weekly_until(token, now.as_of, now.currency)


@cached
def _weekly_until(token: str, as_of: dt.date, currency: str | None) -> pd.DataFrame:
    return advise.weekly(datasets.intake(token).tables, as_of, currency)


def _changed(what: str, reps: Collection[str], work: Callable[[store.Store, int], object]) -> bool:
    """Make a change about reps if the viewer may see them and do so; return whether it was made."""
    scope = state.scope()
    if scope is None or not may(what) or not _are_seen(reps, scope):
        return False
    try:
        work(datasets.store(), scope.dataset.id)
    except StoreProblem as trouble:
        session().record_problem = trouble.code
        return False
    return True


def _about(record: Commitment | Training | Note) -> Sequence[str]:
    """Return the reps that a record is about; those of a training include reps whom the viewer may not see."""
    if not isinstance(record, Training):
        return [record.rep]
    return next(
        (
            training.reps
            for training in store.trainings(datasets.store(), record.dataset_id)
            if training.id == record.id
        ),
        (),
    )


def _are_seen(reps: Collection[str], scope: datasets.Scope) -> bool:
    visible = datasets.reps(scope.token)
    return visible is None or set(reps) <= visible


def _fields(record: Commitment | Training, changing: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if name in changing}
