"""An assessment made by hand, so that what is drawn can be tested apart from what is measured."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from coaching.advise.model import Assessment, Finding, Plan, Step
from coaching.compare.model import Mark, RulesMet, Scorecard
from coaching.metrics.model import Assumption, Counts, Figure, Funnel, Goal, Period, Reason

NAMES = ("Noura Al-Qahtani", "سارة العتيبي", "Omar Haddad", "فهد الدوسري", "Lina Mansour")

NEXT_STEP_TIPS = ("next_step.fix_the_step", "next_step.start_at_the_top", "next_step.diagnose_first")
CLOSING_TIPS = (
    "closing.ask_how_they_decide",
    "closing.agree_a_timeline",
    "closing.prepare_for_risks",
    "closing.bring_references",
)
ACTIVITY_TIPS = (
    "activity.make_it_a_kpi",
    "activity.train_the_call",
    "activity.use_real_scenarios",
    "activity.sell_the_meeting",
    "activity.spread_with_technology",
)
SALE_TIPS = ("average_sale.find_out_why", "average_sale.learn_from_the_best")
CYCLE_TIPS = ("sales_cycle.find_the_slow_stage", "sales_cycle.learn_from_the_fastest")

FULL_STEPS = (
    Step("next_step_ratio", "below", 1240.5, 5.8, NEXT_STEP_TIPS),
    Step("closing_ratio", "below", 980.0, 6.1, CLOSING_TIPS),
    Step("activity_gauge", "below", 700.0, None, ACTIVITY_TIPS),
    Step("average_sale", "watch", 310.0, 7.0, SALE_TIPS),
    Step("sales_cycle_days", "watch", None, None, CYCLE_TIPS),
    Step("conversation_ratio", "watch", None, None, ACTIVITY_TIPS),
    Step("win_rate", "watch", 120.0, 7.2, ("win_rate.find_the_leak",)),
)


def marks() -> dict[str, Mark]:
    """Return one mark per KPI, of every status."""
    return {
        "conversation_ratio": Mark(Figure("conversation_ratio", 0.21, 63, 300, 300), 0.18, 0.25, 0.212, peer_count=4),
        "next_step_ratio": Mark(
            Figure("next_step_ratio", 120 / 210, 120, 210, 210),
            0.5142,
            0.6264,
            0.58,
            0.65,
            0.65,
            "below",
            breaks_rule_probability=0.99,
            peer_average=0.7012,
            peer_gap=-0.1298,
            peer_count=4,
            attainment=0.879,
        ),
        "closing_ratio": Mark(
            Figure("closing_ratio", 0.4, 8, 20, 20),
            0.24,
            0.58,
            0.47,
            0.65,
            0.65,
            "watch",
            low_certainty=True,
            peer_average=0.36,
            peer_gap=0.04,
            peer_count=4,
            attainment=0.615,
        ),
        "win_rate": Mark(
            Figure("win_rate", 0.4225, 60, 142, 142), 0.36, 0.49, 0.42, 0.4225, 0.4225, "on_target", attainment=1.0
        ),
        "average_sale": Mark(
            Figure("average_sale", 2500, 150000, 60, 60),
            2210,
            2840,
            2530,
            0.4,
            1980,
            "on_target",
            peer_average=3300,
            peer_gap=-0.2424,
            peer_count=4,
            attainment=1.0,
        ),
        "sales_cycle_days": Mark(
            Figure("sales_cycle_days", 46.2, 2772, 60, 60),
            39.1,
            54.0,
            45.8,
            0.3,
            58.5,
            "on_target",
            peer_average=66.0,
            peer_gap=-0.30,
            peer_count=4,
            attainment=1.0,
            best_practice=True,
        ),
        "magic_number": Mark(Figure("magic_number", 5.769, 3461.5, 600, 0, rests_on=("estimate",))),
        "activity_gauge": Mark(
            Figure("activity_gauge", 0.82, 4.73, 5.77, 150), 0.72, 0.93, None, 1.0, 1.0, "below", attainment=0.82
        ),
        "goal_attainment": Mark(
            Figure("goal_attainment", 0.94, 235000, 250000, 60), 0.8, 1.1, None, 1.0, 1.0, "watch", attainment=0.94
        ),
        "sales_velocity": Mark(Figure("sales_velocity", 2326.15, None, None, 18)),
    }


def no_marks() -> dict[str, Mark]:
    """Return the marks of a rep about whom nothing is known."""
    reasons = {
        "magic_number": Reason("no_goal"),
        "activity_gauge": Reason("no_goal"),
        "goal_attainment": Reason("no_goal"),
        "average_sale": Reason("no_wins"),
        "sales_cycle_days": Reason("no_cycle_dates"),
        "conversation_ratio": Reason("no_conversations"),
        "sales_velocity": Reason("missing_inputs", {"kpis": ["win_rate", "average_sale"]}),
        "next_step_ratio": Reason("gates_not_shown"),
        "closing_ratio": Reason("gates_not_shown"),
        "win_rate": Reason("no_closed_deals"),
    }
    without_rule = ("conversation_ratio", "magic_number", "sales_velocity")
    return {
        key: Mark(Figure(key, None, reason=reasons[key]), status=None if key in without_rule else "no_data")
        for key in marks()
    }


COUNTS = Counts(
    deals=310,
    open=70,
    won=60,
    lost=82,
    first_appointments=210,
    next_steps_passed=120,
    next_steps_failed=90,
    next_steps_pending=23,
    closings_won=60,
    closings_lost=30,
    closings_pending=30,
    revenue=150000.0,
    deals_with_amount=60,
)
FUNNEL = Funnel(1240, 210, 120, 60, 67, 30, 97, 23, 30, 53)


def card(rep: str | None = NAMES[0], rank: int | None = 1, *, empty: bool = False) -> Scorecard:
    """Return a scorecard."""
    if empty:
        return Scorecard(rep, None, Counts(), Funnel(None, 0, None, 0, None, None, 0, None, None, 0), no_marks())
    return Scorecard(
        rep,
        "Riyadh",
        COUNTS,
        FUNNEL,
        marks(),
        Goal(3461.5, 250000),
        score=84.1 - (rank or 0),
        score_factors={"activity": 1.1, "next_step_ratio": 0.9, "closing_ratio": 0.85, "average_sale": 1.0},
        rules_met=RulesMet(3, 7),
        rank=rank,
    )


ASSUMPTIONS = (
    Assumption("as_of_from_data", {"day": dt.date(2026, 6, 30)}),
    Assumption("ungated_left_out", {"count": 12}),
    Assumption("goal_typed", {"amount": 15000.0, "period": "month", "currency": "SAR"}),
    Assumption("goal_extended"),
    Assumption("held_stand_for_set"),
    Assumption("estimate_stands_in", {"kpi": "average_sale"}),
)
FINDINGS = (
    Finding("most_miss_kpi", {"kpi": "next_step_ratio", "count": 4, "of": 5}),
    Finding("best_practice_cycle", {"rep": NAMES[1], "gap": -0.34}),
    Finding("stale_deals", {"count": 3}),
    Finding("few_data", {"rep": NAMES[4]}),
)


def assessment(names: tuple[str, ...] = NAMES, *, empty: bool = False, currency: str | None = "SAR") -> Assessment:
    """Return an assessment of a team of ``names``, the last of them without data."""
    cards = [card(name, place) for place, name in enumerate(names, 1)]
    plans = {name: Plan(name, FULL_STEPS, ("average_sale", "sales_cycle_days")) for name in names}
    last = names[-1]
    cards[-1] = card(last, None, empty=True)
    plans[last] = Plan(last, ())
    return Assessment(
        as_of=dt.date(2026, 6, 30),
        period=Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
        currency=currency,
        team=replace(card(None, None, empty=empty), rep=None),
        reps=tuple(cards),
        plans=plans,
        findings=FINDINGS,
        assumptions=ASSUMPTIONS,
    )
