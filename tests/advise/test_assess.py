"""The whole core: dates, goals, currency, plan, findings."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import pytest

from coaching.advise import (
    Options,
    assess,
    assess_before,
    fit_rule,
    kpi_trends,
    load_playbook,
    summarize,
    tips_for,
)
from coaching.metrics import OwnRule
from coaching.tables import Tables, conform
from tests.build import deals, goals, lost, tables, team, waiting, won

#: At work all year, not only since the first event of the data.
SINCE_LONG = conform(pd.DataFrame({"rep": ["Sara", "Omar"], "started_on": ["2020-01-01"] * 2}), "reps")
YEAR = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 12, 31), "as_of": dt.date(2026, 12, 31)}


def codes(found) -> list[str]:
    return [one.code for one in found]


def test_the_period_is_all_there_is_unless_chosen() -> None:
    found = assess(tables(deals(won(first="2026-01-05", on="2026-02-01"), won(first="2026-03-01", on="2026-04-10"))))
    assert (found.period.start, found.period.end, found.as_of) == (
        dt.date(2026, 1, 5), dt.date(2026, 4, 10), dt.date(2026, 4, 10),
    )  # fmt: skip
    assert "as_of_from_data" in codes(found.assumptions)


def test_a_typing_error_years_ahead_does_not_move_the_as_of_date() -> None:
    frame = deals(won(on="2026-03-01"), won(on="2062-03-01"))
    found = assess(tables(frame), Options(not_after=dt.date(2026, 4, 1)))
    assert found.as_of == dt.date(2026, 4, 1)
    assert found.team.counts.won == 1


def test_tables_without_any_date_are_refused_with_a_reason() -> None:
    with pytest.raises(ValueError, match="has a date"):
        assess(Tables(deals=deals({"outcome": "open"})))


def test_the_documented_tips_come_with_each_shortfall() -> None:
    found = assess(tables(team(Sara=(10, 60, 60))), Options(goal=100_000))
    steps = {step.kpi: step for step in found.plans["Sara"].steps}
    assert set(steps) == {"next_step_ratio", "closing_ratio", "activity_gauge"}
    for key, step in steps.items():
        assert {*step.tips, *step.manager_tips} == set(tips_for(key))
        assert step.tips
        assert all(not load_playbook()[tip].for_manager for tip in step.tips)
        assert all(load_playbook()[tip].for_manager for tip in step.manager_tips)


def test_tips_on_the_ratio_of_conversations_come_only_where_that_ratio_is_low() -> None:
    """A rep with few conversations is not told to train the words of a call that goes well."""
    few, low, unknown = (tips_for("activity_gauge", causes=causes) for causes in ({"count"}, {"ratio"}, None))
    assert "activity.sell_the_meeting" in low and "activity.sell_the_meeting" not in few
    assert "activity.train_the_call" in few
    assert set(few) < set(unknown) == set(low)


def test_what_an_aim_is_worth_is_worked_out_by_hand() -> None:
    """52 weeks, 104 appointments of 1,000: 2 a week x 0.5 x 0.5 x 1,000 = 500 a week.

    The aim lies half of the way from 50 to 65 %: the square root of 0.5 x 0.65, 57 %. 2 x 0.57 x 0.5 x 1,000 = 570.
    """
    frame = team(Sara=(26, 26, 52))
    period = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 12, 30), "as_of": dt.date(2026, 12, 30)}
    found = assess(tables(frame, reps=SINCE_LONG), Options(**period, goal=1_000.0, goal_period="month"))
    steps = {step.kpi: step for step in found.plans["Sara"].steps}
    assert (steps["next_step_ratio"].aim, steps["next_step_ratio"].target) == (0.57, 0.65)
    assert steps["next_step_ratio"].weekly_gain == pytest.approx(70)
    assert steps["closing_ratio"].weekly_gain == pytest.approx(70)
    weekly = 1_000 * 12 / 52
    assert found.card("Sara").marks["magic_number"].value == pytest.approx(weekly / 250)
    assert steps["next_step_ratio"].magic_number_after == pytest.approx(weekly / (1000 * 0.57 * 0.5))


def test_appointments_are_aimed_at_the_magic_number_half_of_the_way() -> None:
    """52 appointments in 52 weeks, worth 40/52 of 1,000 each; 3,000 a week ask for 3.9 a week: aim for 2.0."""
    frame = team(Sara=(40, 6, 6))
    period = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 12, 30), "as_of": dt.date(2026, 12, 30)}
    found = assess(tables(frame, reps=SINCE_LONG), Options(**period, goal=52_000 * 3, goal_period="year"))
    (step,) = found.plans["Sara"].steps
    assert step.kpi == "activity_gauge"
    assert (step.target_a_week, step.aim_a_week) == (pytest.approx(3.9), 2.0)
    assert (step.target, step.aim) == (pytest.approx(1), pytest.approx(2 / 3.9))
    assert step.weekly_gain == pytest.approx(40 * 1000 / 52)


def test_appointments_that_suffice_once_the_ratio_is_mended_are_no_step() -> None:
    """At 65 % of next steps the goal asks for fewer appointments than are held: it solves itself."""
    frame = team(Sara=(20, 5, 75), Omar=(70, 10, 20), Lina=(70, 10, 20))
    found = assess(tables(frame), Options(goal=30_000, goal_period="month"))
    card, plan = found.card("Sara"), found.plans["Sara"]
    assert card.marks["activity_gauge"].status in ("below", "watch")
    assert [step.kpi for step in plan.steps] == ["next_step_ratio"]
    assert plan.solves_itself


def test_a_plan_begins_with_the_skill_that_is_weak_and_not_with_the_goal_that_it_costs() -> None:
    rows = {f"rep {n}": (42, 18, 40) for n in range(7)}
    weak = team(**rows, Weak=(14, 46, 40))
    for goal in (3_000, 5_000):
        assert assess(tables(weak), Options(goal=goal)).plans["Weak"].steps[0].kpi == "closing_ratio"


def test_small_sales_come_into_the_plan_without_breaking_their_rule() -> None:
    """A third below the colleagues breaks no rule (40 %), and is credible on forty deals."""
    sales = {f"rep {n}": (900.0, 1100.0) for n in range(6)} | {"Weak": (600.0, 740.0)}
    frame = deals(*[won(amount, rep=rep) for rep, both in sales.items() for amount in both * 20],
                  *[lost("next_step", rep=rep) for rep in sales for _ in range(10)])  # fmt: skip
    found = assess(tables(frame))
    assert found.card("Weak").marks["average_sale"].status == "on_target"
    (step,) = [step for step in found.plans["Weak"].steps if step.kpi == "average_sale"]
    assert step.status == "below_peers"
    assert step.target == pytest.approx(1000)
    assert "average_sale" not in {step.kpi for step in found.plans["rep 0"].steps if step.status != "first_look"}


def test_a_weak_rep_is_never_told_that_all_is_well() -> None:
    """All rules are kept and nothing differs credibly: the widest gap is named, unflagged."""
    found = assess(tables(team(a=(60, 20, 20), b=(60, 20, 20), Weak=(52, 24, 24), c=(62, 19, 19))))
    (step,) = found.plans["Weak"].steps
    assert step.status == "first_look"
    assert step.kpi in ("next_step_ratio", "closing_ratio")
    assert found.card("Weak").marks[step.kpi].status == "on_target"


def test_what_is_not_below_the_colleagues_and_keeps_its_rule_goes_well() -> None:
    found = assess(tables(team(a=(90, 5, 5), b=(90, 5, 5), c=(80, 10, 10), d=(90, 5, 5))))
    assert "next_step_ratio" in found.plans["a"].strengths
    assert found.card("c").marks["next_step_ratio"].status == "on_target"
    assert "next_step_ratio" not in found.plans["c"].strengths


def test_whom_to_talk_to_are_three_at_most_the_largest_likely_gap_first() -> None:
    found = assess(
        tables(team(a=(60, 20, 20), b=(60, 20, 20), c=(60, 20, 20), d=(50, 30, 20), e=(10, 40, 50), f=(30, 50, 20)))
    )
    assert [talk.rep for talk in found.talks][:2] == ["e", "f"]
    assert len(found.talks) <= 3
    assert all(talk.weekly_gap > 0 for talk in found.talks)


def test_whom_to_talk_to_is_told_of_a_team_that_records_no_amounts() -> None:
    """Without money the gap is counted in won deals: the weak come first, and not whoever is first by name."""
    frame = team(a=(60, 20, 20), b=(60, 20, 20), c=(60, 20, 20), e=(10, 40, 50), f=(30, 50, 20)).assign(amount=None)
    found = assess(tables(frame))
    assert [talk.rep for talk in found.talks][:2] == ["e", "f"]
    assert found.team.counts.won and found.team.counts.known_revenue is None


def test_new_reps_get_a_plan_of_their_own_and_those_who_left_none() -> None:
    rows = [won(rep=rep, first=f"2026-{month:02}-10", on=f"2026-{month:02}-20")
            for rep in ("a", "b", "c") for month in range(1, 13) for _ in range(3)]  # fmt: skip
    listed = conform(pd.DataFrame({"rep": ["Hal", "Gone"], "started_on": ["2026-12-03", None],
                                   "left_on": [None, "2026-06-30"]}), "reps")  # fmt: skip
    frame = deals(*rows, *[won(rep="Hal", first="2026-12-10", on="2026-12-20")] * 3, *[lost(rep="Gone")] * 20)
    found = assess(tables(frame, reps=listed), Options(**YEAR))
    new, gone = found.plans["Hal"], found.plans["Gone"]
    assert (new.standing, new.steps, gone.standing, gone.steps) == ("new", (), "left", ())
    assert new.newcomer.week == 5
    assert new.newcomer.weeks_until_enough == 10  # three of ten trials in four weeks: seven more take 9.3
    assert new.newcomer.on_the_way is True
    assert gone.newcomer is None
    assert {card.rank for card in found.reps if card.rep in ("Hal", "Gone")} == {None}
    assert not {talk.rep for talk in found.talks} & {"Hal", "Gone"}


def test_weights_that_were_stored_no_longer_act_and_it_says_so() -> None:
    frame = tables(team(a=(60, 20, 20), b=(40, 30, 30), c=(50, 25, 25)))
    weighed = assess(frame, Options(rules=(OwnRule("closing_ratio", weight=5.0),)))
    plain = assess(frame)
    assert [card.score for card in weighed.reps] == [card.score for card in plain.reps]
    assert "weights_no_longer_act" in codes(weighed.assumptions)
    assert "weights_no_longer_act" not in codes(plain.assumptions)


def test_the_win_rate_is_coached_only_where_the_two_ratios_cannot_be_told() -> None:
    hidden = {"outcome": "lost", "gate": None, "gate_shown": False, "first_appointment_on": "2026-02-01"}
    blind = assess(tables(deals(*[won(gate_shown=False)] * 5, *[hidden] * 45)))
    seen = assess(tables(team(Sara=(5, 20, 25))))
    assert [step.kpi for step in blind.plans["Sara"].steps] == ["win_rate"]
    assert "win_rate" not in [step.kpi for step in seen.plans["Sara"].steps]


def test_strengths_are_named_only_with_evidence() -> None:
    found = assess(tables(team(Sara=(90, 5, 5), New=(3, 0, 0))))
    assert "next_step_ratio" in found.plans["Sara"].strengths
    assert found.plans["New"].strengths == ()


def test_a_rep_with_nothing_gets_a_plan_without_steps() -> None:
    found = assess(tables(deals(won(rep="Omar"), waiting("conversation", first=None, rep="Sara"))))
    assert found.plans["Sara"].steps == ()
    assert found.card("Sara").score is None


def test_an_uploaded_goal_wins_over_the_typed_one() -> None:
    rows = goals(
        {"rep": "Sara", "goal_from": "2026-01-01", "goal_to": "2026-12-31", "goal_period": "year", "amount": 520_000}
    )
    both = team(Sara=(5, 1, 1), Omar=(5, 1, 1))
    found = assess(tables(both, goals=rows, reps=SINCE_LONG), Options(**YEAR, goal=1_000))
    assert found.card("Sara").goal.weekly == pytest.approx(10_000)
    assert found.card("Sara").goal.in_period == pytest.approx(520_000)
    assert found.card("Omar").goal.weekly == pytest.approx(12_000 / 52)
    assert found.card("Omar").goal.in_period == pytest.approx(12_000)


def test_goals_of_two_units_are_not_added() -> None:
    rows = goals(
        {"rep": "Sara", "goal_from": "2026-01-01", "goal_to": "2026-12-31", "goal_period": "year", "amount": 120_000},
        *(
            {
                "rep": "Sara",
                "goal_from": f"2026-{month:02}-01",
                "goal_to": f"2026-{month:02}-28",
                "goal_period": "month",
                "amount": 10_000,
            }
            for month in range(1, 13)
        ),
    )
    found = assess(tables(team(Sara=(5, 1, 1)), goals=rows), Options(**YEAR))
    assert found.card("Sara").goal.weekly == pytest.approx(120_000 / 52)


def test_the_last_goal_stands_in_for_a_period_without_one() -> None:
    rows = goals(
        {"rep": "Sara", "goal_from": "2025-12-01", "goal_to": "2025-12-31", "goal_period": "month", "amount": 5_200}
    )
    found = assess(tables(team(Sara=(5, 1, 1)), goals=rows), Options(**YEAR))
    assert found.card("Sara").goal.weekly == pytest.approx(1_200)
    assert "goal_outside_period" in codes(found.assumptions)


def test_the_most_frequent_currency_is_taken_and_said() -> None:
    frame = deals(won(100.0, currency="SAR"), won(100.0, currency="SAR"), won(70.0, currency="USD"))
    found = assess(tables(frame))
    assert (found.currency, found.team.counts.revenue) == ("SAR", 200)
    (note,) = [one for one in found.assumptions if one.code == "currency_picked"]
    assert note.values == {"currency": "SAR", "others": "USD", "deals": 1}


def test_stale_deals_are_pointed_out_and_stay_in_the_counts() -> None:
    wins = [won(first="2026-01-01", on="2026-01-11")] * 10
    frame = deals(*wins, waiting(first="2026-01-01"), waiting(first="2026-02-20"))
    found = assess(tables(frame), Options(as_of=dt.date(2026, 3, 1)))
    assert found.card("Sara").counts.stale == 1  # open for 59 days against a limit of 2 x 10; the other for 9
    assert found.card("Sara").counts.open_first_appointments == 2
    assert "stale_deals" in codes(found.findings)


def test_a_weakness_of_most_reps_is_a_finding_about_the_team() -> None:
    frame = team(a=(5, 5, 40), b=(5, 5, 40), c=(5, 5, 40), d=(50, 5, 5))
    found = [one.values for one in assess(tables(frame)).findings if one.code == "most_miss_kpi"]
    assert {"kpi": "next_step_ratio", "count": 3, "of": 4} in found


def test_reps_known_only_from_activities_are_on_the_board() -> None:
    rows = conform(pd.DataFrame([{"rep": "Noor", "kind": "conversation", "happened_on": "2026-02-02"}]), "activities")
    assert {card.rep for card in assess(tables(deals(won()), activities=rows)).reps} == {"Noor", "Sara"}


def test_a_loss_alone_gives_no_score() -> None:
    card = assess(tables(deals(lost()))).card("Sara")
    assert card.score is None
    assert card.marks["average_sale"].reason.code == "no_wins"


def test_given_rates_make_other_currencies_addable() -> None:
    frame = deals(won(100.0, currency="SAR"), won(100.0, currency="USD"), won(9.0, currency="EUR"))
    found = assess(tables(frame), Options(currency="SAR", rates={"USD": 3.75}))
    assert found.team.counts.revenue == pytest.approx(475)
    (note,) = [one for one in found.assumptions if one.code == "currency_picked"]
    assert note.values["others"] == "EUR"


def test_who_sells_in_another_currency_is_not_judged_as_if_nothing_was_sold() -> None:
    """Zoe's dollars cannot be added: no score, no place, no goal missed. A part left out makes revenue no whole."""
    sold = {"Ann": "SAR", "Bob": "SAR", "Cid": "SAR", "Zoe": "USD"}
    rows = [won(100.0 + n, rep=rep, currency=code) for rep, code in sold.items() for n in range(12)]
    rows += [won(50.0, rep="Cid", currency="EUR")] * 3 + [lost(rep=rep) for rep in sold for _ in range(4)]
    found = assess(tables(deals(*rows)), Options(goal=1_000.0))
    zoe, cid, ann = (found.card(rep) for rep in ("Zoe", "Cid", "Ann"))
    assert zoe.counts.known_revenue is None and ann.counts.known_revenue
    assert (zoe.score, zoe.rank, zoe.skill) == (None, None, None) and ann.score is not None and cid.score is not None
    for key in ("average_sale", "magic_number", "activity_gauge", "goal_attainment"):
        assert zoe.marks[key].value is None and zoe.marks[key].status in (None, "no_data"), key
    assert zoe.marks["goal_attainment"].reason.code == "amounts_in_other_currency"
    assert all(step.weekly_gain is None for step in found.plans["Zoe"].steps)
    assert "Zoe" not in {talk.rep for talk in found.talks}
    assert cid.marks["goal_attainment"].reason.code == "revenue_in_other_currency"
    assert cid.marks["average_sale"].value is not None and ann.marks["goal_attainment"].value is not None
    rated = assess(tables(deals(*rows)), Options(goal=1_000.0, currency="SAR", rates={"USD": 3.75, "EUR": 4.0}))
    assert all(card.rank and card.marks["goal_attainment"].value for card in rated.reps)
    assert {"others": "EUR, USD", "currency": "SAR"} in [note.values for note in rated.assumptions]


def test_the_period_before_stands_beside_this_one() -> None:
    frame = deals(won(on="2026-02-10"), lost(on="2026-03-10"), won(on="2026-03-11"), won(on="2026-03-12"))
    options = Options(start=dt.date(2026, 3, 1), end=dt.date(2026, 3, 31), as_of=dt.date(2026, 3, 31))
    now = assess(tables(frame), options)
    before = assess_before(tables(frame), options, now)
    assert (before.period.start, before.period.end) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert (now.team.counts.won, before.team.counts.won) == (2, 1)


def test_where_wins_bunch_the_period_before_is_the_like_month_of_a_quarter() -> None:
    """March against February would be up at every quarter's end, and everybody most improved."""
    rows = []
    for month in range(1, 13):
        good = month % 3 == 0
        on = f"2025-{month:02}-20"
        rows += [won(on=on, first="2025-01-01")] * (18 if good else 8) + [lost(on=on, first="2025-01-01")] * (
            4 if good else 14
        )
    frame = tables(deals(*rows))
    december = Options(start=dt.date(2025, 12, 1), end=dt.date(2025, 12, 31), as_of=dt.date(2025, 12, 31))
    before = assess_before(frame, december, assess(frame, december))
    assert (before.period.start, before.period.end) == (dt.date(2025, 9, 1), dt.date(2025, 9, 30))


def test_there_is_nothing_before_all_there_is() -> None:
    frame = tables(deals(won()))
    assert assess_before(frame, Options(), assess(frame)) is None
    early = Options(start=dt.date(2026, 2, 1), end=dt.date(2026, 2, 28), as_of=dt.date(2026, 2, 28))
    assert assess_before(frame, early, assess(frame, early)) is None


def test_the_course_of_a_kpi_adds_up_to_the_period() -> None:
    frame = tables(deals(won(on="2026-02-10"), lost(on="2026-03-10"), won(on="2026-03-11")))
    points = kpi_trends(frame, assess(frame))["Sara"]["win_rate"]
    assert [(p.start.month, p.figure.numerator, p.figure.denominator) for p in points] == [(2, 1, 1), (3, 1, 2)]


@dataclass(frozen=True)
class InBatches:
    """Deals that are read a few at a time, as from files larger than memory."""

    frame: pd.DataFrame
    size: int

    def batches(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        for start in range(0, len(self.frame), self.size):
            yield self.frame.iloc[start : start + self.size][list(columns)].reset_index(drop=True)


@pytest.mark.parametrize("size", [1_000, 37])
def test_deals_that_come_in_batches_give_the_same_assessment(size: int) -> None:
    frame = team(Sara=(10, 20, 30), Omar=(40, 10, 10), Lina=(20, 20, 20))
    frame["currency"] = pd.Categorical(["SAR", "USD"] * (len(frame) // 2))
    options = Options(goal=10_000, currency="SAR", rates={"USD": 3.75})
    here = assess(tables(frame), options)
    assert assess(tables(InBatches(frame, size)), options) == here


def test_a_team_is_held_to_its_own_rules() -> None:
    frame = deals(
        *[{**deal, "rep": rep, "team": side} for rep, side in (("A", "North"), ("B", "South"))
          for deal in [won()] * 60 + [lost("next_step")] * 40 + [lost()] * 40]
    )  # fmt: skip
    own = (OwnRule("closing_ratio", 0.5, team="South"), OwnRule("closing_ratio", 0.9))
    found = assess(tables(frame), Options(rules=own, peers_by="all"))
    north, south = (found.card(rep).marks["closing_ratio"] for rep in "AB")
    assert (north.target, north.status) == (0.9, "below")
    assert (south.target, south.status) == (0.5, "on_target")
    assert "closing_ratio" in {step.kpi for step in found.plans["A"].steps}
    assert "closing_ratio" not in {step.kpi for step in found.plans["B"].steps if step.status != "first_look"}
    assert found.card("B").rules_met.met > found.card("A").rules_met.met
    assert found.kpis["closing_ratio"].rule.threshold == 0.9


def test_goals_and_activity_go_by_the_days_at_work() -> None:
    """A rep who came in December is not measured against a year, and an uploaded goal is not stretched to before."""
    rows = goals(
        {"rep": "Hal", "goal_from": "2026-12-01", "goal_to": "2026-12-31", "goal_period": "month", "amount": 3_100}
    )
    newcomer = [won(rep="Hal", first="2026-12-15", on="2026-12-20")] * 3
    old = [won(rep=rep, first="2026-01-01", on="2026-12-30") for rep in ("Sara", "Omar")]
    old.append(lost(rep="Sara", first="2026-01-01", on="2026-11-30"))
    listed = conform(pd.DataFrame({"rep": ["Hal"], "started_on": ["2026-12-11"]}), "reps")
    found = assess(
        tables(deals(*newcomer, *old), goals=rows, reps=listed), Options(**YEAR, goal=36_500, goal_period="year")
    )
    card = found.card("Hal")
    assert card.goal.in_period == pytest.approx(2_100)
    assert card.marks["activity_gauge"].figure.numerator == pytest.approx(3 / 3)
    assert card.at_work.standing == "new"
    assert found.team.goal.in_period == pytest.approx(2_100 + 2 * 36_500)


def test_who_was_not_at_work_in_the_period_has_no_goal_and_a_reason() -> None:
    listed = conform(pd.DataFrame({"rep": ["Sara"], "left_on": ["2025-06-30"]}), "reps")
    found = assess(tables(team(Sara=(5, 1, 1), Omar=(5, 1, 1)), reps=listed), Options(**YEAR, goal=1_000))
    assert found.card("Sara").goal is None
    assert found.card("Sara").marks["goal_attainment"].reason.code == "not_at_work"
    assert found.team.goal is not None


def test_a_ratio_rule_that_most_reps_break_offers_the_median_as_the_teams_own() -> None:
    frame = team(Sara=(20, 20, 10), Omar=(20, 24, 10), Lina=(20, 28, 10), Noor=(20, 32, 10))
    found = next(one for one in assess(tables(frame)).findings if one.code == "rule_unfit")
    assert found.values["kpi"] == "closing_ratio"
    assert fit_rule(found) == OwnRule("closing_ratio", 0.44)
    assert found.values["median_ratio"] == pytest.approx((20 / 44 + 20 / 48) / 2)
    fitted = assess(tables(frame), Options(rules=(fit_rule(found),)))
    assert "rule_unfit" not in [one.code for one in fitted.findings if one.values.get("kpi") == "closing_ratio"]


def test_a_goal_that_most_reps_miss_is_no_rule_to_move() -> None:
    frame = team(Sara=(40, 5, 5), Omar=(40, 5, 5), Lina=(40, 5, 5))
    found = assess(tables(frame), Options(goal=1_000_000.0, goal_period="month")).findings
    assert "rule_unfit" not in [one.code for one in found]


def test_the_currency_offered_first_is_the_one_of_the_figures() -> None:
    open_deals = [waiting(amount=100.0, currency="USD") for _ in range(5)]
    data = tables(deals(*open_deals, won(currency="SAR"), won(currency="SAR"), won(currency="AED")))
    summary = summarize(data, dt.date(2026, 6, 1))
    assert summary is not None
    assert summary.currencies == ("SAR", "AED", "USD")
    assert assess(data, Options()).currency == summary.currencies[0]
