"""The reps to talk to this week, each with the weak figure and what closing the gap is worth."""

from __future__ import annotations

import streamlit as st

from coaching.report import TalkText, as_text, say, talk_texts
from coaching.words import Words
from pages.kit import cards, widgets
from pages.kit.escape import name, text
from pages.session import clock, records
from pages.workspace import Workspace


def show(work: Workspace) -> None:
    """Show the reps to talk to this week, each with a button to prepare the talk."""
    words, reps = work.words, None if work.only is None else sorted(work.only)
    assessment = work.assessment()
    found = talk_texts(assessment, words, reps)
    if not found:
        has_steps = any(plan.steps for rep, plan in assessment.plans.items() if reps is None or rep in reps)
        cards.small(words("names.nobody" if has_steps else "names.none"))
        return
    with st.container(key="names"):
        for place, talk in zip(st.columns(max(len(found), 2), gap="medium"), found, strict=False):
            with place, st.container(border=True, height="stretch"):
                st.html(_card(talk, words))
                if st.button(
                    words("names.prepare"), type="primary", key=f"talk-{talk.rep}", icon=":material/record_voice_over:"
                ):
                    widgets.open_rep(talk.rep)


def _card(talk: TalkText, words: Words) -> str:
    about = " · ".join(filter(None, (talk.group, last_talked(talk.rep, words))))
    worth = ""
    if talk.worth:
        worth = (
            f'<p class="sc-small sc-aim">{text(say(words, "names.aim", aim=talk.aim))}</p>'
            f'<p class="sc-worth">{text(as_text(talk.worth, words))}</p>'
        )
    remark = f'<p class="sc-small sc-muted sc-remark">{text(talk.remark)}</p>' if talk.remark else ""
    return (
        f'<div class="sc-name-card"><h3>{name(talk.rep)}</h3><p class="sc-small sc-muted">{text(about)}</p>'
        f'<p class="sc-verdict">{text(talk.verdict)}</p>{cards.bars(talk.bars, talk.rep, words)}{remark}{worth}</div>'
    )


def last_talked(rep: str, words: Words) -> str:
    """Return how long ago the last recorded talk with a rep was."""
    day = records.last_talked(rep)
    if day is None:
        return words("names.last.never")
    weeks = max(0, (clock.today() - day).days // 7)
    return words.count("names.last", weeks) if weeks else words("names.last.this_week")
