"""The inputs of the calculator, and the measured figures that they start with."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from coaching.advise import Assessment
from coaching.compare import Scorecard, needed_interval
from coaching.metrics import PERIODS_A_YEAR, MagicNumber, magic_number, weekly_goal
from coaching.report import shown_name
from coaching.words import DIGITS, Words, plain
from pages.kit import cards
from pages.kit.escape import text
from pages.kit.widgets import day_in_words
from pages.session import amounts, clock, state, url
from pages.session.choices import GOAL_PERIODS, in_order

#: The code of the whole team among the reps to start from.
TEAM = "*"
#: The smallest number of appointments in the reverse question.
FEWEST_APPOINTMENTS = 0.1
_YEAR_DAYS = 365
_DEFAULTS = {"m_goal": 15_000.0, "m_average": 2_500.0, "m_next_step": 60.0, "m_closing": 40.0}
_WEEKS = 52.0
_SAME = 1e-6
#: Goals from this amount on are proposed without fractions.
_WHOLE_FROM = 100.0


@dataclass(frozen=True)
class Inputs:
    """The inputs of the magic number; ratios are between 0 and 1."""

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

    @property
    def weekly_goal(self) -> float:
        return weekly_goal(self.goal, self.goal_period, self.weeks_per_year)

    def sales(self, appointments: float) -> float:
        """Return the expected sales in the goal's period for a number of first appointments a week."""
        weeks = self.weeks_per_year / PERIODS_A_YEAR[self.goal_period]
        return appointments * weeks * self.next_step_ratio * self.closing_ratio


@dataclass(frozen=True)
class Start:
    """The measured figures that the calculator starts from.

    Attributes
    ----------
    card : Scorecard
        Whose figures they are: a rep's or the team's.
    appointments : float
        The first appointments a week that are held now.
    chance_only : bool
        Whether only the win rate is known; it is then the first ratio, and the second one is 1.
    """

    card: Scorecard
    inputs: Inputs
    currency: str | None
    appointments: float
    chance_only: bool

    def likely(self) -> tuple[float, float] | None:
        """Return the 90 % range of the magic number; None if a factor has none."""
        return needed_interval(self.inputs.result.magic_number, self.card.marks, not self.chance_only)

    def is_kept(self, inputs: Inputs) -> bool:
        """Return whether ``inputs`` are still the measured ones."""
        own, amounts = self.inputs, ("goal", "average_sale", "next_step_ratio", "closing_ratio")
        pairs = [(getattr(own, name), getattr(inputs, name)) for name in amounts]
        alike = all(abs(measured - now) <= _SAME * max(measured, now) for measured, now in pairs)
        return alike and (own.goal_period, own.weeks_per_year) == (inputs.goal_period, inputs.weeks_per_year)


def start_from(words: Words, assessment: Assessment | None, weeks: float) -> Start | None:
    """Show the choice of whose figures to start from and return them; None if there are none or none are chosen."""
    if assessment is None:
        return None
    starts = {TEAM: _start(assessment.team, assessment, weeks)}
    starts |= {card.rep or "": _start(card, assessment, weeks) for card in assessment.reps}
    options = (*(who for who, start in starts.items() if start is not None), "")
    if len(options) == 1:
        return None

    def take() -> None:
        start = starts.get(st.session_state.get("m_from", ""))
        if start is not None:
            fill(start)

    typed = url.is_known("m_average")
    chosen = starts.get(url.seed("m_from", "" if typed else options[0], options=options))
    if chosen is not None and not typed:
        fill(chosen)
    names = {"": words("calculator.from.none"), TEAM: words("team")}
    who = url.select(
        words("calculator.from"),
        options,
        "m_from",
        options[0],
        always=True,
        format_func=lambda who: names.get(who) or plain(who),
        on_change=take,
        filter_mode="contains",
        width=420,
    )
    return starts.get(who)


def open_with(rep: str) -> None:
    """Go to the calculator with the figures of a rep."""
    for key in (*_DEFAULTS, "m_period", "m_weeks", "m_have"):
        url.forget(key)
    url.keep("m_from", rep)
    st.switch_page(state.CALCULATOR)


def fill(start: Start) -> None:
    """Set the inputs to the measured figures."""
    own = start.inputs
    url.keep("m_goal", own.goal)
    url.keep("m_period", own.goal_period)
    url.keep("m_average", own.average_sale)
    url.keep("m_next_step", own.next_step_ratio * 100)
    url.keep("m_closing", own.closing_ratio * 100)
    url.keep("m_weeks", own.weeks_per_year)
    url.keep("m_have", max(round(start.appointments, 1), FEWEST_APPOINTMENTS))


def ask(words: Words, start: Start | None) -> Inputs:
    """Show the fields of the inputs and return them; they are parameters of the address."""
    with st.container(border=True):
        goal = amounts.ask(words, words("calculator.goal"), "m_goal", _DEFAULTS["m_goal"], least=1.0)
        url.write(m_goal=goal)
        period = url.segments(
            words("calculator.period"),
            in_order(GOAL_PERIODS, words),
            "m_period",
            "month",
            always=True,
            format_func=lambda code: words(f"goal_every.{code}"),
        )
        average = _sale(words, start)
        next_step = _percent(words, "m_next_step", "calculator.next_step_ratio")
        closing = _percent(words, "m_closing", "calculator.closing_ratio")
        with st.expander(words("calculator.more")):
            weeks = url.number(words("choices.weeks"), "m_weeks", _WEEKS, least=1.0, most=53.0, step=1.0, format="%.0f")
            url.write(m_weeks=weeks)
        inputs = Inputs(goal, period, average, next_step, closing, weeks)
        if start is not None:
            if start.chance_only:
                cards.small(words("calculator.from.win_rate"))
            if not start.is_kept(inputs):
                st.button(words("calculator.back"), icon=":material/undo:", key="m-back", on_click=fill, args=(start,))
    return inputs


def answer(inputs: Inputs, start: Start | None, words: Words) -> None:
    """Show the magic number in one sentence, the steps of its calculation, and its range."""
    result, currency = inputs.result, start.currency if start else None
    goal = words.money(inputs.goal, currency, 0)
    answer_text = words.count(f"calculator.answer.{inputs.goal_period}", result.magic_number_rounded_up, goal=goal)
    chain = words(
        "calculator.chain",
        appointments=words.number(result.first_appointments_needed, 1),
        next_steps=words.number(result.next_steps_needed, 1),
        sales=words.number(result.sales_needed, 1),
        exact=words.number(result.magic_number, 2),
    )
    lines = "".join(f'<p class="sc-muted">{text(line)}</p>' for line in (chain, *_from_data(inputs, start, words)))
    st.html(f'<div class="sc-card sc-answer"><p class="sc-value">{text(answer_text)}</p>{lines}</div>')


def too_near(inputs: Inputs, start: Start | None, words: Words) -> None:
    """Show fields for the sales cycle and the due date, and a warning if new appointments come too late for it."""
    cycle = start.card.marks["sales_cycle_days"].value if start else None
    left, right = st.columns(2)
    days = url.number(
        words("calculator.cycle"),
        "m_cycle",
        None,
        least=1.0,
        place=left,
        step=1.0,
        format="%.0f",
        placeholder=words("calculator.optional") if cycle is None else words.number(cycle),
    )
    with right:
        due = url.day(words("calculator.due_on"), "m_due", None)
        day_in_words(words, due)
    url.write(m_cycle=days, m_due=due)
    takes = days or cycle
    if takes is None:
        return
    left_days = (due - clock.today()).days if due else round(_YEAR_DAYS / PERIODS_A_YEAR[inputs.goal_period])
    if left_days < takes:
        key = "calculator.too_near.due" if due else "calculator.too_near"
        st.warning(
            words(key, cycle=words.days(takes), left=words.days(max(left_days, 0))), icon=":material/hourglass_bottom:"
        )


def _from_data(inputs: Inputs, start: Start | None, words: Words) -> list[str]:
    """Return the range of the measured magic number or, if inputs were changed, the effect of that."""
    if start is None:
        return []
    who = shown_name(words, start.card.rep) if start.card.rep else words("team")
    now, own = inputs.result.magic_number, start.inputs.result.magic_number
    if not start.is_kept(inputs):
        change = words.signed_percent(now / own - 1)
        return [words("calculator.changed", who=who, own=words.number(own, 2), change=change)]
    likely = start.likely()
    return [words("calculator.likely", who=who, range=words.number_range(*likely, 1))] if likely else []


def _start(card: Scorecard, assessment: Assessment, weeks: float) -> Start | None:
    """Return the figures of a scorecard as inputs; None if one of them is not known, or not above zero.

    Without a goal, the next round figure above what is sold now stands in.
    """

    def known(key: str) -> float | None:
        mark = card.marks[key]
        return mark.value if mark.value is not None else mark.estimate

    average, next_step, closing = (known(key) for key in ("average_sale", "next_step_ratio", "closing_ratio"))
    by_gates = all(card.marks[key].value is not None for key in ("next_step_ratio", "closing_ratio"))
    if not by_gates:
        next_step, closing = known("win_rate"), 1.0
    goal = (card.goal.weekly if card.goal else card.counts.revenue / card.weeks) * weeks / PERIODS_A_YEAR["month"]
    if not card.goal and goal > 0:
        goal = _round_figure(goal)
    if average is None or next_step is None or closing is None or min(average, next_step, closing, round(goal, 2)) <= 0:
        return None
    inputs = Inputs(
        float(round(goal)) if goal >= _WHOLE_FROM else round(goal, 2), "month", average, next_step, closing, weeks
    )
    appointments = card.counts.first_appointments / card.weeks
    return Start(card, inputs, assessment.currency, appointments, not by_gates)


def _sale(words: Words, start: Start | None) -> float:
    """Show a slider for the average sale that ends at three times the value it starts with."""
    began = start.inputs.average_sale if start else _DEFAULTS["m_average"]
    now = float(url.seed("m_average", began, float, least=1.0))
    most = _round_figure(3 * max(began, now / 2))
    step = max(most / 300, 1.0)
    value = url.slider(
        _labelled(words, "calculator.average_sale", words.number(now)),
        "m_average",
        began,
        least=1.0,
        most=most,
        step=step,
        format="%,.0f",
    )
    url.write(m_average=value)
    return value


def _labelled(words: Words, label: str, value: str) -> str:
    """Return a slider's label, with its value if the slider shows it in other digits than the reader's."""
    return words(label) if words.digits == DIGITS[0] else words("calculator.labelled", label=words(label), value=value)


def _round_figure(value: float) -> float:
    """Return the next larger number of one or two digits and zeros: 7,500 for 7,412."""
    size = 10.0 ** max(math.floor(math.log10(value)) - 1, 0)
    return math.ceil(value / size) * size


def _percent(words: Words, key: str, label: str) -> float:
    now = float(url.seed(key, _DEFAULTS[key], float, least=0.1, most=100.0))
    shown = _labelled(words, label, words.percent(now / 100, 1))
    value = url.slider(shown, key, _DEFAULTS[key], least=0.1, most=100.0, step=0.1, format="%.1f%%")
    url.write(**{key: value})
    return value / 100
