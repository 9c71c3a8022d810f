"""Training sessions: what was trained, the impact on those who took part, and the form to record one."""

from __future__ import annotations

import streamlit as st

from coaching.advise import Assessment
from coaching.metrics import load_kpis
from coaching.report import kpi_label
from coaching.store import Training
from coaching.words import Words, plain
from pages.follow_up import agreement_card, notes
from pages.kit import cards, widgets
from pages.kit.escape import name, text
from pages.session import clock, datasets, records
from pages.session.session_state import session
from pages.workspace import Workspace

_LONGEST, _LONGEST_TEXT = 150, 2000


def show(work: Workspace) -> None:
    """Show every session with its impact, and a button to record one."""
    words, trainings = work.words, [training for training in records.trainings() if any(map(work.shows, training.reps))]
    st.subheader(words("trainings.title"), anchor=False)
    if not trainings:
        cards.small(words("trainings.none"))
    for training in trainings:
        _session(training, work.token, words)
    if not records.may("train"):
        cards.small(words("follow.shared"))
    elif session().is_training_open:
        _form(words, work.assessment())
    else:
        st.button(words("trainings.record"), icon=":material/school:", key="train", on_click=_set_open, args=(True,))


def _set_open(is_open: bool) -> None:
    session().is_training_open = is_open


def _form(words: Words, assessment: Assessment) -> None:
    """Show the form of a training: what was trained, when, by whom and with whom."""
    kpis = [key for key, kpi in load_kpis().items() if kpi.tips]
    reps = sorted(card.rep or "" for card in assessment.reps)
    with st.form("training", enter_to_submit=False):
        title = st.text_input(words("trainings.title_of"), max_chars=_LONGEST)
        with st.container(horizontal=True):
            kpi = st.selectbox(words("follow.kpi"), kpis, format_func=lambda key: kpi_label(words, key), width=320)
            day = st.date_input(
                words("trainings.held_on"), clock.today(), max_value=clock.today(), format="YYYY-MM-DD", width=160
            )
            trainer = st.text_input(words("trainings.trainer"), value=datasets.who(), max_chars=_LONGEST, width=240)
        widgets.proposed_in_words(words, clock.today())
        taking = st.multiselect(
            words("trainings.reps"), reps, format_func=plain, placeholder=words("trainings.reps.choose")
        )
        typed = st.text_area(words("trainings.text"), max_chars=_LONGEST_TEXT, height=90)
        with st.container(horizontal=True):
            sent = st.form_submit_button(words("trainings.keep"), type="primary")
            st.form_submit_button(words("trainings.cancel"), on_click=_set_open, args=(False,))
        if sent:
            if not title.strip() or not taking:
                st.warning(words("trainings.needs"))
            elif records.train(
                title=title.strip(), kpi=kpi, held_on=day, trainer=trainer.strip(), reps=taking, text=typed.strip()
            ):
                _set_open(False)
                st.toast(words("trainings.kept"), icon=":material/check:")
                st.rerun()


def _session(training: Training, token: str, words: Words) -> None:
    texts = records.text_of(token, records.impact_of_training(token, training), words)
    pairs = [
        ("follow.kpi", text(kpi_label(words, training.kpi))),
        ("trainings.held_on", text(words.date(training.held_on))),
        ("trainings.trainer", name(training.trainer) if training.trainer else ""),
        ("trainings.reps", text(words.listed([words.name(rep) for rep in training.reps]))),
    ]
    note = f"<p>{name(training.text)}</p>" if training.text else ""
    with st.container(border=True):
        st.html(
            f'<div class="sc-step"><h3>{name(training.title)}</h3>{notes.facts(pairs, words)}{note}'
            f"{agreement_card.impact(texts, words)}</div>"
        )
        notes.remove_button(training, f"remove-training-{training.id}", "train", words)
