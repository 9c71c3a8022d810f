"""Golden cases derived by hand from the definitions: which gate a deal has passed, when, and what was decided."""

import datetime as dt

import pandas as pd
import pytest

from coaching.metrics import Period, outlier_above, tally, without_outliers
from coaching.tables import conform
from tests.build import AS_OF, EVER, deals, lost, measured, one, waiting, won

FEBRUARY = Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def ratio(frame, key: str, period: Period = EVER, as_of: dt.date = AS_OF) -> tuple:
    figure = one(frame, period, as_of).figures[key]
    return figure.numerator, figure.denominator, figure.value


def test_next_step_ratio_counts_decided_trials_only() -> None:
    frame = deals(won(), lost("next_step"), lost(), waiting("next_step", next_step_on="2026-02-10"), waiting())
    assert ratio(frame, "next_step_ratio") == (3, 4, 0.75)


def test_closing_ratio_counts_decided_trials_only() -> None:
    frame = deals(won(), won(), lost("next_step"), lost(), waiting("next_step"))
    assert ratio(frame, "closing_ratio") == (2, 3, pytest.approx(2 / 3))


def test_pending_trials_stand_beside_the_ratio() -> None:
    counts = one(deals(waiting(), waiting(), waiting("next_step"), won())).counts
    assert (counts.next_steps_pending, counts.closings_pending, counts.open_first_appointments) == (2, 1, 3)


def test_a_won_deal_that_skipped_every_stage_has_passed_all_gates() -> None:
    counts = one(deals(won(gate=None))).counts
    assert (counts.first_appointments, counts.next_steps_passed, counts.won) == (1, 1, 1)


def test_a_deal_before_its_first_appointment_is_in_no_trial() -> None:
    frame = deals(waiting("conversation", first=None), lost("conversation", first=None))
    result = one(frame)
    assert result.counts.first_appointments == 0
    assert result.figures["win_rate"].value is None
    assert (result.counts.open, result.counts.lost) == (1, 1)


def test_an_ungated_loss_counts_from_the_first_appointment_and_for_neither_gate() -> None:
    frame = deals(won(), lost(), lost("next_step"), lost(None, gate_shown=False))
    assert ratio(frame, "win_rate") == (1, 4, 0.25)
    assert ratio(frame, "next_step_ratio") == (2, 3, pytest.approx(2 / 3))
    assert ratio(frame, "closing_ratio") == (1, 2, 0.5)


def test_ratios_are_not_measurable_when_no_loss_shows_its_gate() -> None:
    figures = one(deals(won(), won(), lost(None), gate_shown=False)).figures
    assert figures["next_step_ratio"].value is None
    assert figures["next_step_ratio"].reason.code == "gates_not_shown"
    assert figures["closing_ratio"].value is None
    assert figures["win_rate"].value == pytest.approx(2 / 3)


def test_a_first_appointment_alone_does_not_show_how_far_a_loss_came() -> None:
    """An export with a first-appointment date and only "Lost" as last stage must not read as 0 % next steps."""
    figures = one(deals(won(), lost("first_appointment"), gate_shown=False)).figures
    assert figures["next_step_ratio"].reason.code == "gates_not_shown"


def test_ratios_are_not_measurable_when_most_losses_hide_their_gate() -> None:
    hidden = lost(None, gate_shown=False)
    reason = one(deals(won(), lost(), hidden, hidden)).figures["next_step_ratio"].reason
    assert (reason.code, reason.values) == ("mostly_ungated", {"ungated": 2, "lost": 3})


def test_an_export_without_gates_and_without_losses_shows_no_perfect_ratio() -> None:
    assert one(deals(won(), won(), gate_shown=False)).figures["next_step_ratio"].value is None


def test_a_dated_next_step_gates_a_loss_even_when_its_stage_says_nothing() -> None:
    frame = deals(lost(None, next_step_on="2026-02-10"), won())
    assert ratio(frame, "closing_ratio") == (1, 2, 0.5)


def test_created_stands_in_for_a_first_appointment_that_is_not_mapped() -> None:
    row = {"outcome": "won", "amount": 5.0, "created_on": "2026-02-01", "closed_on": "2026-02-21", "gate": "won"}
    result = one(deals({**row, "created_stands_in": True}))
    assert result.figures["sales_cycle_days"].value == 20
    assert result.counts.first_appointments == 1


def test_created_does_not_stand_in_where_the_stage_says_it_is_too_early() -> None:
    frame = deals({"outcome": "open", "created_on": "2026-02-01", "gate": "conversation", "created_stands_in": True})
    assert one(frame).counts.first_appointments == 0


def test_a_passed_gate_without_a_date_takes_the_earliest_later_one() -> None:
    frame = deals(won(first=None, next_step_on="2026-02-20", on="2026-03-05"))
    assert one(frame, FEBRUARY).counts.first_appointments == 1
    assert one(frame, MARCH).counts.first_appointments == 0


def test_a_passed_next_step_without_any_later_date_takes_the_first_appointments() -> None:
    frame = deals(waiting("next_step", first="2026-02-03"), lost(on="2026-05-01"))
    assert ratio(frame, "next_step_ratio", FEBRUARY) == (1, 1, 1.0)


def test_a_made_up_first_date_is_in_no_cycle() -> None:
    figure = one(deals(won(first=None), won(first="2026-02-01", on="2026-02-11"))).figures["sales_cycle_days"]
    assert (figure.numerator, figure.denominator) == (10, 1)


def test_a_deal_closed_before_its_first_appointment_is_in_no_cycle() -> None:
    figure = one(deals(won(first="2026-03-10", on="2026-03-01"))).figures["sales_cycle_days"]
    assert figure.value is None
    assert figure.reason.code == "no_cycle_dates"


def test_each_gate_counts_in_the_period_of_its_own_date() -> None:
    frame = deals(won(first="2026-01-31", next_step_on="2026-02-10", on="2026-03-05"))
    february, march = one(frame, FEBRUARY).counts, one(frame, MARCH).counts
    assert (february.first_appointments, february.next_steps_passed, february.won) == (0, 1, 0)
    assert (march.first_appointments, march.next_steps_passed, march.won) == (0, 0, 1)


def test_both_ends_of_a_period_belong_to_it() -> None:
    frame = deals(won(on="2026-03-01"), won(on="2026-03-31"), won(on="2026-04-01"), won(on="2026-02-28"))
    assert one(frame, MARCH).counts.won == 2


def test_what_is_dated_after_the_as_of_date_has_not_happened() -> None:
    frame = deals(won(first="2026-02-01", next_step_on="2026-02-20", on="2026-03-05"))
    counts = one(frame, as_of=dt.date(2026, 2, 25)).counts
    assert (counts.won, counts.open, counts.closings_pending) == (0, 1, 1)


def test_a_deal_created_after_the_as_of_date_does_not_exist_yet() -> None:
    frame = deals(waiting(first="2026-05-01", created_on="2026-05-01"), waiting(first="2026-01-01"))
    assert one(frame, as_of=dt.date(2026, 2, 1)).counts.open == 1


def test_discarded_deals_are_counted_and_in_no_kpi() -> None:
    result = one(deals(won(), {"outcome": "discarded", "gate": "next_step", "first_appointment_on": "2026-02-01"}))
    assert result.counts.discarded == 1
    assert result.counts.first_appointments == 1
    assert result.figures["win_rate"].denominator == 1


def test_a_missing_amount_counts_in_every_count_and_in_no_average() -> None:
    result = one(deals(won(3000.0), won(1000.0), won(None)))
    figure = result.figures["average_sale"]
    assert (figure.numerator, figure.denominator, figure.value) == (4000, 2, 2000)
    assert (result.counts.won, result.counts.won_without_amount) == (3, 1)


def test_an_amount_of_zero_is_an_amount() -> None:
    assert one(deals(won(0.0), won(1000.0))).figures["average_sale"].value == 500


def test_currencies_are_never_added() -> None:
    frame = deals(won(100.0, currency="SAR"), won(999.0, currency="USD"), won(50.0, currency=None))
    result = one(frame, currency="SAR")
    assert result.counts.revenue == 150
    assert result.counts.won == 3


def test_undated_closings_count_only_over_all_there_is() -> None:
    frame = deals({"outcome": "won", "gate": "won", "amount": 10.0})
    assert one(frame).counts.won == 1
    assert tally(frame, MARCH, AS_OF).events["won"].sum() == 0


def test_a_zero_denominator_gives_a_reason_and_no_number() -> None:
    figures = one(deals(waiting(), waiting())).figures
    assert figures["next_step_ratio"].value is None
    assert figures["next_step_ratio"].reason.values == {"pending": 2}
    assert figures["win_rate"].reason.code == "no_closed_deals"
    assert figures["average_sale"].reason.code == "no_wins"


def test_weeks_start_on_monday() -> None:
    frame = deals(won(on="2026-03-01"), won(on="2026-03-02"))  # a Sunday and the Monday after it
    weeks = tally(frame, EVER, AS_OF).events.query("won > 0")["week"]
    assert [dt.date.fromordinal(int(week)) for week in weeks] == [dt.date(2026, 2, 23), dt.date(2026, 3, 2)]


def test_a_cohort_funnel_never_widens() -> None:
    frame = deals(won(), lost("next_step"), lost(), waiting(), waiting("next_step"), won(first=None, on="2026-02-03"))
    funnel = one(frame).funnel
    assert (funnel.first_appointments, funnel.next_steps, funnel.won) == (6, 4, 2)
    assert funnel.pending_next_step == 1
    assert funnel.lost_before_next_step + funnel.lost_after_next_step == funnel.lost == 2


def test_the_names_of_products_leave_no_trace_in_a_sum_of_money() -> None:
    amounts = (0.015, 4.175, 0.1, 0.2, 0.3)
    sums = {
        one(deals(*(won(amount, product=name) for amount, name in zip(amounts, names, strict=True)))).counts.revenue
        for names in ("abcde", "edcba", "cabed", "bdace")
    }
    assert sums == {4.79}


def test_a_ratio_that_no_loss_in_the_data_could_lower_is_not_measured() -> None:
    figures = one(deals(won(), won(), waiting("next_step"))).figures
    assert {figures[key].value for key in ("next_step_ratio", "closing_ratio", "win_rate")} == {None}
    assert figures["win_rate"].reason.code == "no_losses_shown"


def test_a_period_without_losses_shows_a_full_ratio_where_the_data_have_losses() -> None:
    frame = deals(won(on="2026-03-05"), lost(on="2026-05-01"), lost("next_step", on="2026-05-01"))
    assert ratio(frame, "win_rate", MARCH) == (1, 1, 1.0)
    assert ratio(frame, "closing_ratio", MARCH) == (1, 1, 1.0)


def test_losses_that_all_stand_at_one_gate_do_not_make_the_other_ratio_perfect() -> None:
    figures = one(deals(*[won()] * 5, *[lost("next_step")] * 12)).figures
    assert figures["next_step_ratio"].reason.code == "losses_at_one_gate"
    assert figures["closing_ratio"].value == pytest.approx(5 / 17)


def test_a_loss_counts_at_no_gate_at_which_a_like_win_would_not() -> None:
    frame = deals(*[won(gate_shown=False)] * 5, lost("next_step", gate_shown=False))
    figures = one(frame).figures
    assert figures["closing_ratio"].value is None
    assert (figures["win_rate"].numerator, figures["win_rate"].denominator) == (5, 6)


def test_a_closed_deal_is_in_the_win_rate_whatever_its_last_stage() -> None:
    early = {"gate": "conversation", "created_on": "2026-02-01", "closed_on": "2026-03-01", "created_stands_in": True}
    frame = deals({**early, "outcome": "lost"}, {**early, "outcome": "won"})
    assert ratio(frame, "win_rate") == (1, 2, 0.5)


def test_a_sheet_without_a_column_of_losses_lends_no_wins_to_the_win_rate() -> None:
    row = {"rep": "Sara", "period_from": "2026-01-01", "period_to": "2026-01-31", "won": 6}
    sheet = conform(pd.DataFrame([row]), "rep_periods")
    figures = one(deals(won(), lost()), rep_periods=sheet).figures
    assert (figures["win_rate"].numerator, figures["win_rate"].denominator) == (1, 2)
    alone = one(deals(won()).head(0), rep_periods=sheet).figures["win_rate"]
    assert (alone.value, alone.reason.code) == (None, "no_losses_shown")


def test_a_shared_deal_counts_by_its_share_in_counts_and_revenue() -> None:
    frame = deals(won(1000.0, share=0.5), won(1000.0, rep="Omar", share=0.5), lost(rep="Omar"), won(300.0, rep="Omar"))
    team, reps = measured(frame)
    assert (reps["Sara"].counts.won, reps["Sara"].counts.revenue) == (0.5, 500)
    assert (reps["Omar"].counts.won, reps["Omar"].counts.revenue) == (1.5, 800)
    assert (team.counts.won, team.counts.revenue) == (2, 1300)
    assert isinstance(team.counts.won, int)
    assert reps["Sara"].figures["average_sale"].value == 1000
    assert reps["Omar"].figures["win_rate"].value == pytest.approx(1.5 / 2.5)


def test_thirds_of_a_deal_sum_to_a_whole_one() -> None:
    frame = deals(*(won(100.0, rep=rep, share=1 / 3) for rep in ("Sara", "Omar", "Lina")))
    assert measured(frame)[0].counts.won == 1


def test_a_share_that_is_none_is_a_whole_deal() -> None:
    assert one(deals(won(share=0.0), won(share=1.5), won(share=None), won(share=-1.0))).counts.won == 4


def test_an_amount_in_another_currency_is_not_called_missing() -> None:
    counts = one(deals(won(5.0, currency="SAR"), won(None), won(7.0, currency="USD")), currency="SAR").counts
    assert (counts.won_without_amount, counts.won_in_other_currency) == (1, 1)


def test_an_outlier_stays_in_the_own_figure_and_can_be_left_out_of_those_of_others() -> None:
    frame = deals(*(won(float(amount)) for amount in (900, 1000, 1100, 1200)), won(1_000_000.0))
    sums = one(frame, outlier_above=outlier_above(frame, None)).sums
    assert one(frame).figures["average_sale"].value == pytest.approx(1_004_200 / 5)
    left = without_outliers(sums)
    assert (left["revenue"], left["deals_with_amount"]) == (4200, 4)
    assert left["revenue_squares"] == pytest.approx(900**2 + 1000**2 + 1100**2 + 1200**2)


@pytest.mark.parametrize(
    ("amounts", "above"),
    [
        ((1000, 1000, 1000, 100_000), 1000),
        ((1000, 1000, 30_000, 100_000), None),
        ((*(1000,) * 6, 1_000_000, 1_000_000), 1000),
        ((*(0,) * 6, 1000, 1100, 1200, 1300), None),
        ((1000, 1000, 1000, 15_000), None),
        ((1, 500), None),
    ],
)
def test_an_outlier_is_far_above_the_median_and_the_next(amounts: tuple, above: float | None) -> None:
    assert outlier_above(deals(*(won(float(amount)) for amount in amounts)), None) == above
