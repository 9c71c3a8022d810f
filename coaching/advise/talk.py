"""The reps to talk to this week: those with whom a talk is likely to be worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coaching.advise.levers import SALE, factors_of, is_behind_as_read, mark_of, weekly_revenue
from coaching.advise.model import Plan, Talk
from coaching.compare import ACTIVITY, Scorecard
from coaching.metrics import load_kpis

#: So many talks fit into a week.
MOST_TALKS = 3

#: A gap of less than this share of the weekly revenue is nothing to talk about.
_WORTH_A_TALK = 0.01


def to_talk_to(cards: Sequence[Scorecard], plans: Mapping[str, Plan]) -> tuple[Talk, ...]:
    """Return the three active reps to talk to first, by the first step's gap to the peers.

    The gap is in money a week, or in won deals a week where no amount is known of anybody, times the posterior
    probability that the rep is behind the peers at all: a gap that may be chance counts for less. Reps who are not
    behind in their first step, as it is shown and by what is likely, are left out.
    """
    talks = []
    is_priced = any(mark.value is not None for card in cards if (mark := card.marks.get(SALE)) is not None)
    of_one = {} if is_priced else {SALE: 1.0}
    for card in cards:
        plan = plans.get(card.rep or "")
        if card.standing != "active" or plan is None or not plan.steps:
            continue
        step = plan.steps[0]
        key = ACTIVITY if step.kpi == "activity_gauge" else step.kpi
        mark = mark_of(card, key)
        if mark is None or mark.expected is None or mark.behind_probability is None or key not in factors_of(card):
            continue
        if not is_behind_as_read(load_kpis()[step.kpi], key, mark):
            continue
        now, then = weekly_revenue(card, **of_one), weekly_revenue(card, **{**of_one, key: mark.expected})
        if now is not None and then is not None and then - now > _WORTH_A_TALK * now:
            talks.append(Talk(card.rep or "", step.kpi, then - now, mark.behind_probability))
    return tuple(sorted(talks, key=lambda talk: (-talk.weekly_gap * talk.probability, talk.rep))[:MOST_TALKS])
