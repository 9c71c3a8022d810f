"""What is added up of the deals: which of them, by which whole number, and which sums.

Said once, in Narwhals, over the facts of ``measure.gates``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from coaching.measure.model import Period
from coaching.measure.sums import SQUARE_PART

#: What is added up per rep, product and week of the event. ``gate_*`` and ``closings_*`` are the trials of
#: the two ratios; amount sums are over the deals won.
CLOSE_SUMS = (
    "gate_failed", "closings_won", "closings_lost", "won", "lost", "lost_from_first", "ungated_losses",
    "revenue", "revenue_squares", "deals_with_amount", "won_without_amount",
    "cycles", "cycle_days", "cycle_squares",
)  # fmt: skip
EVENT_SUMS = (
    "first_appointments", "next_steps_passed", "gate_passed", *CLOSE_SUMS,
    "conversations", "appointments_set", "appointments_held",
)  # fmt: skip

#: How far the first appointments held in the period have come.
COHORT_SUMS = (
    "first_appointments", "next_steps", "won", "lost", "lost_before_next_step",
    "lost_after_next_step", "ungated", "pending_next_step", "pending_closing",
)  # fmt: skip

#: The deals as they stand on the as-of date.
STANDING_SUMS = (
    "open", "discarded", "open_first_appointments", "pending_next_step", "pending_closing", "undated",
)  # fmt: skip

DURATION_SUMS = ("won", "censored_lost", "censored_open")


@dataclass(frozen=True)
class Part:
    """Some of the deals and what of them is added up, per rep, product and (where there is one) a whole number.

    The number is ``day``, or the start of its ``week`` or ``month``. ``reads`` are the columns that ``day``, ``steps``
    and ``sums`` are made of: the others need not be carried along. ``steps`` are columns made one after the other of
    which several sums are made, so that nothing is computed twice.
    """

    rows: nw.Expr | None
    day: nw.Expr | None
    bucket: str
    sums: Mapping[str, nw.Expr]
    reads: tuple[str, ...]
    steps: tuple[Mapping[str, nw.Expr], ...] = ()

    def of(self, rows: Any, keys: Sequence[str], number: str) -> Any:
        """Return ``keys``, the number (named ``number``) and the columns to add up of the rows that count."""
        if self.rows is not None:
            rows = rows.select(*keys, *self.reads, _counts=self.rows).filter("_counts")
        for step in self.steps:
            rows = rows.with_columns(**step)
        if self.day is None:
            return rows.select(*keys, **self.sums)
        return _to_start_of(self.bucket, rows.select(*keys, self.day.alias(number), **self.sums), number)


def events(period: Period, bucket: str) -> list[Part]:
    """Return what happens to deals, each in the ``week`` or ``month`` of its own day."""
    col = nw.col
    won, lost, lost_gated = col("is_won"), col("is_lost"), col("_lost_gated")
    counted, in_cycle, days = col("_counted"), col("_in_cycle"), col("_days")
    money, square, high = col("_money"), col("_square"), col("_high")
    since = (col("closed_on") - col("first_on")).cast(nw.Float64)
    return [
        Part(
            col("had_first") & within("first_on", period),
            col("first_on"),
            bucket,
            {"first_appointments": col("had_first")},
            ("had_first", "first_on"),
        ),
        Part(
            col("had_next") & within("next_on", period),
            col("next_on"),
            bucket,
            {"next_steps_passed": col("had_next"), "gate_passed": col("gated")},
            ("had_next", "next_on", "gated"),
        ),
        Part(
            (won | lost) & within("closed_on", period),
            col("closed_on"),
            bucket,
            {
                "gate_failed": lost_gated & col("had_first") & ~col("had_next"),
                "closings_won": won & col("gated"),
                "closings_lost": lost_gated & col("had_next"),
                "won": won,
                "lost": lost,
                "lost_from_first": lost & col("had_first"),
                "ungated_losses": lost & ~col("gated"),
                "revenue": money,
                "squares_high": high,
                "squares_low": square - high * SQUARE_PART,
                "deals_with_amount": counted,
                "won_without_amount": won & ~col("priced"),
                "cycles": in_cycle,
                "cycle_days": days,
                "cycle_squares": days * days,
            },
            (
                *("is_won", "is_lost", "gated", "had_first", "had_next", "priced", "money", "dated_cycle"),
                *("first_on", "closed_on"),
            ),
            (
                {
                    "_lost_gated": lost & col("gated"),
                    "_counted": won & col("priced"),
                    "_in_cycle": won & col("dated_cycle"),
                },
                {
                    "_money": nw.when(counted).then(col("money")).otherwise(0.0),
                    "_days": nw.when(in_cycle).then(since).otherwise(0.0),
                },
                {"_square": money * money},
                {"_high": (square / SQUARE_PART).floor()},
            ),
        ),
    ]


def durations(period: Period, as_of: dt.date) -> Part:
    """Return the days from first appointment to the win or loss of closed deals, and to ``as_of`` of open ones."""
    col = nw.col
    is_open = col("is_open")
    closed = (col("is_won") | col("is_lost")) & col("dated_cycle") & within("closed_on", period)
    until = nw.when(is_open).then(as_of.toordinal()).otherwise(col("closed_on"))
    return Part(
        col("had_first") & (closed | (is_open & col("first_known"))),
        until - col("first_on"),
        "day",
        {"won": col("is_won"), "censored_lost": col("is_lost"), "censored_open": is_open},
        ("is_won", "is_lost", "is_open", "first_on", "closed_on"),
    )


def as_they_stand(period: Period) -> Part:
    """Return how far the first appointments of the period have come (``cohort_``), and the deals as they stand."""
    col = nw.col
    cohort, lost, lost_gated, pending = col("_cohort"), col("_lost"), col("_lost_gated"), col("_pending")
    waiting, had_next, early = col("_waiting"), col("had_next"), col("_early")
    return Part(
        None,
        None,
        "",
        {
            "cohort_first_appointments": cohort,
            "cohort_next_steps": cohort & had_next,
            "cohort_won": cohort & col("is_won"),
            "cohort_lost": lost,
            "cohort_lost_before_next_step": lost_gated & early,
            "cohort_lost_after_next_step": lost_gated & had_next,
            "cohort_ungated": lost & ~col("gated"),
            "cohort_pending_next_step": pending & early,
            "cohort_pending_closing": pending & had_next,
            "open": col("is_open"),
            "discarded": col("is_discarded"),
            "open_first_appointments": waiting,
            "pending_next_step": waiting & early,
            "pending_closing": waiting & had_next,
            "undated": (col("is_won") | col("is_lost")) & (col("closed_on") == 0),
        },
        (),
        (
            {
                "_cohort": col("had_first") & within("first_on", period),
                "_waiting": col("is_open") & col("had_first"),
                "_early": ~had_next,
            },
            {"_lost": cohort & col("is_lost"), "_pending": cohort & col("is_open")},
            {"_lost_gated": lost & col("gated")},
        ),
    )


def within(day: str, period: Period) -> nw.Expr:
    """Say which days (ordinals) lie in the period; a period that is all there is holds those without a day too."""
    if period.whole:
        return nw.col(day) >= 0
    return (nw.col(day) >= period.start.toordinal()) & (nw.col(day) <= period.end.toordinal())


def _to_start_of(bucket: str, rows: Any, name: str) -> Any:
    """Turn a day's ordinal into that of its Monday or its month's first day; at most 0 for a missing day (0).

    The month's is found by counting from March, so that leap days end a year. All numbers stay above zero, where
    every engine divides alike, and each step is a column of its own: as one expression it would be written out
    dozens of times in SQL. Source: Hinnant, chrono-compatible low-level date algorithms (2013).
    """
    day = nw.col(name)
    if bucket == "day":
        return rows
    if bucket == "week":
        return rows.with_columns(((day + 6) // 7 * 7 - 6).alias(name))
    of_era, year, of_year, month = (nw.col(step) for step in ("_of_era", "_year", "_of_year", "_month"))
    names = rows.collect_schema().names()
    rows = rows.with_columns(_of_era=(day + 305) % 146_097)
    rows = rows.with_columns(_year=(of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365)
    rows = rows.with_columns(_of_year=of_era - (365 * year + year // 4 - year // 100))
    rows = rows.with_columns(_month=(5 * of_year + 2) // 153)
    return rows.with_columns((day - of_year + (153 * month + 2) // 5).alias(name)).select(*names)
