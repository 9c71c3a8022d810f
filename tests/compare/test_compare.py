"""Judging a KPI: rule, peers, evidence. Golden cases derived by hand."""

import math

import pytest

from coaching.compare import compare, peer_groups, pooled_others
from coaching.metrics import FEWEST_DEALS, Figure, Goal, Goals, OwnRule, load_kpis, tally, with_rules
from coaching.tables import empty
from tests.build import AS_OF, EVER, deals, lost, measured, team, won

KPIS = load_kpis()


def cards(frame, groups=None, goals=None, kpis=KPIS, mix=False):
    whole, reps = measured(frame)
    tallies = tally(frame, EVER, AS_OF) if mix else None
    goals = Goals(None, {}) if goals is None else goals
    groups = groups or dict.fromkeys(reps)
    head, found = compare(whole, reps, kpis, groups, goals, EVER, tallies)
    return head, {card.rep: card for card in found}


def mark(frame, rep: str, key: str, **more):
    return cards(frame, **more)[1][rep].marks[key]


def test_a_clear_shortfall_is_below() -> None:
    frame = team(Sara=(10, 10, 60), Omar=(60, 10, 10), Lina=(50, 15, 15))
    found = mark(frame, "Sara", "next_step_ratio")
    assert (found.figure.numerator, found.figure.denominator) == (20, 80)
    assert found.status == "below"
    assert found.breaks_rule_probability > 0.99
    assert (found.rule, found.target) == (0.65, 0.65)


def test_a_thin_shortfall_is_only_watched() -> None:
    assert mark(team(Sara=(6, 0, 4), Omar=(70, 10, 20), Lina=(70, 10, 20)), "Sara", "next_step_ratio").status == "watch"


def test_fewer_than_ten_trials_are_never_below() -> None:
    found = mark(team(Sara=(0, 0, 9), Omar=(1, 0, 40), Lina=(1, 0, 40)), "Sara", "next_step_ratio")
    assert found.breaks_rule_probability > 0.8
    assert found.status == "watch"
    assert found.low_certainty


def test_exactly_on_the_rule_is_on_target() -> None:
    assert mark(team(Sara=(65, 0, 35)), "Sara", "next_step_ratio").status == "on_target"


def test_the_win_rate_is_held_against_the_product_of_both_rules() -> None:
    assert mark(team(Sara=(1, 0, 0)), "Sara", "win_rate").target == pytest.approx(0.4225)


def test_forty_percent_below_the_peers_is_a_flag_and_less_is_none() -> None:
    def frame(amount):
        rows = [won(10_000.0, rep=rep) for rep in ("Omar", "Lina", "Noor") for _ in range(20)]
        return deals(*rows, *[won(amount, rep="Sara")] * 20)

    at, above = (mark(frame(amount), "Sara", "average_sale") for amount in (6_000.0, 6_100.0))
    assert at.peer_average == 10_000
    assert at.peer_gap == pytest.approx(-0.40)
    assert at.status in ("below", "watch")
    assert above.status == "on_target"


def test_a_cycle_is_judged_the_other_way_round() -> None:
    def frame(last):
        peers = [won(rep=rep, first="2026-01-01", on="2026-02-10") for rep in ("Omar", "Lina") for _ in range(12)]
        return deals(*peers, *[won(rep="Sara", first="2026-01-01", on=last)] * 12)

    long = mark(frame("2026-02-22"), "Sara", "sales_cycle_days")  # 52 days against 40
    short = mark(frame("2026-01-29"), "Sara", "sales_cycle_days")  # 28 days against 40
    near = mark(frame("2026-01-30"), "Sara", "sales_cycle_days")  # 29 days
    assert long.target == pytest.approx(52)
    assert long.status in ("below", "watch")
    assert short.status == "on_target"
    assert short.best_practice
    assert not near.best_practice


def test_with_one_peer_there_is_no_comparison_and_it_says_so() -> None:
    found = mark(deals(won(rep="Sara"), won(rep="Omar")), "Sara", "average_sale")
    assert found.value == 1000
    assert found.status == "no_data"
    assert found.reason.code == "too_few_peers"
    assert found.peer_average is None


def ratio(m: float, n: float) -> Figure:
    return Figure("win_rate", m / n if n else None, m, n, int(n))


def test_peers_are_the_others_of_the_same_group_added_up() -> None:
    figures = {"a": ratio(9, 10), "b": ratio(10, 20), "c": ratio(1, 10), "x": ratio(5, 50)}
    groups = {"a": "north", "b": "north", "c": "north", "x": "south"}
    peers = pooled_others(figures, groups)
    assert (peers["a"].numerator, peers["a"].denominator, peers["a"].reps) == (11, 30, 2)
    assert peers["a"].value == pytest.approx(11 / 30)
    assert peers["x"].value is None


def test_a_colleague_with_one_deal_cannot_move_the_peers() -> None:
    figures = {"a": ratio(50, 100), "b": ratio(64, 100), "new": ratio(0, 1)}
    assert pooled_others(figures, dict.fromkeys(figures))["a"].value == pytest.approx(64 / 101)


def test_fewer_than_ten_trials_of_the_peers_are_no_comparison() -> None:
    few = {"a": ratio(5, 10), "b": ratio(2, 4), "c": ratio(2, 5)}
    assert pooled_others(few, dict.fromkeys(few))["a"].value is None
    sales = {rep: Figure("average_sale", 10.0, 30.0, 3, 3) for rep in "abc"}
    assert pooled_others(sales, dict.fromkeys(sales), enough=FEWEST_DEALS)["a"].value == pytest.approx(10)


def test_who_is_new_or_has_left_is_nobodys_peer_but_has_peers() -> None:
    figures = {"a": ratio(5, 10), "b": ratio(5, 10), "c": ratio(5, 10), "new": ratio(0, 10)}
    peers = pooled_others(figures, dict.fromkeys(figures), peers={"a", "b", "c"})
    assert peers["a"].value == pytest.approx(0.5)
    assert peers["new"].denominator == 30


def test_a_rep_without_a_value_still_has_peers_to_look_at() -> None:
    figures = {"a": Figure("win_rate", None), "b": ratio(2, 10), "c": ratio(4, 10)}
    assert pooled_others(figures, dict.fromkeys("abc"))["a"].value == pytest.approx(0.3)


def test_groups_come_from_the_table_of_people_before_the_deals() -> None:
    people = empty("reps")
    frame = deals(won(rep="Sara", team="North"), won(rep="Omar", team="South"))
    assert peer_groups(["Sara", "Omar"], people, frame, None) == {"Sara": "North", "Omar": "South"}
    assert peer_groups(["Sara", "Omar"], people, frame, "all") == {"Sara": None, "Omar": None}


def test_a_lucky_newcomer_does_not_lead_the_table() -> None:
    _, found = cards(team(New=(1, 0, 0), Omar=(35, 20, 30), Lina=(25, 25, 50), Noor=(24, 26, 50)))
    assert found["New"].marks["next_step_ratio"].value == 1
    assert found["New"].marks["next_step_ratio"].estimate < 0.65
    assert found["Omar"].rank < found["New"].rank


def test_the_score_multiplies_out_against_the_group() -> None:
    """Equal but for one skill: with so many deals the estimates are all but the observed figures."""
    frame = team(Sara=(300, 300, 400), Omar=(450, 150, 400), Lina=(450, 150, 400))
    _, found = cards(frame)
    sara, omar = found["Sara"], found["Omar"]
    assert set(sara.score_factors) == {"activity", "next_step_ratio", "closing_ratio", "average_sale"}
    assert sara.score == pytest.approx(100 * math.prod(sara.score_factors.values()))
    # Closings of 50 % and 75 %, weighted by trials: a mean of two thirds.
    assert sara.score_factors["closing_ratio"] == pytest.approx(0.5 / (2 / 3), rel=0.02)
    assert omar.score_factors["closing_ratio"] == pytest.approx(0.75 / (2 / 3), rel=0.02)
    assert sara.score_factors["next_step_ratio"] == pytest.approx(1, rel=0.01)
    assert sara.skill == pytest.approx(sara.score / sara.score_factors["activity"])
    assert [card.rank for card in (omar, found["Lina"], sara)] == [1, 1, 3]


def test_with_fewer_than_three_active_reps_there_is_no_score() -> None:
    _, found = cards(team(Sara=(30, 10, 10), Omar=(20, 20, 10)))
    assert {(card.score, card.rank) for card in found.values()} == {(None, None)}


def test_a_factor_that_the_group_does_not_have_drops_out_and_is_named() -> None:
    rows = [won(None, rep=rep) for rep in ("a", "b", "c") for _ in range(12)]
    card = cards(deals(*rows, *[lost(rep=rep) for rep in ("a", "b", "c")]))[1]["a"]
    assert card.score_left_out == ("average_sale",)
    assert card.score == pytest.approx(100)


def test_where_gates_are_hidden_the_win_rate_takes_their_place() -> None:
    hidden = {"outcome": "lost", "gate": None, "gate_shown": False, "first_appointment_on": "2026-02-01"}
    rows = [row | {"rep": rep} for rep in "abc" for row in [won(gate_shown=False)] * 10 + [hidden] * 10]
    card = cards(deals(*rows))[1]["a"]
    assert set(card.score_factors) == {"activity", "win_rate", "average_sale"}


def test_rules_met_count_what_has_a_rule_and_data() -> None:
    card = cards(team(Sara=(70, 10, 20), Omar=(70, 10, 20), Lina=(70, 10, 20)))[1]["Sara"]
    # Next step 80 %, closing 87.5 %, win rate 70 %, average sale and cycle like the colleagues'; no goal is set.
    assert (card.rules_met.met, card.rules_met.of) == (5, 5)


def test_the_gauge_sets_appointments_a_week_against_the_magic_number() -> None:
    frame = team(Sara=(26, 26, 28))
    goal = Goal(weekly=1000 * 0.65 * 0.5, in_period=1)  # one appointment brings 325
    card = cards(frame, goals=Goals(None, {"Sara": goal}))[1]["Sara"]
    assert card.marks["magic_number"].value == pytest.approx(1.0)
    assert card.marks["activity_gauge"].value == pytest.approx(80 / EVER.weeks)
    assert card.marks["activity_gauge"].status == "below"


def test_without_a_goal_the_magic_number_says_what_is_missing() -> None:
    card = cards(team(Sara=(5, 1, 1)))[1]["Sara"]
    assert card.marks["magic_number"].reason.code == "no_goal"
    assert card.marks["activity_gauge"].status == "no_data"


def test_the_magic_number_rests_on_the_win_rate_where_gates_are_hidden() -> None:
    hidden = {"outcome": "lost", "gate": None, "gate_shown": False, "first_appointment_on": "2026-02-01"}
    frame = deals(*[won(gate_shown=False)] * 5, *[hidden] * 5)
    found = cards(frame, goals=Goals(None, {"Sara": Goal(500.0, 1.0)}))[1]["Sara"].marks["magic_number"]
    assert found.value == pytest.approx(500 / (0.5 * 1000))
    assert found.figure.rests_on == ("win_rate",)


def test_a_rep_without_wins_rests_on_the_estimate_and_says_so() -> None:
    frame = team(Sara=(0, 5, 5), Omar=(40, 10, 10), Lina=(30, 10, 10))
    goals = Goals(None, {"Sara": Goal(500.0, 1.0)})
    found = cards(frame, goals=goals)[1]["Sara"]
    assert found.marks["average_sale"].value is None
    assert found.marks["average_sale"].estimate == pytest.approx(1000, rel=0.01)
    assert found.marks["magic_number"].value > 0
    assert "estimate" in found.marks["magic_number"].figure.rests_on


def test_a_team_can_set_its_own_rule() -> None:
    kpis = with_rules(KPIS, [OwnRule("next_step_ratio", 0.2), OwnRule("conversation_ratio", 0.1)])
    found = mark(team(Sara=(5, 0, 5)), "Sara", "next_step_ratio", kpis=kpis)
    assert (found.target, found.status) == (0.2, "on_target")
    assert kpis["conversation_ratio"].rule.threshold == 0.1


def test_equal_reps_share_a_rank() -> None:
    _, found = cards(team(a=(8, 2, 2), b=(8, 2, 2), c=(1, 9, 9)))
    assert [found[rep].rank for rep in "abc"] == [1, 1, 3]


def test_a_rank_comes_with_the_range_the_evidence_allows() -> None:
    _, found = cards(team(a=(80, 10, 10), b=(60, 20, 30), c=(59, 20, 31), d=(5, 60, 60)))
    for card in found.values():
        assert card.rank_low <= card.rank <= card.rank_high
    assert (found["d"].rank_low, found["d"].rank_high) == (4, 4)
    assert found["b"].rank_high > found["b"].rank_low


def test_the_same_data_give_the_same_ranges() -> None:
    frame = team(a=(8, 2, 2), b=(6, 2, 4), c=(5, 5, 5))
    ranges = [[(card.rank_low, card.rank_high) for card in cards(frame)[1].values()] for _ in range(2)]
    assert ranges[0] == ranges[1]


def test_only_a_credible_difference_is_called_one() -> None:
    _, found = cards(team(a=(55, 20, 25), b=(56, 20, 24), c=(54, 20, 26), e=(55, 20, 25), d=(25, 20, 55)))
    assert found["d"].marks["win_rate"].differs == "lower"
    assert found["b"].marks["win_rate"].differs is None


def test_fewer_than_ten_trials_are_never_called_different() -> None:
    _, found = cards(team(a=(90, 5, 5), b=(90, 5, 5), c=(0, 0, 9)))
    assert found["c"].marks["win_rate"].differs is None


def test_a_rep_who_sells_only_the_hard_product_is_not_blamed_for_it() -> None:
    """By hand: the peers win 80 % of the easy and 20 % of the hard product; Sara sells only the hard one, at 20 %."""
    rows = []
    for rep in ("Omar", "Lina", "Noor"):
        rows += [won(rep=rep, product="easy")] * 40 + [lost(rep=rep, product="easy")] * 10
        rows += [won(rep=rep, product="hard")] * 2 + [lost(rep=rep, product="hard")] * 8
    rows += [won(rep="Sara", product="hard")] * 4 + [lost(rep="Sara", product="hard")] * 16
    found = mark(deals(*rows), "Sara", "win_rate", mix=True)
    assert found.peer_gap == pytest.approx(0.2 - 0.7)
    assert found.mix_expected == pytest.approx(0.2)
    assert found.mix_gap == pytest.approx(0)
    assert found.expected == found.mix_expected
    assert (found.differs, found.behind) == (None, False)


def test_products_that_are_entered_for_wins_alone_explain_no_loss() -> None:
    """All with a product are won and all without are lost: compared by product, Sara would do as well as anybody."""
    rows = []
    for rep, wins in {"Omar": 20, "Lina": 20, "Noor": 20, "Sara": 5}.items():
        rows += [won(rep=rep, product=("small", "large")[n % 2]) for n in range(wins)]
        rows += [lost(rep=rep)] * (40 - wins)
    found = mark(deals(*rows), "Sara", "win_rate", mix=True)
    assert found.mix_expected is None
    assert found.peer_gap == pytest.approx(5 / 40 - 0.5)
    assert mark(deals(*rows), "Sara", "average_sale", mix=True).mix_expected is not None


def test_small_sales_of_a_small_product_are_explained_by_the_mix() -> None:
    """By hand: everybody sells the small product at 100; the others also a large one at 1,000."""
    rows = [won(100.0, rep=rep, product="small") for rep in ("Omar", "Lina", "Sara") for _ in range(15)]
    rows += [won(1000.0, rep=rep, product="large") for rep in ("Omar", "Lina") for _ in range(15)]
    found = mark(deals(*rows), "Sara", "average_sale", mix=True)
    assert (found.peer_average, found.mix_expected) == (550, 100)
    assert found.status == "explained_by_mix"
    assert mark(deals(*rows), "Sara", "average_sale").status == "below"


def test_small_sales_in_the_own_product_are_no_matter_of_the_mix() -> None:
    rows = [won(amount, rep=rep, product="small") for rep, amount in (("Omar", 100.0), ("Lina", 110.0)) * 15]
    rows += [won(amount, rep="Sara", product="small") for amount in (40.0, 45.0) * 10]
    rows += [won(1000.0, rep=rep, product="large") for rep in ("Omar", "Lina") for _ in range(15)]
    found = mark(deals(*rows), "Sara", "average_sale", mix=True)
    assert found.mix_expected == pytest.approx(105)
    assert found.target == pytest.approx(63)
    assert found.status == "below"


def test_without_products_there_is_no_mix() -> None:
    assert mark(team(a=(5, 1, 1), b=(5, 1, 1), c=(5, 1, 1)), "a", "win_rate", mix=True).mix_gap is None


def test_the_magic_number_has_the_range_of_what_it_is_made_of() -> None:
    sales = [won(amount) for amount in (800.0, 1000.0, 1500.0, 2000.0)] * 10
    frame = deals(*sales, *[lost("next_step")] * 20, *[lost()] * 30)
    marks = cards(frame, goals=Goals(None, {"Sara": Goal(1000.0, 1.0)}))[1]["Sara"].marks
    magic = marks["magic_number"]
    made_of = [marks[key] for key in ("next_step_ratio", "closing_ratio", "average_sale")]
    spread = math.exp(math.sqrt(sum((math.log(part.high / part.low) / 2) ** 2 for part in made_of)))
    assert spread > 1.1
    assert (magic.low, magic.high) == pytest.approx((magic.value / spread, magic.value * spread))


def test_a_magic_number_on_an_estimate_has_the_range_of_the_estimate() -> None:
    goals = Goals(None, {"Sara": Goal(1000.0, 1.0)})
    frame = team(Sara=(0, 5, 5), Omar=(40, 10, 10), Lina=(30, 10, 10))
    magic = cards(frame, goals=goals)[1]["Sara"].marks["magic_number"]
    assert magic.low < magic.value < magic.high


def test_the_gauge_has_the_range_of_the_appointments_and_of_what_they_bring() -> None:
    frame = team(Sara=(26, 26, 28), Omar=(26, 26, 28), Lina=(26, 26, 28))
    marks = cards(frame, goals=Goals(None, {"Sara": Goal(500.0, 1.0)}))[1]["Sara"].marks
    gauge, magic = marks["activity_gauge"], marks["magic_number"]
    appointments = math.log(99.6 / 66.3) / 2  # Garwood's 90 % range of 80, from a table
    width = math.log(gauge.high / gauge.low) / 2
    assert width == pytest.approx(math.hypot(appointments, math.log(magic.high / magic.low) / 2), rel=0.05)
    assert width > appointments


def test_a_shortfall_that_may_be_bad_luck_with_the_ratios_is_less_sure() -> None:
    def short(factor: int):
        frame = team(Sara=(8 * factor, 8 * factor, 8 * factor))
        goal = factor * 24 / EVER.weeks * (2 / 3) * 0.5 * 1000 / 0.9  # a gauge of 90 %
        return cards(frame, goals=Goals(None, {"Sara": Goal(goal, 1.0)}))[1]["Sara"].marks["activity_gauge"]

    few, many = short(1), short(100)
    assert few.value == pytest.approx(0.9)
    assert many.value == pytest.approx(0.9)
    assert 0.5 < few.breaks_rule_probability < 0.8
    assert many.breaks_rule_probability > 0.95


def test_clumped_weeks_tell_less_of_the_appointments() -> None:
    """The same number of appointments, held on one day of the year or spread over it."""
    spread = [won(rep=rep, first=f"2026-{month:02}-{day:02}", on="2026-06-20")
              for rep in "abc" for month in range(1, 6) for day in range(1, 25, 3)]  # fmt: skip
    clumped = [won(rep=rep, first=f"2026-0{1 + place}-05", on="2026-06-20")
               for place, rep in enumerate("abc") for _ in range(40)]  # fmt: skip
    even, bunched = (cards(deals(*rows), mix=True)[1]["a"].activity for rows in (spread, clumped))
    assert even.value == pytest.approx(bunched.value)
    assert bunched.high / bunched.low > 2 * even.high / even.low


def test_weeks_in_which_everybody_holds_many_are_no_clumps_of_a_rep() -> None:
    """A season says nothing of one rep: half as many appointments as the others are still too few to be chance."""
    days = [f"2026-03-{day:02}" for day in range(2, 23)] + ["2026-04-27", "2026-05-25", "2026-06-22"]
    rows = [won(rep=rep, first=day, on="2026-06-25") for rep in "abcd" for day in days for _ in range(2)]
    rows += [won(rep="e", first=day, on="2026-06-25") for day in days]
    mark = cards(deals(*rows), mix=True)[1]["e"].activity
    assert mark.behind and mark.differs == "lower"


def test_an_amount_far_out_of_line_moves_no_figure_of_a_colleague() -> None:
    def frame(extra):
        rows = [won(1_000.0 + 10 * at, rep=rep) for rep in ("Sara", "Omar", "Lina") for at in range(20)]
        return deals(*rows, won(extra, rep="Omar"))

    def judged(extra, limit):
        whole, reps = measured(frame(extra), outlier_above=limit)
        found = compare(whole, reps, KPIS, dict.fromkeys(reps), Goals(None, {}), EVER)[1]
        return {card.rep: card.marks["average_sale"] for card in found}

    usual, slip = judged(None, None), judged(1_000_000.0, 1_190.0)
    for rep in ("Sara", "Lina"):
        before, after = usual[rep], slip[rep]
        assert (before.low, before.high) == pytest.approx((after.low, after.high))
        assert (before.estimate, before.expected) == pytest.approx((after.estimate, after.expected))
