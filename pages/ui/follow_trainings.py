"""Training sessions: recording one, and whether it helped all who took part."""

from __future__ import annotations

import streamlit as st

from coaching.advise.model import Assessment
from coaching.metrics import load_kpis
from coaching.report.phrases import kpi_label
from coaching.store import Training
from coaching.words import Words, plain
from pages.ui import calls, cards, follow, follow_cards, follow_notes, memory
from pages.ui.safe import name, text

_LONGEST, _LONGEST_TEXT = 150, 2000


def record(words: Words, assessment: Assessment) -> None:
    """Offer to record a session."""
    follow_cards.say_problem(words)
    follow_cards.undo(words)
    if not follow.may("train"):
        cards.small(words("follow.shared"))
        return
    kpis = [key for key, kpi in load_kpis().items() if kpi.tips]
    reps = sorted(card.rep or "" for card in assessment.reps)
    with (
        st.expander(words("trainings.record"), expanded=not follow.trainings(), icon=":material/school:"),
        st.form("training", border=False, enter_to_submit=False),
    ):
        title = st.text_input(words("trainings.title_of"), max_chars=_LONGEST)
        with st.container(horizontal=True):
            kpi = st.selectbox(words("follow.kpi"), kpis, format_func=lambda key: kpi_label(words, key), width=320)
            day = st.date_input(
                words("trainings.held_on"), calls.today(), max_value=calls.today(), format="YYYY-MM-DD", width=160
            )
            trainer = st.text_input(words("trainings.trainer"), value=memory.who(), max_chars=_LONGEST, width=240)
        taking = st.multiselect(
            words("trainings.reps"), reps, format_func=plain, placeholder=words("trainings.reps.choose")
        )
        said = st.text_area(words("trainings.text"), max_chars=_LONGEST_TEXT, height=90)
        if st.form_submit_button(words("trainings.keep"), type="primary"):
            if not title.strip() or not taking:
                st.warning(words("trainings.needs"))
            elif follow.train(
                title=title.strip(), kpi=kpi, held_on=day, trainer=trainer.strip(), reps=taking, text=said.strip()
            ):
                st.toast(words("trainings.kept"), icon=":material/check:")
                st.rerun()


def show(words: Words, token: str) -> None:
    """Show every session with its verdict."""
    found = follow.trainings()
    if not found:
        cards.small(words("trainings.none"))
    for one in found:
        _session(one, token, words)


def _session(one: Training, token: str, words: Words) -> None:
    said = follow.told(token, follow.verdict_of_training(token, one), words)
    pairs = [
        ("follow.kpi", text(kpi_label(words, one.kpi))),
        ("trainings.held_on", text(words.date(one.held_on))),
        ("trainings.trainer", name(one.trainer) if one.trainer else ""),
        ("trainings.reps", text(words.listed([words.name(rep) for rep in one.reps]))),
    ]
    note = f"<p>{name(one.text)}</p>" if one.text else ""
    with st.container(border=True):
        st.html(
            f'<div class="sc-step"><h3>{name(one.title)}</h3>{follow_notes.facts(pairs, words)}{note}'
            f"{follow_cards.verdict(said, words)}</div>"
        )
        st.button(
            words("follow.remove"),
            icon=":material/delete:",
            key=f"remove-training-{one.id}",
            on_click=follow.remove,
            args=(one,),
            disabled=not follow.may("train"),
            type="tertiary",
        )
