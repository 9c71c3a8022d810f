"""The content object: what a manager reads, in either language."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from coaching.advise import Mentor, assess
from coaching.advise.model import Finding, Plan, Step
from coaching.compare import Mark
from coaching.importing.model import Source
from coaching.metrics import Figure, Reason, load_kpis
from coaching.report import Change, as_text, rep_content, rep_pdf, scorecards_xlsx, team_content, team_pdf
from coaching.report.content.figures.change import kpi_change
from coaching.words import Words, plain
from tests.build import tables, team
from tests.report import made

EN = Words("en")
SOURCES = [
    Source("deals.csv", None, "hubspot", "deals", 1210, 1200, 8, 2, {}, {}),
    Source("goals\u202e.xlsx", "Goals", None, "goals", 12, 12, 0, 0, {}, {}),
]


def test_every_kpi_is_on_the_scorecard(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    assert [row.label for row in content.kpis] == [words(f"kpi.{key}.label") for key in load_kpis()]
    assert all(row.status_word for row in content.kpis if row.status)


def test_the_headlines_are_the_gauge_the_magic_number_and_the_score() -> None:
    lines = {line.key: line for line in rep_content(made.assessment(), made.NAMES[0], EN).headlines}
    assert (as_text(lines["activity_gauge"].value, EN), lines["activity_gauge"].share) == ("82%", 0.82)
    # 5.77 appointments a week need 6 in the calendar; the exact figure stands beside it.
    assert as_text(lines["magic_number"].value, EN) == "6"
    assert "5.77" in lines["magic_number"].note
    note = plain(lines["score"].note)
    assert "1.1 Activity × 0.9 First appointment to next step × 0.85 Closing × 1 Average sale" in note
    assert "3 of 7 rules met" in note


def test_a_whole_magic_number_is_not_rounded_up() -> None:
    whole = made.assessment()
    mark = whole.reps[0].marks["magic_number"]
    mark = replace(mark, figure=replace(mark.figure, value=6.0000000001))
    card = replace(whole.reps[0], marks={**whole.reps[0].marks, "magic_number": mark})
    content = rep_content(replace(whole, reps=(card, *whole.reps[1:])), made.NAMES[0], EN)
    assert as_text(content.headlines[1].value, EN) == "6"


def test_the_plan_keeps_its_order_and_says_what_was_seen(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    assert [step.kpi for step in content.steps] == [step.kpi for step in made.FULL_STEPS]
    first = plain(content.steps[0].seen)
    assert "57.1%" in first
    assert "120/210" in first
    assert "65%" in first
    assert words.points(-0.1298) in content.steps[0].seen


def test_every_tip_of_the_plan_is_told_in_the_readers_language(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    for step, shown in zip(made.FULL_STEPS, content.steps, strict=True):
        assert [tip.text for tip in shown.tips] == [words(f"tip.{key}.text") for key in step.tips]


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
    assert all(as_text(row.value, words) == "–" and row.note for row in content.kpis)


def test_a_rep_who_meets_every_rule_is_told_so() -> None:
    team = made.assessment()
    content = rep_content(replace(team, plans={}), made.NAMES[0], EN)
    assert (content.empty_plan, content.collect) == (EN("report.plan.none"), ())


def test_an_unknown_rep_is_an_error() -> None:
    with pytest.raises(KeyError):
        rep_content(made.assessment(), "Nobody", EN)


def test_the_funnel_says_what_it_cannot_know(words: Words) -> None:
    rows = {row.gate: row for row in rep_content(made.assessment(), made.NAMES[-1], words).funnel}
    assert (rows["conversation"].count.value, rows["next_step"].count.value) == (None, None)
    assert rows["next_step"].note == words("funnel.unknown_next_steps")
    assert rows["won"].conversion == ""


def test_the_funnel_shows_each_step_as_a_share_of_those_decided() -> None:
    rows = rep_content(made.assessment(), made.NAMES[0], EN).funnel
    assert [as_text(row.conversion, EN) for row in rows] == ["", "16.9%", "64.2%", "66.7%"]
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


def test_reps_with_the_same_best_practice_share_one_finding_the_largest_lead_first() -> None:
    many = tuple(Finding("best_practice_cycle", {"rep": f"Rep {number}", "gap": number / 100}) for number in range(9))
    (said,) = team_content(replace(made.assessment(), findings=many), EN).findings
    assert plain(said).startswith("These reps need far less time to win than colleagues do: Rep 8 (8%), Rep 7 (7%)")
    assert "and 1 more" in said


def with_steps(*steps: Step, marks: dict | None = None):
    team = made.assessment()
    card = replace(team.reps[0], marks={**team.reps[0].marks, **(marks or {})})
    plan = Plan(made.NAMES[0], steps)
    return replace(team, reps=(card, *team.reps[1:]), plans={made.NAMES[0]: plan})


def test_a_step_says_where_to_get_by_when_what_to_watch_and_from_whom_to_learn() -> None:
    day = dt.date(2026, 7, 28)
    mentor = Mentor("Omar Nasser", "next_step_ratio", 0.8, 100)
    days = {"review_on": day, "review_since": dt.date(2026, 6, 30)}
    step = Step("next_step_ratio", "below", 1.0, None, (), target=0.65, aim=0.61, mentor=mentor, **days)
    shown = rep_content(with_steps(step), made.NAMES[0], EN).steps[0]
    assert shown.target == "Aim for 61% next, measured from 30 Jun 2026 to 28 Jul 2026 (target: 65%)."
    assert shown.review == "Look at it together again on 28 Jul 2026."
    assert plain(shown.mentor) == "Learn from Omar Nasser: 80.0% of 100 deals."
    assert shown.watch == "Watch every week: first appointments that end with a dated next step."


def test_the_rule_itself_is_named_once_where_it_is_within_reach(words: Words) -> None:
    days = {"review_on": dt.date(2026, 7, 28), "review_since": dt.date(2026, 6, 30)}
    step = Step("next_step_ratio", "watch", 1.0, None, (), target=0.65, aim=0.65, **days)
    target = rep_content(with_steps(step), made.NAMES[0], words).steps[0].target
    assert plain(target).count("65%") == 1
    assert words.date(dt.date(2026, 7, 28)) in target


def test_a_mentor_of_days_or_money_is_told_over_how_many_deals(words: Words) -> None:
    step = Step("sales_cycle_days", "watch", None, None, (), mentor=Mentor("A\u202eB", "sales_cycle_days", 39.4, 42))
    shown = rep_content(with_steps(step), made.NAMES[0], words).steps[0]
    assert words.days(39.4) in shown.mentor
    assert words.count("unit.deals", 42) in shown.mentor
    assert "\u202e" not in shown.mentor
    assert (shown.target, shown.review) == ("", "")


def test_every_text_of_a_step_reaches_the_page_and_the_workbook() -> None:
    mentor = Mentor("Sara", "next_step_ratio", 0.8, 100)
    days = {"review_on": dt.date(2026, 7, 28), "review_since": dt.date(2026, 6, 30)}
    step = Step("next_step_ratio", "below", 1.0, None, (), target=0.65, aim=0.61, mentor=mentor, **days)
    team = with_steps(step)
    shown = rep_content(team, made.NAMES[0], EN).steps[0]
    page = PdfReader(io.BytesIO(rep_pdf(rep_content(team, made.NAMES[0], EN)))).pages[0].extract_text()
    squeezed = re.sub(r"\s", "", plain(page))
    for text in (shown.target, shown.watch, shown.mentor):
        assert re.sub(r"\s", "", plain(text)) in squeezed
    sheet = load_workbook(io.BytesIO(scorecards_xlsx(replace(team, reps=team.reps[:1]), EN)))["Plan"]
    row = [cell.value for cell in sheet[2]]
    assert shown.target in row
    assert dt.datetime(2026, 7, 28) in row


def test_a_rank_carries_its_range_and_a_difference_its_words(words: Words) -> None:
    mark = replace(made.marks()["sales_cycle_days"], rank=3, rank_low=2, rank_high=5, differs="lower")
    closing = replace(made.marks()["closing_ratio"], differs="lower", mix_expected=0.58, mix_gap=-0.18, rank=2)
    content = rep_content(with_steps(marks={"sales_cycle_days": mark, "closing_ratio": closing}), made.NAMES[0], words)
    rows = {row.key: row for row in content.kpis}
    told = {"en": "3, may be 2 to 5", "ar": "3، وقد يكون من 2 إلى 5"}
    assert plain(as_text(rows["sales_cycle_days"].rank, words)) == told[words.lang]
    assert as_text(rows["closing_ratio"].rank, words) == "2"
    # Fewer days are better, a lower ratio is worse.
    assert rows["sales_cycle_days"].differs == words("report.differs.better")
    assert rows["closing_ratio"].differs == words("report.differs.worse")
    assert rows["win_rate"].differs == rows["win_rate"].mix == ""
    # Two figures of the colleagues stand there, and which of them judges.
    for text in (words.points(-0.18), "58", "36"):
        assert plain(text) in plain(as_text(rows["closing_ratio"].mix, words))


def shown(change: Change | None) -> tuple[object, ...] | None:
    return change and (change.direction, as_text(change.by, EN), change.verdict, change.word)


def test_movement_since_the_period_before_is_told_in_places_and_points() -> None:
    now = made.assessment()
    earlier_marks = {
        **made.marks(),
        "next_step_ratio": Mark(Figure("next_step_ratio", 0.5, 50, 100, 100)),
        "closing_ratio": Mark(Figure("closing_ratio", 0.6, 3, 5, 5)),
        "sales_cycle_days": Mark(Figure("sales_cycle_days", 51.2, 512, 10, 10)),
        "average_sale": Mark(Figure("average_sale", None, None, None, 0, Reason("no_wins"))),
    }
    first = replace(now.reps[0], rank=3, marks=earlier_marks)
    before = replace(now, reps=(first, *now.reps[1:-1]))
    content = team_content(now, EN, before=before)
    leader = content.leaders[0]
    assert shown(leader.movement) == ("up", "up 2 places", None, "")
    changes = {row.key: shown(row.change) for row in rep_content(now, leader.rep, EN, before=before).kpis}
    assert changes["next_step_ratio"] == ("up", "+7.1 points", "better", "better")
    assert changes["sales_cycle_days"] == ("down", "-5 days", "better", "better")
    # Five deals before: the figure moved, but nobody knows whether it got worse.
    assert changes["closing_ratio"] == ("down", "-20 points", None, "")
    assert changes["average_sale"] is None
    assert changes["win_rate"] == ("same", "no change", None, "")
    assert content.leaders[-1].movement is None
    assert content.compared
    assert team_pdf(content)
    assert rep_pdf(rep_content(now, made.NAMES[0], EN, before=before))


@pytest.mark.parametrize(("won", "verdict"), [(52, None), (70, "better"), (30, "worse")])
def test_a_change_that_chance_explains_is_neither_better_nor_worse(won: int, verdict: str | None) -> None:
    def mark(won: int) -> Mark:
        value = won / 100
        return Mark(Figure("closing_ratio", value, won, 100, 100), value - 0.08, value + 0.08)

    found = kpi_change(load_kpis()["closing_ratio"], mark(won), mark(50), EN, None)
    assert found is not None
    assert found.verdict == verdict


def test_a_figure_in_another_currency_has_not_moved() -> None:
    before = made.assessment(currency="USD")
    assert all(row.change is None for row in team_content(made.assessment(), EN, before=before).kpis)


def test_a_figure_on_fewer_than_ten_trials_is_never_coloured() -> None:
    """Nine decided deals are shown with m/n and in a plain colour, whatever they say."""
    found = assess(tables(team(Sara=(9, 0, 0), Omar=(60, 10, 10), Lina=(50, 10, 10))))
    tones = {
        card.rep: {row.key: (row.status, row.tone) for row in rep_content(found, card.rep, EN).kpis}
        for card in found.reps
    }
    assert tones["Sara"]["next_step_ratio"] == ("on_target", "no_data")
    assert tones["Omar"]["next_step_ratio"] == ("on_target", "on_target")
