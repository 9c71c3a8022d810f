"""Agreeing on a step of a plan, and the commitments of a rep, on the page of the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from coaching.advise import Assessment, review_days
from coaching.metrics import Kpi, load_kpis
from coaching.report import StepText
from coaching.words import Words, plain
from pages.follow_up import agreement_card
from pages.kit import cards, widgets
from pages.kit.escape import markdown, text
from pages.session import clock, records
from pages.session.session_state import session

_LONGEST, _LONGEST_NAME = 300, 100


def form(step: StepText, assessment: Assessment, rep: str, words: Words) -> None:
    """Show the form for a commitment on a step of the plan: action, target, owner and dates.

    Where one on this figure is running, it says so, and the form is for what is agreed on beyond it.
    """
    running = [one for one in records.commitments(rep) if one.kpi == step.kpi and one.state == "open"]
    if running:
        latest = max(running, key=lambda one: one.agreed_on)
        said = words("agree.running", agreed=words.date(latest.agreed_on), due=words.date(latest.due_on))
        st.html(f'<p class="sc-agreed">{text(said)}</p>')
    with st.expander(words("agree.more" if running else "agree.open"), icon=":material/handshake:"):
        if not records.may("agree"):
            cards.small(words("follow.shared"))
            return
        key = f"{step.kpi}-{rep}-{session().agreed}"
        with st.form(f"agree-{key}", border=False, enter_to_submit=False):
            values = _fields(step, assessment, rep, key, words)
            if st.form_submit_button(words("agree.button"), type="primary"):
                _save(step, rep, values, words)


def agreed(rep: str, token: str, words: Words) -> None:
    """Show the commitments of a rep: the open ones first, the closed ones folded."""
    agreement_card.show_problem(words)
    agreement_card.undo(words)
    commitments = sorted(records.commitments(rep), key=lambda made: records.GROUPS.index(records.group_of(made)))
    if commitments:
        st.subheader(words("agree.title"), anchor=False)
    for commitment in commitments:
        if commitment.state == "open":
            agreement_card.commitment(commitment, token, words)
    closed = [commitment for commitment in commitments if commitment.state != "open"]
    if closed:
        with st.expander(words.count("agree.closed", len(closed))):
            for commitment in closed:
                agreement_card.commitment(commitment, token, words)


def _fields(step: StepText, assessment: Assessment, rep: str, key: str, words: Words) -> dict[str, Any]:
    tips = {tip.id: tip.title for tip in step.tips}
    today = clock.today()
    tip = st.selectbox(
        words("agree.tip"),
        ["", *tips],
        index=min(1, len(tips)),
        format_func=lambda tip: tips.get(tip) or words("agree.no_tip"),
        key=f"agree-tip-{key}",
    )
    action = st.text_area(
        words("agree.action"),
        placeholder=words("agree.action.help"),
        max_chars=_LONGEST,
        height=90,
        key=f"agree-action-{key}",
    )
    left, right = st.columns(2)
    with left:
        target = _target(step.kpi, assessment, rep, key, words)
    with right:
        owner = st.text_input(words("agree.owner"), value=plain(rep), max_chars=_LONGEST_NAME, key=f"agree-owner-{key}")
    planned = next(
        (planned_step.review_on for planned_step in assessment.plans[rep].steps if planned_step.kpi == step.kpi),
        None,
    )
    review_on = planned or today + dt.timedelta(days=review_days(assessment.card(rep)))
    left, right = st.columns(2)
    with left:
        agreed_on = st.date_input(
            words("agree.agreed_on"), today, max_value=today, format="YYYY-MM-DD", key=f"agree-on-{key}"
        )
    with right:
        due_on = st.date_input(words("agree.due_on"), review_on, format="YYYY-MM-DD", key=f"agree-due-{key}")
    widgets.proposed_in_words(words, today, review_on)
    return {
        "tip": tip or None,
        "action": action.strip() or tips.get(tip, ""),
        "target": target,
        "owner": rep if owner.strip() in ("", plain(rep)) else owner.strip(),
        "agreed_on": agreed_on,
        "due_on": due_on,
    }


def _target(key: str, assessment: Assessment, rep: str, form_key: str, words: Words) -> float | None:
    kpi = load_kpis()[key]
    suggested = next(step.aim for step in assessment.plans[rep].steps if step.kpi == key)
    unit = kpi.units.typed
    target = st.number_input(
        _target_label(kpi, assessment.currency, words),
        min_value=0.0,
        value=None if suggested is None else float(round(suggested * unit)),
        format="%.0f",
        key=f"agree-target-{form_key}",
    )
    return None if target is None else target / unit


def _target_label(kpi: Kpi, currency: str | None, words: Words) -> str:
    typed_as = kpi.units.typed_as
    if typed_as == "money" and not currency:
        return words("agree.target.number")
    return words(f"agree.target.{typed_as}", currency=markdown(words.currency(plain(currency or ""))))


def _save(step: StepText, rep: str, values: Mapping[str, Any], words: Words) -> None:
    if not values["action"]:
        st.warning(words("agree.needs_action"))
    elif values["due_on"] < values["agreed_on"]:
        st.warning(words("agree.turned"))
    else:
        if records.agree(rep=rep, kpi=step.kpi, **values):
            session().agreed += 1
            st.toast(words("agree.kept"), icon=":material/check:")
        st.rerun()
