"""An action plan on the page: three priorities in front, each with what was seen, what to do and on which deals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from coaching.report.model import RepContent, StepText, TipText
from coaching.report.phrases import NOTHING, shown_name
from coaching.words import Words
from pages.ui import calls, cards, choices
from pages.ui.safe import text

IN_FRONT = 3
#: The gate at which open deals are stuck, for the figures that a gate makes.
_GATE = {"next_step_ratio": "next_step", "closing_ratio": "won", "win_rate": "won"}


#: What is offered under a step, such as agreeing on it.
Below = Callable[[StepText], None]


def show(content: RepContent, token: str, words: Words, below: Below | None = None) -> None:
    """Show the priorities, or what to collect where there is too little data for any.

    ``below`` shows under each step in front what can be done with it.
    """
    if not content.steps:
        st.info(content.empty_plan, icon=":material/task_alt:")
        if content.collect:
            cards.sentences(content.collect)
        return
    _steps(content.steps[:IN_FRONT], 1, content.rep, token, words, below)
    later = content.steps[IN_FRONT:]
    if later:
        with st.expander(words.count("plan.later", len(later))):
            _steps(later, 1 + IN_FRONT, content.rep, token, words, folded=True)
    if content.remark:
        cards.lead(content.remark)


def _steps(
    steps: Sequence[StepText],
    first: int,
    rep: str,
    token: str,
    words: Words,
    below: Below | None = None,
    *,
    folded: bool = False,
) -> None:
    """Show steps with their tips in short; details and deals are folded, or all in one where the steps are."""
    for number, step in enumerate(steps, first):
        deals = _waiting(step, rep, token, words)
        with st.container(border=True):
            st.html(_head(number, step, words))
            if folded:
                st.html(details(step.tips, words))
                continue
            with st.expander(words("plan.how")):
                st.html(details(step.tips, words))
            if deals:
                with st.expander(words.count("plan.waiting", len(deals))):
                    _waiting_table(deals, words)
            if below:
                below(step)


def _head(number: int, step: StepText, words: Words) -> str:
    review = "" if step.target and step.review else step.review
    listed = "".join(f"<li>{text(fact)}</li>" for fact in (step.target, review, step.watch, step.mentor) if fact)
    worth = f'<p class="sc-worth">{text(step.worth)}</p>' if step.worth else ""
    tips = "".join(f"<li><b>{text(tip.title)}</b>{text(tip.text)}</li>" for tip in step.tips)
    manager = words("report.list.join").join(tip.title for tip in step.manager_tips)
    told = f'<p class="sc-small sc-muted">{text(words("report.for_manager", tips=manager))}</p>' if manager else ""
    return (
        f'<div class="sc-step"><div class="sc-card-top"><span class="sc-num" aria-hidden="true">{number}</span>'
        f"<h3>{text(step.label)}</h3>{cards.chip(step.status, step.status_word)}</div>"
        f"<p>{text(step.seen)}</p>{worth}"
        + (f'<ul class="sc-list">{listed}</ul>' if listed else "")
        + (f'<ul class="sc-tips">{tips}</ul>' if tips else "")
        + told
        + "</div>"
    )


def details(tips: Sequence[TipText], words: Words) -> str:
    """Return tips in full as HTML: when they apply, what to do, ask and say, how to practise and tell."""
    return f'<div class="sc-details">{"".join(_tip(tip, words) for tip in tips)}</div>'


def _tip(tip: TipText, words: Words) -> str:
    steps = "".join(f"<li>{text(step)}</li>" for step in tip.steps)
    quoted = {"ask": tip.ask, "say": tip.say}
    facts = {"when": tip.when} | {key: words("tip.quoted", text=said) for key, said in quoted.items() if said}
    facts |= {"practise": tip.practise, "tell": tip.tell}
    listed = "".join(
        f"<dt>{text(words(f'tip.{key}'))}</dt><dd>{text(fact)}</dd>" for key, fact in facts.items() if fact
    )
    return (
        f'<div class="sc-tip"><h4>{text(tip.title)}</h4>'
        + (f"<ol>{steps}</ol>" if steps else "")
        + f'<dl class="sc-said">{listed}</dl></div>'
    )


def _waiting_table(rows: Sequence[Sequence[str]], words: Words) -> None:
    head = [words(f"deals.{name}") for name in ("deal_name", "account", "stage", "amount")]
    cards.table([*head, words("plan.waiting.age")], rows, figures=[3, 4])


def _waiting(step: StepText, rep: str, token: str, words: Words) -> list[tuple[str, ...]]:
    """Return the open deals to work on first: name, customer, stage, amount, age."""
    gate = _GATE.get(step.kpi)
    if gate is None:
        return []
    deals = calls.deals_waiting(token, choices.current(), gate, rep)
    rows = deals.astype(object).where(deals.notna(), None).to_dict("records")
    return [
        (
            _named(row["deal_name"] or row["deal_id"], words),
            _named(row["account"], words),
            _named(row["stage"], words),
            NOTHING if row["amount"] is None else words.money(row["amount"], row["currency"]),
            NOTHING if row["age_days"] is None else words.days(row["age_days"]),
        )
        for row in rows
    ]


def _named(value: object, words: Words) -> str:
    return NOTHING if value is None else shown_name(words, str(value))
