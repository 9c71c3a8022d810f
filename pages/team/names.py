"""The reps to talk to this week, each with the weak figure and what closing the gap is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from coaching.advise import is_old
from coaching.report import NAMES, TalkText, as_text, say, talk_text, talk_texts
from coaching.words import Words
from pages.kit import cards, widgets
from pages.kit.escape import name, text
from pages.session import clock, records, results
from pages.workspace import Workspace


def find(work: Workspace) -> tuple[TalkText, ...]:
    """Return the reps of the chosen team to talk to this week, three at most; those already talked to come last.

    A team of three or fewer is named whole if nobody stands out, so that every talk can be prepared.
    """
    words, assessment, reps = work.words, work.assessment(), work.reps()
    shown = talk_texts(assessment, words, None if work.only is None else sorted(work.only))
    if not shown and len(reps) <= NAMES:
        texts = (talk_text(assessment.card(rep), assessment, words) for rep in reps)
        shown = tuple(talk for talk in texts if talk is not None)
    shown = tuple(sorted(shown, key=lambda talk: is_talked_to(talk.rep)))
    if any(work.is_behind(talk.rep) for talk in shown):
        return shown
    # That nothing stands out is said once, under the title.
    return tuple(replace(talk, remark="") for talk in shown)


def lead(talks: Sequence[TalkText], work: Workspace) -> str:
    """Return the sentence under the title: how the names are ordered, or why there is none."""
    if talks and not any(work.is_behind(talk.rep) for talk in talks):
        return work.words("report.seen.first_look")
    if talks:
        return work.words("team.lead" if len(talks) > 1 else "rep.lead")
    plans = (work.assessment().plans.get(rep) for rep in work.reps())
    return work.words("names.nobody" if any(plan.steps for plan in plans if plan) else "names.none")


def old_since(token: str) -> dt.date | None:
    """Return the last day of data that are too old to say anything of this week, else None."""
    summary = results.summary(token)
    return summary.last if summary is not None and is_old(summary.last, clock.today()) else None


def show(talks: Sequence[TalkText], work: Workspace) -> None:
    """Show the reps to talk to this week, each with a button to prepare the talk; of old data say that it is old."""
    words, last = work.words, old_since(work.token)
    if last is not None:
        st.html(f'<p class="sc-old">{text(words("names.old", day=words.date(last)))}</p>')
    if not talks:
        return
    with st.container(key="names"):
        for place, talk in zip(st.columns(len(talks), gap="medium"), talks, strict=False):
            with place, st.container(border=True, height="stretch"):
                st.html(_card(talk, work.is_behind(talk.rep), words))
                weight: Literal["primary", "secondary"] = "secondary" if is_talked_to(talk.rep) else "primary"
                if st.button(
                    words("names.prepare"), type=weight, key=f"talk-{talk.rep}", icon=":material/record_voice_over:"
                ):
                    widgets.open_rep(talk.rep)


def _card(talk: TalkText, is_weak: bool, words: Words) -> str:
    about = " · ".join(filter(None, (talk.group, last_talked(talk.rep, words))))
    worth = ""
    if talk.worth:
        worth = (
            f'<p class="sc-small sc-aim">{text(say(words, "names.aim", aim=talk.aim))}</p>'
            f'<p class="sc-worth">{text(as_text(talk.worth, words))}</p>'
        )
    remark = f'<p class="sc-small sc-muted sc-remark">{text(talk.remark)}</p>' if talk.remark else ""
    shown = cards.bars(talk.bars, talk.rep, is_weak, words)
    return (
        f'<div class="sc-name-card"><h3>{name(talk.rep)}</h3><p class="sc-small sc-muted">{text(about)}</p>'
        f'<p class="sc-verdict">{text(talk.verdict)}</p>{shown}{remark}{worth}</div>'
    )


def last_talked(rep: str, words: Words) -> str:
    """Return how long ago the last recorded talk with a rep was."""
    weeks = _weeks_ago(rep)
    if weeks is None:
        return words("names.last.never")
    return words.count("names.last", weeks) if weeks else words("names.last.this_week")


def is_talked_to(rep: str) -> bool:
    """Return whether a talk with a rep is recorded of this week."""
    return _weeks_ago(rep) == 0


def _weeks_ago(rep: str) -> int | None:
    (coached,) = records.coached([rep])
    days = coached.days_ago(clock.today())
    return None if days is None else max(0, days // 7)
