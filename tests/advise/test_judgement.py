"""What is concluded of made-up teams of every shape is something that a manager can defend.

What would be lost: a rep blamed for what the products explain, a newcomer ranked last, a plan that says nothing to
somebody weak, a day to look again that lies in the past, places that contradict the scores beside them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

from coaching.advise import Assessment, Options, assess
from coaching.compare import ACTIVITY
from coaching.compare.score import shown_score
from coaching.metrics import load_kpis
from coaching.report.content.pages import rep_content, team_content
from coaching.report.content.plan.talks import money_text, talk_texts
from coaching.tables import Tables, conform
from coaching.words import Words

END = dt.date(2025, 12, 31)
NAMES = ("Ada", "Ben", "Cem", "Dua", "Eve", "Fay", "Gus")
Rows = list[dict[str, Any]]


def seller(
    rep: str,
    n: int = 60,
    early: float = 0.72,
    late: float = 0.72,
    sales: Sequence[float] = (10_000.0,),
    products: Sequence[str | None] = (None,),
    start: str = "2025-01-06",
    end: str = "2025-12-31",
    cycle: int = 30,
    currency: str = "SAR",
) -> Rows:
    """Return the deals of one rep, evenly over the days: the shares come out exactly, up to what is still open.

    ``early`` of the ``n`` first appointments lead to the next step, ``late`` of these are won; amounts and products
    take turns, amounts a fifth above and below.
    """
    first_day, last_day = pd.Timestamp(start), pd.Timestamp(end)
    rows: Rows = []
    steps = wins = 0
    for at in range(n):
        first = first_day + pd.Timedelta(days=int((last_day - first_day).days * (at + 0.5) / n))
        passed = int((at + 1) * early + 1e-9) > int(at * early + 1e-9)
        won = passed and int((steps + 1) * late + 1e-9) > int(steps * late + 1e-9)
        steps += passed
        closed = first + pd.Timedelta(days=cycle if passed else 10)
        is_open = closed > last_day
        amount = sales[at % len(sales)] * (0.8 if wins % 2 else 1.2) if won else None
        wins += won
        rows.append(
            {
                "rep": rep,
                "outcome": "open" if is_open else "won" if won else "lost",
                "gate_shown": True,
                "amount": None if is_open else amount,
                "currency": currency,
                "product": products[at % len(products)],
                "first_appointment_on": first,
                "next_step_on": first + pd.Timedelta(days=8) if passed else None,
                "closed_on": None if is_open else closed,
            }
        )
    return rows


def sellers(*names: str, **alike: Any) -> Rows:
    return [row for name in names for row in seller(name, **alike)]


def mix() -> Rows:
    """Everybody sells a large and a small product but Mia, who sells the small one, and as well as anybody."""
    both = sellers(*NAMES[:5], sales=(20_000.0, 2_000.0), products=("Large", "Small"))
    return both + seller("Mia", sales=(2_000.0,), products=("Small",))


def outlier() -> Rows:
    rows = sellers(*NAMES[:5])
    won = next(row for row in rows if row["outcome"] == "won")
    won["amount"] *= 1000
    return rows


def sixty() -> Rows:
    """Sixty reps who differ in everything, a few of them with four deals a year."""
    return [
        row
        for at in range(60)
        for row in seller(
            f"Rep {at:02d}",
            n=4 if at % 10 == 0 else 24 + 7 * (at % 9),
            early=0.55 + 0.05 * (at % 7),
            late=0.5 + 0.06 * (at % 6),
            sales=(8_000.0 + 900 * (at % 11),),
        )
    ]


TEAMS: dict[str, Callable[[], Rows]] = {
    "one": lambda: seller("Ada"),
    "one with three deals": lambda: seller("Ada", n=3),
    "two": lambda: seller("Ada") + seller("Ben", early=0.4),
    "three alike": lambda: sellers(*NAMES[:3]),
    "eight, one weak in a figure that keeps its rule": lambda: sellers(*NAMES) + seller("Wim", sales=(7_500.0,)),
    "weak in everything, no rule broken": lambda: (
        sellers(*NAMES, early=0.9, late=0.9) + seller("Wim", n=50, early=0.75, late=0.75, sales=(9_000.0,))
    ),
    "sixty": sixty,
    "the mix explains the gap": mix,
    "a newcomer in the seventh week": lambda: sellers(*NAMES[:5]) + seller("Neo", n=8, start="2025-11-15"),
    "one has left": lambda: sellers(*NAMES[:5]) + seller("Gil", n=30, end="2025-06-30"),
    "few deals a year": lambda: [row for at, name in enumerate(NAMES) for row in seller(name, n=5 + at)],
    "a giant": lambda: sellers(*NAMES[:5]) + seller("Max", n=300, sales=(50_000.0,)),
    "nobody wins": lambda: sellers(*NAMES[:4], late=0.0),
    "one never wins, one never gets on": lambda: (
        sellers(*NAMES[:4]) + seller("Zoe", late=0.0) + seller("Zip", early=0.0)
    ),
    "two currencies": lambda: sellers(*NAMES[:4]) + seller("Uma", sales=(3_000.0,), currency="USD"),
    "an amount far out of line": outlier,
    "no losses": lambda: [row for row in sellers(*NAMES[:4]) if row["outcome"] != "lost"],
    "no losses before the next step": lambda: [
        row for row in sellers(*NAMES[:4]) if row["outcome"] != "lost" or row["next_step_on"] is not None
    ],
}


def judged(rows: Rows, today: dt.date = END, goal: float | None = 300_000.0, **people: Any) -> Assessment:
    reps = conform(pd.DataFrame(people), "reps") if people else None
    tables = Tables(deals=conform(pd.DataFrame(rows), "deals"), **({"reps": reps} if reps is not None else {}))
    return assess(tables, Options(as_of=END, today=today, goal=goal, goal_period="year"))


@pytest.mark.parametrize("name", TEAMS)
def test_what_is_said_of_a_team_can_be_defended(name: str) -> None:
    for goal, today in ((300_000.0, END), (None, END + dt.timedelta(days=200))):
        found = judged(TEAMS[name](), today, goal)
        places_go_by_the_scores_as_they_are_shown(found)
        nobody_active_is_without_a_word(found)
        for card in found.reps:
            steps_lead_somewhere(found, card.rep or "", today)
        nobody_is_named_without_a_gap(found)
        the_team_is_not_told_to_catch_up_with_itself(found)


def the_team_is_not_told_to_catch_up_with_itself(found: Assessment) -> None:
    against_peers = {key for key, kpi in found.kpis.items() if kpi.rule is not None and kpi.rule.kind == "peers"}
    assert not against_peers & {one.values["kpi"] for one in found.findings if one.code == "most_miss_kpi"}


def places_go_by_the_scores_as_they_are_shown(found: Assessment) -> None:
    ranked = [card for card in found.reps if card.rank is not None]
    assert [card.rep for card in ranked] == [card.rep for card in found.reps[: len(ranked)]]
    assert all(card.standing == "active" for card in ranked)
    shown = [shown_score(card.score or 0.0) for card in ranked]
    assert shown == sorted(shown, reverse=True)
    for card, score in zip(ranked, shown, strict=True):
        assert card.rank == 1 + sum(other > score for other in shown)
        assert card.rank_low <= card.rank <= card.rank_high
        assert card.score == pytest.approx(100 * math.prod(card.score_factors.values()))


def nobody_active_is_without_a_word(found: Assessment) -> None:
    for card in found.reps:
        plan = found.plans[card.rep or ""]
        assert bool(plan.steps) == (card.standing == "active"), card.rep
        assert (plan.newcomer is not None) == (card.standing == "new")
        # What goes well keeps its rule and is not behind the colleagues; what is a step does not go well.
        named = {step.kpi for step in plan.steps if step.status != "first_look"}
        assert not named & set(plan.strengths)


def steps_lead_somewhere(found: Assessment, rep: str, today: dt.date) -> None:
    card, kpis = found.card(rep), load_kpis()
    for step in found.plans[rep].steps:
        mark = card.marks[step.kpi]
        assert mark.status != "explained_by_mix"
        assert step.review_on is None or step.review_on >= today + dt.timedelta(days=14)
        assert step.review_on is None or (today - found.as_of).days <= 60
        assert step.weekly_gain is None or step.weekly_gain >= 0
        value, aim, target = (
            (card.activity.value if card.activity else None, step.aim_a_week, step.target_a_week)
            if step.kpi == "activity_gauge"
            else (mark.value, step.aim, step.target)
        )
        if step.mentor is not None and step.kpi == "activity_gauge":
            teacher = found.card(step.mentor.rep).activity
            assert teacher is not None and teacher.value <= 10 * teacher.peer_median
        if aim is not None:
            sign = 1 if kpis[step.kpi].better == "higher" else -1
            assert sign * value < sign * aim <= sign * target, (rep, step.kpi)


def nobody_is_named_without_a_gap(found: Assessment) -> None:
    for talk in found.talks:
        card = found.card(talk.rep)
        mark = card.activity if talk.kpi == "activity_gauge" else card.marks[talk.kpi]
        assert card.standing == "active"
        assert mark is not None and mark.value < mark.expected
        # "72 of 100; colleagues 72" is no reason for a talk.
        assert talk.kpi == "activity_gauge" or round(mark.value, 2) < round(mark.expected, 2)
    named = talk_texts(found, Words("en"))
    assert len({talk.rep for talk in named}) == len(named)
    for talk in named:
        step = found.plans[talk.rep].steps[0]
        assert step.status != "first_look" or step.target is not None or step.target_a_week is not None


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", ["nobody wins", "few deals a year", "no losses", "two currencies", "one has left"])
def test_every_page_of_an_odd_team_can_be_written(name: str, lang: str) -> None:
    found, words = judged(TEAMS[name](), goal=None), Words(lang)
    assert team_content(found, words).leaders
    for card in found.reps:
        content = rep_content(found, card.rep or "", words)
        assert content.verdict
        assert content.steps or content.empty_plan
        for step in content.steps:
            assert step.seen and "{" not in step.seen


def test_what_the_products_explain_is_no_step_and_no_reason_for_a_talk() -> None:
    found = judged(mix(), goal=None)
    card = found.card("Mia")
    assert card.marks["average_sale"].status == "explained_by_mix"
    assert card.marks["average_sale"].mix_gap == pytest.approx(0, abs=0.02)
    assert "average_sale" not in {step.kpi for step in found.plans["Mia"].steps}
    assert "average_sale" not in {talk.kpi for talk in found.talks}
    assert card.rules_met.met == card.rules_met.of
    assert "Average sale" in next(line.note for line in rep_content(found, "Mia", Words("en")).headlines[-1:])


def test_three_reps_alike_are_no_names_for_a_talk() -> None:
    found = judged(sellers(*NAMES[:3]), goal=None)
    assert found.talks == () and talk_texts(found, Words("en")) == ()
    assert {card.rank for card in found.reps} == {1}


def test_who_never_wins_is_not_sent_for_more_appointments() -> None:
    """She holds as many as the others; with closing at its target they would do."""
    found = judged(TEAMS["one never wins, one never gets on"]())
    for rep, key in (("Zoe", "closing_ratio"), ("Zip", "next_step_ratio")):
        plan = found.plans[rep]
        assert plan.steps[0].kpi == key
        assert "activity_gauge" not in {step.kpi for step in plan.steps}
    needed = found.plans["Zoe"].steps[0].magic_number_after
    assert needed < found.card("Zoe").marks["magic_number"].value / 4


def test_few_appointments_have_an_aim_above_todays() -> None:
    """Five a year are 0.1 a week: an aim in tenths would be the figure of today."""
    found = judged(TEAMS["few deals a year"](), goal=60_000.0)
    step = next(step for step in found.plans["Ada"].steps if step.kpi == "activity_gauge")
    assert found.card("Ada").activity.value < step.aim_a_week <= step.target_a_week


def test_a_goal_beyond_what_anybody_holds_is_said_to_be_one() -> None:
    """Nobody holds more appointments than Ada: she is not asked for twice as many, the goal is asked about."""
    found = judged(seller("Ada", n=70) + sellers(*NAMES[1:5]), goal=900_000.0)
    plan = found.plans["Ada"]
    assert "activity_gauge" not in {step.kpi for step in plan.steps if step.status != "first_look"}
    assert plan.goal_beyond_peers > found.card("Ada").activity.value
    assert not plan.solves_itself
    assert rep_content(found, "Ada", Words("en")).remark


def test_a_rule_that_colleagues_break_as_well_is_what_a_verdict_names() -> None:
    """ "0 of 100 next steps are won; colleagues 0" is no reason to talk about it; the rule is."""
    found = judged(sellers(*NAMES[:4], late=0.0))
    assert rep_content(found, "Ada", Words("en")).verdict.startswith("0 of 100 next steps are won; the rule is 65.")


def test_a_figure_without_anybody_to_compare_with_is_not_without_data() -> None:
    row = next(row for row in rep_content(judged(seller("Ada")), "Ada", Words("en")).kpis if row.key == "average_sale")
    assert row.status_word == "Not compared"
    assert "Too few colleagues" in row.note


def test_reps_who_are_alike_are_level_and_have_no_widest_gap() -> None:
    found = judged(mix(), goal=None)
    for rep in NAMES[:5]:
        assert all(step.target is None for step in found.plans[rep].steps if step.status == "first_look")
    assert money_text(judged(sellers(*NAMES[:3])).card("Ada"), Words("en"), "SAR").sentence == "Level with colleagues."


def test_one_rep_with_most_of_the_deals_is_no_yardstick_for_the_others() -> None:
    """Five reps alike beside one with ten times their deals: "colleagues 74" would be one person, and all behind."""
    star = judged(sellers(*NAMES[:5], n=40, early=0.6, late=0.55) + seller("Max", n=400, early=0.8, late=0.8))
    weak = judged(sellers(*NAMES[:5], n=40) + seller("Max", n=400, early=0.55, late=0.55), goal=None)
    for found in (star, weak):
        assert [one.values["rep"] for one in found.findings if one.code == "nobodys_peer"] == ["Max"]
        for rep in NAMES[:5]:
            card = found.card(rep)
            assert card.marks["closing_ratio"].peer_average == pytest.approx(card.marks["closing_ratio"].value)
            assert "below_peers" not in {step.status for step in found.plans[rep].steps}
            assert card.activity is not None and card.activity.peer_gap == pytest.approx(0)
    assert [talk.rep for talk in weak.talks] == ["Max"]
    assert weak.card("Max").marks["closing_ratio"].behind_probability > 0.99
    # Nobody but Max holds more appointments, so the goal is asked about.
    assert all(found.plans[rep].goal_beyond_peers for found in (star,) for rep in NAMES[:5])


def test_two_colleagues_are_a_comparison_even_if_one_has_most_of_the_deals() -> None:
    found = judged(seller("Ada", n=40) + seller("Ben", n=40) + seller("Max", n=300))
    assert found.card("Ada").marks["closing_ratio"].peer_count == 2


def test_an_amount_far_out_of_line_is_not_what_to_look_at_first() -> None:
    found = judged(outlier())
    rep = next(card.rep for card in found.reps if card.counts.outliers)
    assert "average_sale" not in {step.kpi for step in found.plans[rep].steps}


def test_an_amount_far_out_of_line_moves_no_figure_of_others() -> None:
    with_it, without = judged(outlier()), judged(sellers(*NAMES[:5]))
    for rep in NAMES[1:5]:
        for key in ("average_sale", "goal_attainment", "activity_gauge"):
            mine, usual = (found.card(rep).marks[key] for found in (with_it, without))
            assert mine.peer_average == pytest.approx(usual.peer_average, rel=0.02), (rep, key)
    assert "one_rep_half_of_revenue" not in {finding.code for finding in with_it.findings}


def test_a_target_of_nothing_is_offered_to_nobody() -> None:
    found = judged(sellers(*NAMES[:4], late=0.0))
    assert "rule_unfit" not in {finding.code for finding in found.findings if finding.values["kpi"] == "closing_ratio"}


def test_nobody_is_new_for_ever() -> None:
    rows = sellers(*NAMES[:4], n=12) + seller("Ina", n=3, start="2025-08-20") + seller("Ole", n=5, start="2025-03-20")
    found = judged(rows, goal=None, rep=["Ina", "Ole"], started_on=["2025-08-15", "2025-03-15"])
    assert (found.card("Ina").standing, found.card("Ole").standing) == ("new", "active")
    assert found.plans["Ina"].newcomer.week == 20
    assert found.plans["Ina"].newcomer.weeks_until_enough <= 26 - 19
    assert found.plans["Ole"].steps


def test_a_newcomer_is_measured_over_the_weeks_at_work_and_not_ranked() -> None:
    found = judged(TEAMS["a newcomer in the seventh week"]())
    card = found.card("Neo")
    assert card.standing == "new" and card.rank is None
    # From the first appointment on 17 November: 45 days.
    assert card.weeks == pytest.approx(45 / 7)
    assert card.activity.value == pytest.approx(8 / (45 / 7))
    assert found.plans["Neo"].newcomer.on_the_way


def test_scores_tell_reps_apart() -> None:
    found = judged(sixty(), goal=None)
    assert len({shown_score(card.score) for card in found.reps if card.rank}) >= 40
    assert all(ACTIVITY in card.score_factors for card in found.reps)
