"""The magic number calculator's inputs, result and what-if table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from coaching.measure import MagicNumber, load_kpis, magic_number
from coaching.words import Words
from pages.ui import cards, url
from pages.ui.choices import GOAL_PERIODS, in_order
from pages.ui.safe import text

_UPLIFT = 1.2


@dataclass(frozen=True)
class Inputs:
    """What the calculator works from; ratios 0 to 1."""

    goal: float
    goal_period: str
    average_sale: float
    next_step_ratio: float
    closing_ratio: float
    weeks_per_year: float

    @property
    def result(self) -> MagicNumber:
        return magic_number(
            self.goal,
            self.goal_period,
            self.average_sale,
            self.next_step_ratio,
            self.closing_ratio,
            self.weeks_per_year,
        )


def ask(words: Words) -> Inputs:
    """Ask for the inputs; they live in the address."""
    with st.container(border=True):
        goal = _amount(words, "m_goal", "magic.goal", 15_000.0, 1_000.0)
        url.seed("m_period", "m_period", "month", options=GOAL_PERIODS)
        period = st.segmented_control(
            words("magic.period"),
            in_order(GOAL_PERIODS, words),
            format_func=lambda c: words(f"goal_every.{c}"),
            key="m_period",
            required=True,
            width="stretch",
        )
        url.write(m_period=period)
        average = _amount(words, "m_average", "magic.average_sale", 2_500.0, 100.0)
        next_step = _percent(words, "m_next_step", "magic.next_step_ratio", 60.0)
        closing = _percent(words, "m_closing", "magic.closing_ratio", 40.0)
        weeks = _amount(words, "m_weeks", "choices.weeks", 52.0, 1.0, most=53.0)
    return Inputs(goal, period, average, next_step, closing, weeks)


def show(inputs: Inputs, words: Words) -> None:
    """Show the magic number and what it is made of."""
    result = inputs.result
    exact = words("magic.exact", n=words.number(result.magic_number, 2))
    st.html(
        f'<div class="sc-card"><p class="sc-label sc-muted">{text(words("magic.result"))}</p>'
        f'<p class="sc-value" style="font-size:3.2rem;color:var(--sc-accent)">'
        f"{text(words.number(result.magic_number_rounded_up))}</p>"
        f'<p class="sc-muted">{text(exact)}</p></div>'
    )
    st.subheader(words("magic.for_goal"), anchor=False)
    lines = (
        ("magic.appointments", result.first_appointments_needed),
        ("magic.next_steps", result.next_steps_needed),
        ("magic.sales", result.sales_needed),
    )
    cards.table(
        (words("magic.what"), words("magic.how_many")),
        [(words(key), words.number(value, 1)) for key, value in lines],
        figures=[1],
    )


def what_if(inputs: Inputs, words: Words) -> None:
    """Show by how much each lever would lower the magic number, taken to its rule and no further."""
    targets = {key: kpi.rule.threshold for key, kpi in load_kpis().items() if kpi.rule and kpi.rule.kind == "value"}
    next_step = max(inputs.next_step_ratio, targets["next_step_ratio"])
    closing = max(inputs.closing_ratio, targets["closing_ratio"])
    levers = (
        ("magic.if.next_step", {"next_step_ratio": next_step}, next_step),
        ("magic.if.closing", {"closing_ratio": closing}, closing),
        ("magic.if.both", {"next_step_ratio": next_step, "closing_ratio": closing}, None),
        ("magic.if.average_sale", {"average_sale": inputs.average_sale * _UPLIFT}, _UPLIFT - 1),
    )
    now = inputs.result.magic_number
    rows = []
    for key, changes, share in levers:
        after = replace(inputs, **changes).result
        label = words(key, share=words.percent(share)) if share is not None else words(key)
        saved = (
            words.signed_percent(after.magic_number / now - 1) if after.magic_number < now else words("magic.no_change")
        )
        rows.append(
            (label, words.number(after.magic_number, 2), words.number(after.first_appointments_needed, 1), saved)
        )
    head = (words("magic.lever"), words("magic.a_week"), words("magic.for_the_goal"), words("magic.change"))
    cards.table(head, rows, figures=[1, 2, 3])


def _amount(words: Words, key: str, label: str, default: float, step: float, most: float | None = None) -> float:
    url.seed(key, key, default, float)
    if most is not None and st.session_state[key] > most:
        st.session_state[key] = most
    value = st.number_input(words(label), min_value=1.0, max_value=most, step=step, format="%.0f", key=key)
    url.write(**{key: value})
    return value


def _percent(words: Words, key: str, label: str, default: float) -> float:
    url.seed(key, key, default, float)
    st.session_state[key] = min(max(st.session_state[key], 1.0), 100.0)
    value = st.slider(words(label), min_value=1.0, max_value=100.0, step=1.0, format="%.0f%%", key=key)
    url.write(**{key: value})
    return value / 100
