"""KPIs by product, segment, source, team or region, across the reps who sell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from coaching.advise.model import Assessment
from coaching.compare import Mark, Scorecard, compare
from coaching.metrics import Goals, Kpi, drilldown, measure, tally
from coaching.tables import Tables

#: What deals can be cut by, besides the rep, and those of it that are a matter of people, not of what is sold.
ATTRIBUTES = ("product", "segment", "source", "team", "region")
_OF_PEOPLE = ("team", "region")

#: KPIs that are a property of what is sold and not of how much one works.
SEGMENT_KPIS = ("next_step_ratio", "closing_ratio", "win_rate", "average_sale", "sales_cycle_days")

#: A segment itself is weak, rather than its sellers, if at least this share of them do worse with it than otherwise ...
_MOST_REPS = 2 / 3

#: ... among at least this many reps with at least this many trials inside and outside of it.
_FEWEST_REPS, _FEWEST_TRIALS = 3, 3


@dataclass(frozen=True)
class SegmentFigures:
    """One product (segment, source, team) with its KPIs over all reps.

    ``weak`` are the KPIs in which it credibly falls behind the others, each with how many of the reps who sell
    both it and something else do worse with it: (worse, reps). ``level`` says whom that concerns: ``strategic``
    when most of them do, ``tactical`` when some do, None when nothing is credibly behind.
    """

    attribute: str
    label: str
    card: Scorecard
    weak: Mapping[str, tuple[int, int]]
    level: str | None

    @property
    def is_of_people(self) -> bool:
        """Whether it is a group of people, such as a team, and not something that is sold."""
        return self.attribute in _OF_PEOPLE

    @property
    def to_report(self) -> tuple[str, ...]:
        """The weak KPIs of which marketing or product development should know; none for a group of people.

        The win rate is left out if another KPI is weak: it is the product of the ratios.
        """
        if self.is_of_people:
            return ()
        return tuple(key for key in self.weak if key != "win_rate" or len(self.weak) == 1)


def known_attributes(tables: Tables) -> tuple[str, ...]:
    """Return the attributes in which the deals have at least two values."""
    return tuple(name for name in ATTRIBUTES if _values(tables, name).nunique() >= 2)


def segment_figures(tables: Tables, now: Assessment, attribute: str) -> tuple[SegmentFigures, ...]:
    """Return the KPIs of each value of ``attribute``, most deals first.

    Deals without a value are left out here. Raises ``KeyError`` for an attribute that is not of ``ATTRIBUTES``.
    """
    if attribute not in ATTRIBUTES:
        raise KeyError(attribute)
    values = _values(tables, attribute)
    deals = tables.deals.assign(label=values)[values.notna()]
    kpis = {key: kpi for key, kpi in now.kpis.items() if not kpi.kind.is_of_people}
    by_label = deals.assign(rep=deals["label"], product=deals["rep"])
    tallies = tally(by_label, now.period, now.as_of, now.currency)
    team, labels = measure(tallies, kpis)
    _, cards = compare(team, labels, kpis, dict.fromkeys(labels), Goals(None, {}), now.period, tallies, fewest_peers=1)
    sellers = _Sellers.of(tallies.events, kpis)
    segments = [_segment(attribute, card, sellers, kpis) for card in cards]
    return tuple(sorted(segments, key=lambda segment: (-segment.card.counts.first_appointments, segment.label)))


def lost_reasons(tables: Tables, now: Assessment, rep: str | None = None) -> pd.DataFrame:
    """Return why deals were lost, by how far they had come.

    Returns
    -------
    DataFrame
        ``reason`` (missing where none is given), ``before_next_step``, ``after_next_step``, ``unknown`` and
        ``lost``, one row a reason, most frequent first.
    """
    deals = tables.deals if rep is None else tables.deals[tables.deals["rep"] == rep]
    numbered = deals.assign(row=range(len(deals))).reset_index(drop=True)
    lost = drilldown(numbered, "win_rate", now.period, now.as_of)
    lost = lost[~lost["in_numerator"]]
    at_next_step, at_closing = (
        lost["row"].isin(drilldown(numbered, key, now.period, now.as_of)["row"])
        for key in ("next_step_ratio", "closing_ratio")
    )
    reason = numbered["lost_reason"].astype(object).reindex(lost["row"].astype(int)).to_numpy()
    table = pd.DataFrame(
        {
            "reason": reason,
            "before_next_step": at_next_step & ~at_closing,
            "after_next_step": at_closing,
            "lost": 1,
        }
    )
    summed = table.groupby("reason", dropna=False).sum().reset_index()
    summed["unknown"] = summed["lost"] - summed["before_next_step"] - summed["after_next_step"]
    return summed.sort_values(["lost", "reason"], ascending=[False, True], ignore_index=True)


def _values(tables: Tables, attribute: str) -> pd.Series:
    """Return each deal's value of ``attribute``; a region is that of the deal's rep."""
    if attribute != "region":
        return tables.deals[attribute]
    of_rep = tables.reps.dropna(subset=["rep"]).drop_duplicates("rep").set_index("rep")["region"].astype(object)
    return tables.deals["rep"].astype(object).map(of_rep).astype("category")


def _segment(attribute: str, card: Scorecard, sellers: _Sellers, kpis: Mapping[str, Kpi]) -> SegmentFigures:
    weak: dict[str, tuple[int, int]] = {}
    for key in SEGMENT_KPIS:
        if _is_behind(kpis[key], card.marks[key]):
            weak[key] = sellers.worse(kpis[key], card.rep or "")
    shared = [worse / reps >= _MOST_REPS for worse, reps in weak.values() if reps >= _FEWEST_REPS]
    level = None
    if weak:
        level = "strategic" if any(shared) else "tactical"
    return SegmentFigures(attribute, card.rep or "", replace(card, rank=None, score=None), weak, level)


def _is_behind(kpi: Kpi, mark: Mark) -> bool:
    return mark.differs == ("lower" if kpi.better == "higher" else "higher")


@dataclass(frozen=True)
class _Sellers:
    """Sums of each rep by segment, and over all segments."""

    with_each: pd.DataFrame
    with_all: pd.DataFrame

    @classmethod
    def of(cls, events: pd.DataFrame, kpis: Mapping[str, Kpi]) -> _Sellers:
        """Sum events whose ``rep`` column holds the segment and whose ``product`` column holds the rep."""
        counted = sorted({name for key in SEGMENT_KPIS for name in (*kpis[key].numerator, *kpis[key].denominator)})
        with_each = events.groupby(["rep", "product"], observed=True)[counted].sum()
        return cls(with_each, events.groupby("product", observed=True)[counted].sum())

    def worse(self, kpi: Kpi, label: str) -> tuple[int, int]:
        """Count the reps who do worse with ``label`` than with the rest, of those who have enough of both."""
        inside = self.with_each.loc[[label]].droplevel("rep")
        outside = self.with_all.loc[inside.index] - inside
        m_in, m_out = (part[list(kpi.numerator)].sum(axis=1) for part in (inside, outside))
        n_in, n_out = (part[list(kpi.denominator)].sum(axis=1) for part in (inside, outside))
        enough = (n_in >= _FEWEST_TRIALS) & (n_out >= _FEWEST_TRIALS)
        ratio, rest = (m_in / n_in)[enough], (m_out / n_out)[enough]
        worse = ratio < rest if kpi.better == "higher" else ratio > rest
        return int(worse.sum()), int(enough.sum())
