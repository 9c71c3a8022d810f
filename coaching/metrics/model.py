"""The frozen values that measuring returns; they hold numbers and codes, no language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Period:
    """The days a result covers, both ends included.

    ``whole`` says that it is all there is in the data, so that events without a date belong to it.
    """

    start: dt.date
    end: dt.date
    whole: bool = False

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1

    @property
    def weeks(self) -> float:
        """Length in weeks (days / 7)."""
        return self.days / 7


@dataclass(frozen=True)
class Reason:
    """Why a figure is missing and how to obtain it: a catalogue code (``reason.<code>``) with its values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Assumption:
    """An assumption that a result rests on: a catalogue code (``assumption.<code>``) with its values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Tallies:
    """Additive counts and sums. All later steps work on these small tables instead of deals.

    Attributes
    ----------
    events : DataFrame
        One row per ``rep, product, week`` (Monday; missing for events without a date) with the counts
        and sums of ``measure.tally.EVENT_SUMS``.
    durations : DataFrame
        One row per ``rep, product, days`` from first appointment: ``won`` and ``censored`` counts.
    cohort : DataFrame
        One row per ``rep, product``: how far the first appointments held in the period have come.
    standing : DataFrame
        One row per ``rep, product``: the state of the deals on the as-of date.
    """

    events: pd.DataFrame
    durations: pd.DataFrame
    cohort: pd.DataFrame
    standing: pd.DataFrame


@dataclass(frozen=True)
class Counts:
    """The counts of one rep or of the team over the period, and its open deals on the as-of date.

    ``revenue`` is in major units of the result's currency. Counts are whole numbers but for shared deals: a rep's
    half of a deal counts 0.5. ``won_without_amount`` are deals without any amount, ``won_in_other_currency`` those
    whose amount is in no sum, ``outliers`` won amounts that are in no figure of others.
    """

    deals: float = 0
    open: float = 0
    won: float = 0
    lost: float = 0
    discarded: float = 0
    conversations: float = 0
    appointments_set: float = 0
    first_appointments: float = 0
    next_steps_passed: float = 0
    next_steps_failed: float = 0
    next_steps_pending: float = 0
    closings_won: float = 0
    closings_lost: float = 0
    closings_pending: float = 0
    ungated_losses: float = 0
    open_first_appointments: float = 0
    stale: float = 0
    revenue: float = 0.0
    deals_with_amount: float = 0
    won_without_amount: float = 0
    won_in_other_currency: float = 0
    outliers: float = 0

    @property
    def known_revenue(self) -> float | None:
        """The revenue; None where all that was won is in another currency or has no amount, which is not nothing."""
        is_unknown = self.won_in_other_currency or (self.won and not self.deals_with_amount)
        return None if not self.revenue and is_unknown else self.revenue


@dataclass(frozen=True)
class Funnel:
    """How far the first appointments of the period have come by the as-of date.

    ``conversations`` is None where the data has none. ``next_steps`` and ``lost_before_next_step`` are
    None where the export does not show how far lost deals came.
    """

    conversations: float | None
    first_appointments: float
    next_steps: float | None
    won: float
    lost_before_next_step: float | None
    lost_after_next_step: float | None
    lost: float
    pending_next_step: float | None
    pending_closing: float | None
    pending: float


@dataclass(frozen=True)
class Figure:
    """One KPI of one rep or of the team, as observed.

    ``value`` is None with a ``reason`` when it cannot be measured. Ratios are 0 to 1, money in major
    units, time in days. ``trials`` is what the sample size rules look at (decided trials, deals with an
    amount, won deals with both dates ...). ``rests_on`` names what stood in for a missing input
    (``win_rate``, ``estimate``).
    """

    kpi: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    trials: int = 0
    reason: Reason | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """A revenue goal as a weekly amount and as its share of the period (major units)."""

    weekly: float
    in_period: float
