"""The whole core in one call: an assessment from canonical tables and the reader's options."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from coaching.advise.findings import findings
from coaching.advise.model import Assessment
from coaching.advise.plan import Calendar, Team, plans_of
from coaching.advise.talk import to_talk_to
from coaching.advise.tips import Tip, load_playbook, scope, with_own
from coaching.compare import MixBy, Scorecard, compare, peer_groups
from coaching.metrics import (
    WEEKS_PER_YEAR,
    Assumption,
    Deals,
    EncodedDeals,
    Facts,
    Goals,
    Kpi,
    Overview,
    OwnRule,
    Period,
    TimeAtWork,
    batches_of,
    changed,
    load_kpis,
    measure,
    outlier_above,
    overview,
    pattern_of_deals,
    quarter_pattern,
    resolve_goals,
    shared_facts,
    stale_deals,
    tally,
    time_at_work,
    with_column_from,
    with_deals,
    with_rules,
)
from coaching.tables import Tables, reps_named


@dataclass(frozen=True)
class Options:
    """The reader's options; everything else follows from the data.

    Attributes
    ----------
    as_of : date or None
        The day the pipeline is looked at from; by default the last dated event, but not after ``not_after``
        (the caller's today), since a typing error may lie years ahead.
    start, end : date or None
        First and last day of the period; by default all there is up to ``as_of``.
    goal, goal_period : float or None, str
        Revenue goal of each rep that has none in the data, for a ``month``, ``quarter`` or ``year``.
    currency : str or None
        Only amounts of this currency are added up; by default the most frequent one.
    rates : mapping of currency to float
        What one unit of another currency is worth in ``currency``; its amounts are then converted and added.
    peers_by : str or None
        ``team``, ``region``, ``role`` or ``all``; by default the first that the data knows.
    weeks_per_year : float
        Selling weeks in a year.
    rules : tuple of OwnRule
        People's own thresholds, for everybody or for one team, in place of the declared ones.
    today : date or None
        The day that reviews are counted from; by default ``not_after``, else the as-of date.
    tips : tuple of Tip
        People's own tips (``own_tip``), before those of the playbook or in place of them.
    next_step : str
        What the next step is in this team: a code (``next_step.<code>`` of the catalogue) or the team's own words.
    """

    as_of: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    goal: float | None = None
    goal_period: str = "month"
    currency: str | None = None
    peers_by: str | None = None
    weeks_per_year: float = WEEKS_PER_YEAR
    not_after: dt.date | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    rules: tuple[OwnRule, ...] = ()
    tips: tuple[Tip, ...] = ()
    next_step: str = ""
    today: dt.date | None = None


def assess(
    tables: Tables,
    options: Options | None = None,
    assumptions: Iterable[Assumption] = (),
    like: Assessment | None = None,
    look: Overview | None = None,
) -> Assessment:
    """Measure, compare and advise.

    Parameters
    ----------
    tables : Tables
        What was made of the uploads. Its deals may be ``BatchedDeals``: they are then read batch by batch.
    options : Options
        Period, goal, currency and so on.
    assumptions : iterable of Assumption
        What intake already had to assume; listed first in the result.
    like : Assessment or None
        A result whose period, as-of date and currency hold here too, so that a part is measured like the whole.
    look : Overview or None
        What was seen in the same deals before (``overview``), so that they are not looked over again.

    Raises
    ------
    ValueError
        Where the chosen dates contradict each other, or the tables hold no dated event at all.
    """
    options = options or Options()
    if like is not None:
        options = replace(options, currency=like.currency)
    tables = converted(tables, options)
    kpis = with_rules(load_kpis(), options.rules)
    notes = {note.code: note for note in assumptions}
    if look is None or options.rates:
        look = overview(tables.deals)
    as_of, period = _dates(look, tables, options, notes) if like is None else (like.as_of, like.period)
    currency = _currency(look, tables, options, notes)
    mixed, mix_by = _with_mix(tables.deals, look)
    deals = shared_facts(mixed, as_of, currency)
    above = outlier_above(deals, currency)
    tallies = tally(deals, period, as_of, currency, tables.activities, tables.rep_periods, above)
    names = _names(look, tables)
    groups = peer_groups(names, tables.reps, tables.deals, options.peers_by)
    at_work = time_at_work(tables, as_of, period, groups, facts=deals) if like is None else _at_work_of(like, names)
    team, reps = measure(tallies, kpis, names, at_work)
    goals = resolve_goals(
        _goals_in(tables.goals, currency),
        reps,
        period,
        options.goal,
        options.goal_period,
        options.weeks_per_year,
        at_work,
    )
    own = _own_kpis(list(reps), tables, options.rules)
    playbook = with_own(load_playbook(), options.tips)
    sold = _sold(tables.deals, {pair for tip in options.tips if tip.active for pair in scope(tip)})
    team_card, cards = compare(team, reps, kpis, groups, goals, period, tallies, own=own)
    stale = stale_deals(tallies.durations, groups)
    cards = tuple(replace(_with_stale(card, stale.get(card.rep or "", 0)), mix_by=mix_by) for card in cards)
    team_card = _with_stale(team_card, sum(stale.values()))
    undated = 0 if period.whole else int(team.sums.get("undated", 0))
    _assumed(look, team_card, cards, goals, undated, notes)
    if any(rule.weight is not None for rule in options.rules):
        notes["weights_no_longer_act"] = Assumption("weights_no_longer_act")
    today = options.today or options.not_after or as_of
    if like is not None:
        whole_quarters = like.whole_quarters
    elif isinstance(deals, Facts) and not period.whole:
        # Seasonality needs all deals; batches are not read a second time for it.
        whole_quarters = pattern_of_deals(deals).bunches
    else:
        whole_quarters = quarter_pattern(tallies.events).bunches
    plans = plans_of(cards, Team(kpis, own, playbook, sold, Calendar(today, as_of, whole_quarters)))
    return Assessment(
        as_of=as_of,
        period=period,
        currency=currency,
        team=team_card,
        reps=cards,
        plans=plans,
        findings=findings(team_card, cards, kpis, undated),
        assumptions=tuple(notes.values()),
        kpis=kpis,
        own_kpis=own,
        playbook=playbook,
        sold=sold,
        next_step=options.next_step,
        today=today,
        whole_quarters=whole_quarters,
        talks=to_talk_to(cards, plans),
    )


def _at_work_of(whole: Assessment, reps: Iterable[str]) -> dict[str | None, TimeAtWork]:
    """Return the time at work of some reps from the result for everybody; part of the data does not show who left.

    The team's begins with the whole data's first day, and otherwise rests on these reps.
    """
    at_work: dict[str | None, TimeAtWork] = {
        card.rep: card.at_work for card in whole.reps if card.rep in set(reps) and card.at_work
    }
    if whole.team.at_work:
        decided = sum(time.decided_trials for time in at_work.values())
        last = max((time.last_event_on for time in at_work.values() if time.last_event_on), default=None)
        at_work[None] = replace(whole.team.at_work, decided_trials=decided, last_event_on=last)
    return at_work


def team_of(now: Assessment) -> Team:
    """Return the inputs of the plans of an assessment."""
    calendar = Calendar(now.today, now.as_of, now.whole_quarters)
    return Team(now.kpis, now.own_kpis, now.playbook, now.sold, calendar)


def _with_mix(deals: Deals, look: Overview) -> tuple[Deals | EncodedDeals, MixBy]:
    """Return the deals, encoded if ``look`` has them so, and what their products are.

    The segment replaces the product if only segments are distinguished.
    """
    as_seen = deals if look.encoded is None else look.encoded
    known: dict[str, set[str]] = {"product": set(), "segment": set()}
    for batch in batches_of(deals, tuple(known)):
        for name, labels in known.items():
            labels.update(batch[name].dropna().unique())
        if len(known["product"]) >= 2:
            return as_seen, "product"
    if len(known["segment"]) < 2:
        return as_seen, "product"
    return with_column_from(deals, "product", "segment"), "segment"


def _own_kpis(reps: list[str], tables: Tables, rules: tuple[OwnRule, ...]) -> dict[str, Mapping[str, Kpi]]:
    """Return the KPIs of the reps whose team has its own rules."""
    named = {rule.team for rule in rules if rule.team is not None}
    if not named:
        return {}
    teams = peer_groups(reps, tables.reps, tables.deals, "team")
    by_team = {team: with_rules(load_kpis(), rules, team) for team in named}
    return {rep: by_team[team] for rep, team in teams.items() if team in named}


def _sold(deals: Deals, scopes: Collection[tuple[str, str]]) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the ``wanted`` products and segments of which each rep has deals."""
    attributes = sorted({attribute for attribute, _ in scopes})
    sold: dict[str, set[tuple[str, str]]] = {}
    for batch in batches_of(deals, ("rep", *attributes)) if attributes else ():
        for attribute in attributes:
            names = [name for kind, name in scopes if kind == attribute]
            rows = batch.loc[batch["rep"].notna() & batch[attribute].isin(names), ["rep", attribute]].astype(str)
            for rep, name in rows.drop_duplicates().itertuples(index=False):
                sold.setdefault(rep, set()).add((attribute, name))
    return {rep: frozenset(pairs) for rep, pairs in sold.items()}


def peers_of(card: Scorecard, cards: Iterable[Scorecard]) -> tuple[Scorecard, ...]:
    """Return the other reps of the same peer group."""
    return tuple(other for other in cards if other.rep != card.rep and other.peer_group == card.peer_group)


def first_event_on(tables: Tables, look: Overview | None = None) -> dt.date | None:
    """Return the day of the first dated event in the tables, or None where nothing has a date."""
    return _span(look or overview(tables.deals), tables)[0]


def last_event_on(tables: Tables, look: Overview | None = None) -> dt.date | None:
    """Return the day of the last dated event in the tables, or None where nothing has a date."""
    return _span(look or overview(tables.deals), tables)[1]


def _span(look: Overview, tables: Tables) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of anything dated in the tables."""
    others = pd.concat(
        [tables.activities["happened_on"], tables.rep_periods["period_from"], tables.rep_periods["period_to"]]
    ).dropna()
    days = [day for day in (look.first, look.last) if day]
    days += [others.min().date(), others.max().date()] if len(others) else []
    return min(days, default=None), max(days, default=None)


def _dates(look: Overview, tables: Tables, options: Options, notes: dict[str, Assumption]) -> tuple[dt.date, Period]:
    first_event, last = _span(look, tables)
    if last and options.not_after:
        last = min(last, options.not_after)
    as_of = options.as_of or last or options.end
    first = first_event or options.start or as_of
    if as_of is None or first is None:
        raise ValueError("no deal, activity or period in the data has a date")
    if options.as_of is None:
        notes.setdefault("as_of_from_data", Assumption("as_of_from_data", {"day": as_of}))
    whole = options.start is None and options.end is None
    end = options.end or as_of
    start = options.start or min(first, end)
    return as_of, Period(start, end, whole)


def converted(tables: Tables, options: Options) -> Tables:
    """Return the tables with amounts converted by the rates of the options, so that they can be added.

    ``assess`` converts by itself; whatever else is measured beside its result needs the same amounts.
    """
    if not options.rates or not options.currency:
        return tables
    rates = {code: rate for code, rate in options.rates.items() if code != options.currency}

    def convert(frame: pd.DataFrame, amount: str) -> pd.DataFrame:
        code = frame["currency"].astype(object)
        factor = code.map(rates).astype(float)
        has_rate = factor.notna()
        return frame.assign(
            **{amount: frame[amount].where(~has_rate, frame[amount] * factor)},
            currency=code.where(~has_rate, options.currency).astype("category"),
        )

    others = {"rep_periods": convert(tables.rep_periods, "revenue"), "goals": convert(tables.goals, "amount")}
    return with_deals(replace(tables, **others), changed(tables.deals, lambda batch: convert(batch, "amount")))


def _goals_in(goals: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """Return the goals in a currency and those without one."""
    code = goals["currency"].astype(object)
    return goals if currency is None else goals[code.isna() | (code == currency)]


def _currency(look: Overview, tables: Tables, options: Options, notes: dict[str, Assumption]) -> str | None:
    counts = Counter(look.currencies)
    counts.update(tables.rep_periods["currency"].dropna().astype(str))
    codes = [code for code, _ in counts.most_common()]
    picked = options.currency or (codes[0] if codes else None)
    others = [code for code in codes if code != picked]
    used = ", ".join(sorted(code for code in options.rates if code != picked))
    if used and picked == options.currency:
        notes["amounts_converted"] = Assumption("amounts_converted", {"others": used, "currency": picked})
    if picked is None:
        notes.setdefault("currency_unknown", Assumption("currency_unknown"))
    elif others:
        left_out = sum(counts[code] for code in others)
        values = {"currency": picked, "others": ", ".join(others), "deals": left_out}
        notes["currency_picked"] = Assumption("currency_picked", values)
    return picked


def _names(look: Overview, tables: Tables) -> list[str]:
    return sorted({*look.reps, *reps_named(tables, ("activities", "rep_periods"))})


def _with_stale(card: Scorecard, count: int) -> Scorecard:
    return replace(card, counts=replace(card.counts, stale=count))


def _assumed(
    look: Overview,
    team: Scorecard,
    cards: Iterable[Scorecard],
    goals: Goals,
    undated: int,
    notes: dict[str, Assumption],
) -> None:
    """Add the assumptions made while computing the figures."""
    if look.created_stands_in:
        code = "created_stands_for_first_appointment"
        notes.setdefault(code, Assumption(code))
    rests_on = {
        (mark.figure.kpi, code) for card in cards for mark in card.marks.values() for code in mark.figure.rests_on
    }
    codes = {code for _, code in rests_on}
    if "win_rate" in codes:
        notes["win_rate_stands_for_ratios"] = Assumption("win_rate_stands_for_ratios")
    if "estimate" in codes:
        notes["estimate_stands_in"] = Assumption("estimate_stands_in", {"kpi": "magic_number"})
    if "held_stand_for_set" in codes and team.marks["conversation_ratio"].value is not None:
        notes["held_stand_for_set"] = Assumption("held_stand_for_set")
    if team.counts.ungated_losses and team.marks["next_step_ratio"].value is not None:
        notes["ungated_left_out"] = Assumption("ungated_left_out", {"count": team.counts.ungated_losses})
    if undated:
        notes["undated_left_out"] = Assumption("undated_left_out", {"count": undated})
    notes.update({note.code: note for note in goals.assumptions})
