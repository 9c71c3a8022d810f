"""The plan of a rep: the first step in full, with what to say, and the later steps folded."""

from __future__ import annotations

import streamlit as st

from coaching.report import StepText, TipText, as_text, rep_head, say, talk_text
from coaching.words import Words
from pages.follow_up import agree
from pages.kit import cards, widgets
from pages.kit.escape import text
from pages.kit.tip_details import details
from pages.workspace import Workspace


def show(work: Workspace, rep: str) -> None:
    """Show the first step, agreeing on it and the files; if there is no step, show what data to collect first."""
    words, content = work.words, work.rep(rep)
    with st.container(border=True, key="focus"):
        if content.steps:
            first = content.steps[0]
            _front(work, rep, first)
            with st.container(key="agree-first"):
                agree.form(first, work.assessment(), rep, words)
            if first.tips:
                with st.expander(words("plan.how")):
                    st.html(details(first.tips, words))
        else:
            # Of newcomers and of those who left, the head of the page says the same already.
            if content.empty_plan != rep_head(work.assessment(), rep, words).verdict:
                cards.lead(content.empty_plan)
            if content.collect:
                cards.sentences(content.collect)
        widgets.downloads(words, widgets.rep_files(words, work.scope, content))


def later(work: Workspace, rep: str) -> None:
    """Show what comes after the first step, folded."""
    words, content = work.words, work.rep(rep)
    for step in content.steps[1:]:
        with st.expander(words("rep.later", label=step.label, status=step.status_word)):
            st.html(_facts(step, words) + _mentor(step) + (details(step.tips, words) if step.tips else ""))
            agree.form(step, work.assessment(), rep, words)
    if content.steps and content.remark:
        cards.lead(content.remark)


def strengths(work: Workspace, rep: str) -> None:
    """Show what goes well."""
    words, content = work.words, work.rep(rep)
    if content.steps and content.strengths:
        st.subheader(words("action_plan.strengths"), anchor=False)
        cards.sentences(content.strengths)


def _front(work: Workspace, rep: str, step: StepText) -> None:
    words, talk = work.words, talk_text(work.assessment().card(rep), work.assessment(), work.words)
    row = next((row for row in work.rep(rep).kpis if row.key == step.kpi), None)
    tip = step.tips[0] if step.tips else None
    shown = ""
    if row is not None:
        likely = say(words, "rep.likely", range=row.range) if row.range else ""
        about = " · ".join(filter(None, (row.label, as_text(row.counted, words), likely)))
        # Without a goal the activity gauge has no value, and the appointments below say it all.
        value = "" if row.value.value is None else as_text(row.value, words)
        shown = f'<p class="sc-big sc-{step.status}">{text(value)}</p>' if value else ""
        shown += f'<p class="sc-small sc-muted">{text(about)}</p>'
    if talk:
        shown += cards.bars(talk.bars, rep, work.is_behind(rep), words)
        shown += f'<p class="sc-small sc-muted">{text(talk.remark)}</p>' if talk.remark else ""
    shown += _facts(step, words, with_seen=talk is None)
    quote = (tip.say or tip.ask) if tip else ""
    if quote:
        quoted = text(words("tip.quoted", text=quote))
        shown += f'<h4>{text(words("rep.open_with"))}</h4><blockquote class="sc-open">{quoted}</blockquote>'
    st.html(f'<div class="sc-focus">{shown}{_tip(tip) if tip else ""}{_mentor(step)}</div>')


def _facts(step: StepText, words: Words, with_seen: bool = True) -> str:
    """Return the aim of a step, its worth, the review date and, ``with_seen``, the figures seen, as HTML."""
    worth = f'<p class="sc-worth">{text(step.worth)}</p>' if step.worth else ""
    manager = words("report.list.join").join(tip.title for tip in step.manager_tips)
    tips = f'<p class="sc-small sc-muted">{text(words("report.for_manager", tips=manager))}</p>' if manager else ""
    lines = "".join(f"<p>{text(line)}</p>" for line in (step.target, "" if step.target else step.review) if line)
    evidence = f'<p class="sc-small sc-muted">{text(step.seen)}</p>' if with_seen and step.seen else ""
    return f"{lines}{worth}{evidence}{tips}"


def _tip(tip: TipText) -> str:
    return f"<p><b>{text(tip.title)}</b> {text(tip.text)}</p>"


def _mentor(step: StepText) -> str:
    return f'<p class="sc-muted">{text(step.mentor)}</p>' if step.mentor else ""
