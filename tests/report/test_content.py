"""The content object: what a manager reads, in either language."""

from __future__ import annotations

from dataclasses import replace

import made
import pytest

from coaching.advise import load_playbook
from coaching.advise.model import Finding, Plan, Step
from coaching.intake.model import Source
from coaching.measure import load_kpis
from coaching.report import rep_content, team_content
from coaching.words import Words, plain

EN = Words("en")
SOURCES = [
    Source("deals.csv", None, "hubspot", "deals", 1210, 1200, 8, 2, {}, {}),
    Source("goals\u202e.xlsx", "Goals", None, "goals", 12, 12, 0, 0, {}, {}),
]


def test_every_kpi_is_on_the_scorecard(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    assert [row.label for row in content.kpis] == [kpi.label[words.lang] for kpi in load_kpis().values()]
    assert all(row.status_word for row in content.kpis if row.status)


def test_the_headlines_are_the_gauge_the_magic_number_and_the_score() -> None:
    lines = {line.key: line for line in rep_content(made.assessment(), made.NAMES[0], EN).headlines}
    assert (lines["activity_gauge"].value, lines["activity_gauge"].share) == ("82%", 0.82)
    # 5.77 appointments a week need 6 in the calendar; the exact figure stands beside it.
    assert lines["magic_number"].value == "6"
    assert "5.77" in lines["magic_number"].note
    assert lines["score"].note == "out of 100, over 5 KPIs"


def test_a_whole_magic_number_is_not_rounded_up() -> None:
    whole = made.assessment()
    mark = whole.reps[0].marks["magic_number"]
    mark = replace(mark, figure=replace(mark.figure, value=6.0000000001))
    card = replace(whole.reps[0], marks={**whole.reps[0].marks, "magic_number": mark})
    content = rep_content(replace(whole, reps=(card, *whole.reps[1:])), made.NAMES[0], EN)
    assert content.headlines[1].value == "6"


def test_the_plan_keeps_its_order_and_says_what_was_seen(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    assert [step.kpi for step in content.steps] == [step.kpi for step in made.FULL_STEPS]
    first = plain(content.steps[0].seen)
    assert "57.1%" in first
    assert "120/210" in first
    assert "65%" in first
    assert "-19%" in first


def test_every_tip_of_the_plan_is_told_in_the_readers_language(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    playbook = load_playbook()
    for step, shown in zip(made.FULL_STEPS, content.steps, strict=True):
        assert [tip.text for tip in shown.tips] == [playbook[key].text[words.lang] for key in step.tips]


def test_a_tip_taken_out_of_the_playbook_does_not_break_an_old_plan() -> None:
    team = made.assessment()
    plan = Plan(made.NAMES[0], (Step("win_rate", "below", None, None, ("gone.tip",)),))
    content = rep_content(replace(team, plans={made.NAMES[0]: plan}), made.NAMES[0], EN)
    assert content.steps[0].tips == ()


def test_worth_is_said_in_money_and_as_a_fall_of_the_magic_number() -> None:
    team = made.assessment()
    plan = Plan(made.NAMES[0], (Step("next_step_ratio", "below", 1240.5, 4.9, ()),))
    worth = rep_content(replace(team, plans={made.NAMES[0]: plan}), made.NAMES[0], EN).steps[0].worth
    assert "SAR 1,241 more a week" in worth
    assert "from 5.8 to 4.9" in worth


def test_a_magic_number_that_would_rise_is_not_called_a_fall() -> None:
    team = made.assessment()
    plan = Plan(made.NAMES[0], (Step("next_step_ratio", "below", None, 9.0, ()),))
    assert rep_content(replace(team, plans={made.NAMES[0]: plan}), made.NAMES[0], EN).steps[0].worth == ""


def test_undecided_deals_stand_beside_the_ratio() -> None:
    rows = {row.key: row for row in rep_content(made.assessment(), made.NAMES[0], EN).kpis}
    assert "still open: 23" in rows["next_step_ratio"].note
    assert "still open: 30" in rows["closing_ratio"].note
    assert "few data" in rows["closing_ratio"].note


def test_a_rep_without_data_is_told_what_to_collect(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[-1], words)
    assert content.steps == ()
    assert content.empty_plan == words("report.plan.no_data")
    assert words("reason.no_goal") in content.collect
    assert all(row.value == "–" and row.note for row in content.kpis)


def test_a_rep_who_meets_every_rule_is_told_so() -> None:
    team = made.assessment()
    content = rep_content(replace(team, plans={}), made.NAMES[0], EN)
    assert (content.empty_plan, content.collect) == (EN("report.plan.none"), ())


def test_an_unknown_rep_is_an_error() -> None:
    with pytest.raises(KeyError):
        rep_content(made.assessment(), "Nobody", EN)


def test_the_funnel_says_what_it_cannot_know(words: Words) -> None:
    rows = {row.gate: row for row in rep_content(made.assessment(), made.NAMES[-1], words).funnel}
    assert (rows["conversation"].count, rows["next_step"].count) == (None, None)
    assert rows["next_step"].note == words("funnel.unknown_next_steps")
    assert rows["won"].conversion == ""


def test_the_funnel_shows_each_step_as_a_share_of_those_decided() -> None:
    rows = rep_content(made.assessment(), made.NAMES[0], EN).funnel
    assert [row.conversion for row in rows] == ["", "16.9%", "64.2%", "66.7%"]
    assert rows[1].note == "lost: 67 · still open: 23"


def test_assumptions_sources_period_and_day_are_printed(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words, SOURCES)
    assert len(content.assumptions) == len(made.ASSUMPTIONS)
    assert "deals.csv" in content.sources
    assert "\u202e" not in content.sources
    assert words.date(made.assessment().as_of) in content.as_of
    assert words.date(made.assessment().period.start) in content.period


def test_the_goal_typed_in_carries_the_currency() -> None:
    content = rep_content(made.assessment(currency="AED"), made.NAMES[0], EN)
    assert any("SAR 15,000 a month" in text for text in content.assumptions)


def test_the_leaderboard_keeps_names_as_the_data_has_them(words: Words) -> None:
    names = ("=1+1", "\u202eevil", "Lina")
    content = team_content(made.assessment(names), words)
    assert tuple(leader.rep for leader in content.leaders) == names
    assert content.leaders[0].first_step
    assert content.leaders[0].first_tip


def test_reps_with_too_little_data_share_one_finding() -> None:
    many = tuple(Finding("few_data", {"rep": f"Rep {number}"}) for number in range(20))
    findings = team_content(replace(made.assessment(), findings=many), EN).findings
    assert len(findings) == 1
    assert "Rep 0" in findings[0]
    assert "and 12 more" in findings[0]
