"""What is added up of the deals: which of them, by which whole number, and which sums.

Said once, in Narwhals, over the facts of ``measure.gates``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coaching.metrics.aggregate import SQUARE_PART
from coaching.metrics.either import Columns, Rows, Step, chosen, with_steps
from coaching.metrics.encode import MONEY_UNITS
from coaching.metrics.model import Period

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

#: The deals as they stand on the as-of date, and the losses of any period: what can be lost in this data at all.
STANDING_SUMS = (
    "open", "discarded", "open_first_appointments", "pending_next_step", "pending_closing", "undated",
    "ever_lost", "ever_lost_early", "ever_lost_late",
)  # fmt: skip

DURATION_SUMS = ("won", "censored_lost", "censored_open")


@dataclass(frozen=True)
class Part:
    """Some of the deals and what of them is added up, per rep, product and (where there is one) a whole number.

    Attributes
    ----------
    rows : function of columns, or None
        Which deals count; None for all.
    day, bucket : str
        The number is the column ``day`` (none if empty), or the start of its ``week`` or ``month``.
    reads : tuple of str
        The columns that the rest is made of: the others need not be carried along.
    sums : function of columns
        What is added up.
    steps : functions of columns
        Columns made one after the other of which several sums are made.
    weighted : bool
        Whether counts carry the column ``weight``, the rep's part of a shared deal. Arrays without it are of whole
        deals.
    """

    rows: Callable[[Columns], Any] | None
    day: str
    bucket: str
    reads: tuple[str, ...]
    sums: Step
    steps: tuple[Step, ...] = ()
    weighted: bool = False

    def of(self, rows: Rows, keys: Sequence[str], number: str) -> tuple[Rows, list[str]]:
        """Return the rows that count, with ``keys``, the number and what is added up, and the names of these sums."""
        weighted = self.weighted and (not isinstance(rows, dict) or "weight" in rows)
        if self.rows is not None:
            rows = chosen(rows, self.rows, (*keys, *self.reads, *(("weight",) if weighted else ())))
        rows = with_steps(rows, *self.steps, *_start_of(self.bucket, self.day, number))
        named: list[str] = []

        def renamed(on: Columns) -> Mapping[str, Any]:
            sums = {f"sum_{name}": value for name, value in self.sums(on).items()}
            if weighted:
                sums = {name: value if name in _OF_MONEY else on.part(value) for name, value in sums.items()}
            named.extend(sums)
            return sums

        rows = with_steps(rows, renamed)
        return rows, named


#: An amount that no deal has.
_MORE_THAN_ANY = 1e300

#: Sums that carry the weight already: each deal's part of the money is rounded before it is added up.
_OF_MONEY = frozenset(
    ("sum_revenue", "sum_squares_high", "sum_squares_low", "sum_outlier_revenue", "sum_outlier_squares")
)


def events(period: Period, bucket: str, outlier_above: float | None = None) -> list[Part]:
    """Return what happens to deals, each in the ``week`` or ``month`` of its own day.

    A won amount that is higher than ``outlier_above`` is an outlier; None where there is none.
    """
    above = _MORE_THAN_ANY if outlier_above is None else math.floor(outlier_above * MONEY_UNITS + 0.5)

    def outliers(on: Columns) -> Mapping[str, Any]:
        return {"_outlier": on.col("_counted") & (on.col("money") > above)}

    return [
        Part(
            lambda on: on.col("had_first") & within(on, "first_on", period),
            *("first_on", bucket, ("had_first", "first_on", "created_stands_in", "gated")),
            lambda on: {
                "first_appointments": on.col("had_first"),
                "known_appointments": on.col("had_first") & (~on.col("created_stands_in") | on.col("gated")),
            },
            weighted=True,
        ),
        Part(
            lambda on: on.col("had_next") & within(on, "next_on", period),
            *("next_on", bucket, ("had_next", "gated", "next_on")),
            lambda on: {"next_steps_passed": on.col("had_next"), "gate_passed": on.col("gated")},
            weighted=True,
        ),
        Part(
            lambda on: (on.col("is_won") | on.col("is_lost")) & within(on, "closed_on", period),
            *("closed_on", bucket),
            (
                *("is_won", "is_lost", "gated", "had_first", "had_next", "has_amount", "priced", "money"),
                *("dated_cycle", "first_on", "closed_on"),
            ),
            _closings,
            (_flags_of_closings, outliers, _numbers_of_closings, _squares),
            weighted=True,
        ),
    ]


def _flags_of_closings(on: Columns) -> Mapping[str, Any]:
    won = on.col("is_won")
    return {
        "_lost_gated": on.col("is_lost") & on.col("gated"),
        "_counted": won & on.col("priced"),
        "_in_cycle": won & on.col("dated_cycle"),
    }


def _numbers_of_closings(on: Columns) -> Mapping[str, Any]:
    return {
        "_money": on.where(on.col("_counted"), on.weighed("money"), 0.0),
        "_days": on.where(on.col("_in_cycle"), on.real(on.col("closed_on") - on.col("first_on")), 0.0),
    }


def _squares(on: Columns) -> Mapping[str, Any]:
    square = on.col("_money") * on.where(on.col("_counted"), on.col("money"), 0.0)
    return {"_square": square, "_high": on.floor(square / SQUARE_PART)}


def _closings(on: Columns) -> Mapping[str, Any]:
    won, lost, lost_gated = on.col("is_won"), on.col("is_lost"), on.col("_lost_gated")
    return {
        "gate_failed": lost_gated & on.col("had_first") & ~on.col("had_next"),
        "closings_won": won & on.col("gated"),
        "closings_lost": lost_gated & on.col("had_next"),
        "won": won,
        "lost": lost,
        "won_from_first": won,
        "lost_from_first": lost & on.col("had_first"),
        "ungated_losses": lost & ~on.col("gated"),
        "revenue": on.col("_money"),
        "squares_high": on.col("_high"),
        "squares_low": on.col("_square") - on.col("_high") * SQUARE_PART,
        "deals_with_amount": on.col("_counted"),
        "won_without_amount": won & ~on.col("has_amount"),
        "won_in_other_currency": won & on.col("has_amount") & ~on.col("priced"),
        "outliers": on.col("_outlier"),
        "outlier_revenue": on.where(on.col("_outlier"), on.col("_money"), 0.0),
        "outlier_squares": on.where(on.col("_outlier"), on.col("_square"), 0.0),
        "cycles": on.col("_in_cycle"),
        "cycle_days": on.col("_days"),
        "cycle_squares": on.col("_days") * on.col("_days"),
    }


def durations(period: Period, as_of: dt.date) -> Part:
    """Return the days from first appointment to the win or loss of closed deals, and to ``as_of`` of open ones."""

    def count(on: Columns) -> Any:
        closed = (on.col("is_won") | on.col("is_lost")) & on.col("dated_cycle") & within(on, "closed_on", period)
        return on.col("had_first") & (closed | (on.col("is_open") & on.col("first_known")))

    def waited(on: Columns) -> Mapping[str, Any]:
        until = on.where(on.col("is_open"), as_of.toordinal(), on.col("closed_on"))
        return {"_waited": until - on.col("first_on")}

    def sums(on: Columns) -> Mapping[str, Any]:
        return {"won": on.col("is_won"), "censored_lost": on.col("is_lost"), "censored_open": on.col("is_open")}

    reads = ("is_won", "is_lost", "is_open", "first_on", "closed_on")
    return Part(count, "_waited", "day", reads, sums, (waited,), weighted=True)


def as_they_stand(period: Period) -> Part:
    """Return how far the first appointments of the period have come (``cohort_``), and the deals as they stand."""

    def groups(on: Columns) -> Mapping[str, Any]:
        return {
            "_cohort": on.col("had_first") & within(on, "first_on", period),
            "_waiting": on.col("is_open") & on.col("had_first"),
            "_early": ~on.col("had_next"),
        }

    def of_the_cohort(on: Columns) -> Mapping[str, Any]:
        lost = on.col("_cohort") & on.col("is_lost")
        return {
            "_cohort_lost": lost,
            "_cohort_lost_gated": lost & on.col("gated"),
            "_cohort_pending": on.col("_cohort") & on.col("is_open"),
        }

    def sums(on: Columns) -> Mapping[str, Any]:
        cohort, lost, lost_gated = on.col("_cohort"), on.col("_cohort_lost"), on.col("_cohort_lost_gated")
        waiting, had_next, early = on.col("_waiting"), on.col("had_next"), on.col("_early")
        return {
            "cohort_first_appointments": cohort,
            "cohort_next_steps": cohort & had_next,
            "cohort_won": cohort & on.col("is_won"),
            "cohort_lost": lost,
            "cohort_lost_before_next_step": lost_gated & early,
            "cohort_lost_after_next_step": lost_gated & had_next,
            "cohort_ungated": lost & ~on.col("gated"),
            "cohort_pending_next_step": on.col("_cohort_pending") & early,
            "cohort_pending_closing": on.col("_cohort_pending") & had_next,
            "open": on.col("is_open"),
            "discarded": on.col("is_discarded"),
            "open_first_appointments": waiting,
            "pending_next_step": waiting & early,
            "pending_closing": waiting & had_next,
            "undated": (on.col("is_won") | on.col("is_lost")) & (on.col("closed_on") == 0),
            "ever_lost": on.col("_lost"),
            "ever_lost_early": on.col("_lost") & on.col("gated") & ~on.col("_reached_next"),
            "ever_lost_late": on.col("_lost") & on.col("gated") & on.col("_reached_next"),
        }

    return Part(None, "", "", (), sums, (groups, of_the_cohort), weighted=True)


def within(on: Columns, day: str, period: Period) -> Any:
    """Say which days (ordinals) lie in the period; a period that is all there is holds those without a day too."""
    if period.whole:
        return on.col(day) >= 0
    return (on.col(day) >= period.start.toordinal()) & (on.col(day) <= period.end.toordinal())


def _start_of(bucket: str, day: str, name: str) -> tuple[Step, ...]:
    """Return the steps from a day's ordinal to that of its Monday or month's first day; at most 0 for a missing day.

    The month's is found by counting from March, so that leap days end a year. All numbers stay above zero, where
    every engine divides alike, and each step is a column of its own: as one expression it would be written out
    dozens of times in SQL. Source: Hinnant, chrono-compatible low-level date algorithms (2013).
    """
    if not bucket:
        return ()
    if bucket == "day":
        return (lambda on: {name: on.col(day)},)
    if bucket == "week":
        return (lambda on: {name: (on.col(day) + 6) // 7 * 7 - 6},)

    def year(on: Columns) -> Mapping[str, Any]:
        of_era = on.col("_of_era")
        return {"_year": (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365}

    def of_year(on: Columns) -> Mapping[str, Any]:
        years = on.col("_year")
        return {"_of_year": on.col("_of_era") - (365 * years + years // 4 - years // 100)}

    return (
        lambda on: {"_of_era": (on.col(day) + 305) % 146_097},
        year,
        of_year,
        lambda on: {"_month": (5 * on.col("_of_year") + 2) // 153},
        lambda on: {name: on.col(day) - on.col("_of_year") + (153 * on.col("_month") + 2) // 5},
    )
