"""The measures taken of deals from their facts: which deals count, on which day, and in which sums."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coaching.metrics.model import Period
from coaching.metrics.tallies.encode import MONEY_UNITS
from coaching.metrics.tallies.facts import Facts

#: What is added up per rep, product and week of the event. ``gate_*`` and ``closings_*`` are the trials of
#: the two ratios; amount sums are over the deals won. ``known_appointments`` leaves out first appointments for which
#: nothing speaks but the day on which the deal was created.
CLOSE_SUMS = (
    "gate_failed", "closings_won", "closings_lost", "won", "lost", "won_from_first", "lost_from_first",
    "ungated_losses",
    "revenue", "revenue_squares", "deals_with_amount", "won_without_amount", "won_in_other_currency",
    "outliers", "outlier_revenue", "outlier_squares",
    "cycles", "cycle_days", "cycle_squares",
)  # fmt: skip
DEAL_SUMS = ("first_appointments", "known_appointments", "next_steps_passed", "gate_passed", *CLOSE_SUMS)
EVENT_SUMS = (
    *DEAL_SUMS,
    "conversations", "appointments_set", "appointments_held",
)  # fmt: skip

#: How far the first appointments held in the period have come.
COHORT_SUMS = (
    "first_appointments", "next_steps", "won", "lost", "lost_before_next_step",
    "lost_after_next_step", "ungated", "pending_next_step", "pending_closing",
)  # fmt: skip

#: The state of the deals on the as-of date, and the losses of any period.
STANDING_SUMS = (
    "open", "discarded", "open_first_appointments", "pending_next_step", "pending_closing", "undated",
    "ever_lost", "ever_lost_early", "ever_lost_late",
)  # fmt: skip

DURATION_SUMS = ("won", "censored_lost", "censored_open")


@dataclass(frozen=True)
class Measure:
    """A selection of the deals, and the amount that each of them adds to each sum.

    Attributes
    ----------
    rows : array of int
        The places of the deals.
    number : array of int
        What the sums are kept by besides rep and product, one a deal of ``rows``: a day, or a number of days.
    counts : mapping of sum to array of bool
        Which of the deals are counted; a shared deal counts by the rep's part of it.
    amounts : mapping of sum to array of float
        What is added up as it is: money (thousandths; their squares in millionths) that already is the rep's part.
    days : mapping of sum to array of float
        Days and their squares, added up by the rep's part.
    """

    rows: np.ndarray
    number: np.ndarray
    counts: Mapping[str, np.ndarray]
    amounts: Mapping[str, np.ndarray]
    days: Mapping[str, np.ndarray]

    def sums(self, weight: np.ndarray | None) -> dict[str, np.ndarray]:
        """Return the amount that each deal adds to each sum; flags if no deal is shared."""
        if weight is None:
            return {**self.counts, **self.amounts, **self.days}
        part = weight[self.rows]
        weighted = {name: values * part for name, values in {**self.counts, **self.days}.items()}
        return {**weighted, **self.amounts}


def events(facts: Facts, period: Period, outlier_above: float | None = None) -> list[Measure]:
    """Return the events of the period: first appointments, next steps, wins and losses.

    A won amount above ``outlier_above`` is an outlier; None if there are no outliers.
    """
    firsts = np.flatnonzero(facts.had_first & within(facts.first_on, period))
    steps = np.flatnonzero(facts.had_next & within(facts.next_on, period))
    all_first, all_steps = np.ones(len(firsts), bool), np.ones(len(steps), bool)
    gated, stands_in = facts.gated[steps], facts.deals.created_stands_in
    return [
        Measure(
            firsts,
            facts.first_on[firsts],
            {"first_appointments": all_first, "known_appointments": (~stands_in | facts.gated)[firsts]},
            {},
            {},
        ),
        Measure(steps, facts.next_on[steps], {"next_steps_passed": all_steps, "gate_passed": gated}, {}, {}),
        _closings(facts, period, outlier_above),
    ]


def _closings(facts: Facts, period: Period, outlier_above: float | None) -> Measure:
    above = math.inf if outlier_above is None else math.floor(outlier_above * MONEY_UNITS + 0.5)
    rows = np.flatnonzero((facts.is_won | facts.is_lost) & within(facts.closed_on, period))
    won, closed_on = facts.is_won[rows], facts.closed_on[rows]
    gated, had_first, had_next = facts.gated[rows], facts.had_first[rows], facts.had_next[rows]
    has_amount, priced = facts.has_amount[rows], facts.priced[rows]
    lost, lost_gated = ~won, ~won & gated
    in_cycle, counted = won & facts.dated_cycle[rows], won & priced
    days = np.where(in_cycle, closed_on - facts.first_on[rows], 0).astype(float)
    whole = np.where(counted, facts.money[rows], 0.0)
    money = whole if facts.weight is None else np.floor(whole * facts.weight[rows] + 0.5)
    squares = money * whole
    outlier = whole > above
    return Measure(
        rows,
        closed_on,
        counts={
            "gate_failed": lost_gated & had_first & ~had_next,
            "closings_won": won & gated,
            "closings_lost": lost_gated & had_next,
            "won": won,
            "lost": lost,
            "won_from_first": won,
            "lost_from_first": lost & had_first,
            "ungated_losses": lost & ~gated,
            "deals_with_amount": counted,
            "won_without_amount": won & ~has_amount,
            "won_in_other_currency": won & has_amount & ~priced,
            "outliers": outlier,
            "cycles": in_cycle,
        },
        amounts={
            "revenue": money,
            "revenue_squares": squares,
            "outlier_revenue": np.where(outlier, money, 0.0),
            "outlier_squares": np.where(outlier, squares, 0.0),
        },
        days={"cycle_days": days, "cycle_squares": days * days},
    )


def durations(facts: Facts, period: Period) -> Measure:
    """Return the days from first appointment to the win or loss of closed deals, and to the as-of date of open ones."""
    closed = (facts.is_won | facts.is_lost) & facts.dated_cycle & within(facts.closed_on, period)
    rows = np.flatnonzero(facts.had_first & (closed | (facts.is_open & facts.first_known)))
    is_open = facts.is_open[rows]
    until = np.where(is_open, facts.as_of.toordinal(), facts.closed_on[rows])
    counts = {"won": facts.is_won[rows], "censored_lost": facts.is_lost[rows], "censored_open": is_open}
    return Measure(rows, until - facts.first_on[rows], counts, {}, {})


def standing(facts: Facts, period: Period) -> Measure:
    """Return the state of the deals as of the date, and how far the period's first appointments came (``cohort_``)."""
    cohort = facts.had_first & within(facts.first_on, period)
    waiting, early = facts.is_open & facts.had_first, ~facts.had_next
    lost = cohort & facts.is_lost
    lost_gated, pending = lost & facts.gated, cohort & facts.is_open
    ever_lost_gated = facts.ever_lost & facts.gated
    counts = {
        "cohort_first_appointments": cohort,
        "cohort_next_steps": cohort & facts.had_next,
        "cohort_won": cohort & facts.is_won,
        "cohort_lost": lost,
        "cohort_lost_before_next_step": lost_gated & early,
        "cohort_lost_after_next_step": lost_gated & facts.had_next,
        "cohort_ungated": lost & ~facts.gated,
        "cohort_pending_next_step": pending & early,
        "cohort_pending_closing": pending & facts.had_next,
        "open": facts.is_open,
        "discarded": facts.is_discarded,
        "open_first_appointments": waiting,
        "pending_next_step": waiting & early,
        "pending_closing": waiting & facts.had_next,
        "undated": (facts.is_won | facts.is_lost) & (facts.closed_on == 0),
        "ever_lost": facts.ever_lost,
        "ever_lost_early": ever_lost_gated & ~facts.reached_next,
        "ever_lost_late": ever_lost_gated & facts.reached_next,
    }
    rows = np.arange(len(facts))
    return Measure(rows, np.zeros(len(rows), np.int32), counts, {}, {})


def within(days: np.ndarray, period: Period) -> np.ndarray:
    """Return which days (ordinals) lie in the period; a period of all data includes unknown days (0)."""
    if period.whole:
        return days >= 0
    return (days >= period.start.toordinal()) & (days <= period.end.toordinal())
