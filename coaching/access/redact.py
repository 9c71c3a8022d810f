"""Redaction: results without what a viewer may not know.

A redacted result is computed from the rows of the reps whom the viewer may see. Other reps have a part only in the
figures that a rep is compared with: averages and estimates of at least ``FEWEST_PEERS`` unseen peers, and ranks.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

import pandas as pd

from coaching.access.roles import MANAGER, Viewer
from coaching.access.scope import known_reps, visible_reps
from coaching.advise import Assessment, Options, assess, findings, plans_of, team_of, to_talk_to
from coaching.compare import ACTIVITY, FEWEST_PEERS, Mark, Scorecard, attainment_of, rules_met, target_of
from coaching.importing import Intake, Issue, Source
from coaching.metrics import ACTIVE, NAMED, Kpi, named_period
from coaching.tables import TABLES, Tables

#: Rows with a longer text are left out, because it is not searched for names.
_LONGEST_TEXT = 20_000

#: The fewest unseen peers of whom median and best quarter are shown; with fewer, the two reveal single figures.
FEWEST_FOR_QUARTERS = 4

#: The reason (an issue's code) for rows that a viewer may not add.
NOT_YOURS = "not_yours"


class OfRep(Protocol):
    """Something written about one rep."""

    @property
    def rep(self) -> str:
        """The rep it is about."""


class OfReps(Protocol):
    """A frozen dataclass that names the reps who took part in something."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def reps(self) -> tuple[str, ...]:
        """The reps who took part."""


About = TypeVar("About", bound=OfRep)
Attended = TypeVar("Attended", bound=OfReps)


def redact_tables(tables: Tables, viewer: Viewer) -> Tables:
    """Return the rows of the reps whom a viewer may see, and the goals of a manager's teams.

    Nothing of other reps remains, not even as an unused category.
    """
    reps = visible_reps(viewer, tables)
    if reps is None:
        return tables
    visible = {name: frame["rep"].isin(reps) for name in TABLES if "rep" in (frame := getattr(tables, name)).columns}
    if viewer.role == MANAGER:
        visible["goals"] |= tables.goals["rep"].isna() & tables.goals["team"].isin(viewer.teams)
    deals, unseen = tables.deals[visible["deals"]], tables.deals[~visible["deals"]]
    own = set(deals["deal_id"].dropna()) - set(unseen["deal_id"].dropna())
    visible["stage_history"] = tables.stage_history["deal_id"].isin(own)
    return Tables(**{name: _rows(getattr(tables, name), mask) for name, mask in visible.items()})


def _rows(frame: pd.DataFrame, visible: pd.Series) -> pd.DataFrame:
    rows = frame[visible].reset_index(drop=True)
    coded = [name for name in rows.columns if isinstance(rows[name].dtype, pd.CategoricalDtype)]
    return rows.assign(**{name: rows[name].cat.remove_unused_categories() for name in coded})


def redact_intake(intake: Intake, viewer: Viewer) -> Intake:
    """Return a redacted intake whose import report counts only the rows that are left.

    A manager sees the rows set aside that name a visible rep and nobody else; coaches and reps see none. Issues are
    left out, because they hold samples and counts of other people's rows.
    """
    reps = visible_reps(viewer, intake.tables)
    if reps is None:
        return intake
    tables = redact_tables(intake.tables, viewer)
    unseen = set(known_reps(intake.tables)) - reps
    aside = intake.set_aside.iloc[:0]
    if viewer.role == MANAGER:
        aside = _naming_only(intake.set_aside, reps, unseen)
    sources = [_recounted(source, tables, aside) for source in intake.sources]
    return Intake(tables, tuple(source for source in sources if source.rows_read), aside)


def _recounted(source: Source, tables: Tables, aside: pd.DataFrame) -> Source:
    rows = 0
    if source.table in TABLES:
        rows = int(_from(getattr(tables, source.table), source).sum())
    left = int((_from(aside, source) & (aside["table"] == source.table)).sum()) if len(aside) else 0
    return replace(source, rows_read=rows + left, rows_kept=rows, rows_set_aside=left, rows_junk=0, issues=())


def _from(rows: pd.DataFrame, source: Source) -> pd.Series:
    sheet = rows["sheet"].astype(object)
    return (rows["file"] == source.file) & (sheet.where(sheet.notna(), "") == (source.sheet or ""))


def _naming_only(rows: pd.DataFrame, own: Collection[str], unseen: Collection[str]) -> pd.DataFrame:
    """Return the rows with a cell that is the name of an ``own`` rep, and without any name of an ``unseen`` rep."""
    if rows.empty or not own:
        return rows.iloc[:0]
    cells = rows.astype(object).where(rows.notna(), "").astype(str)
    wanted = {_normalized(name) for name in own}
    is_own = pd.Series(False, index=rows.index)
    for column in cells:
        is_own |= cells[column].map({text: _normalized(text) in wanted for text in cells[column].unique()})
    others = re.compile("|".join(re.escape(normalized) for name in unseen if (normalized := _normalized(name))))
    own_names = cells[is_own]
    names_others, length = pd.Series(False, index=own_names.index), pd.Series(0, index=own_names.index)
    for column in own_names:
        normalized_cells = {text: _normalized(text) for text in own_names[column].unique()}
        length += (
            own_names[column].map({text: len(normalized) for text, normalized in normalized_cells.items()}).astype(int)
        )
        if others.pattern:
            is_named = {
                text: len(normalized) <= _LONGEST_TEXT and others.search(normalized) is not None
                for text, normalized in normalized_cells.items()
            }
            names_others |= own_names[column].map(is_named).astype(bool)
    return rows[is_own][~names_others & (length <= _LONGEST_TEXT)].reset_index(drop=True)


def _normalized(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def redact_upload(made: Intake, existing: Intake | None, viewer: Viewer) -> Intake:
    """Return what a viewer may add to the existing data: no rows of reps or deals whom the viewer may not see.

    Otherwise a manager could change other teams' figures, or move their reps into the own team. The other rows are
    set aside with the reason ``not_yours``.
    """
    if existing is None or viewer.sees_all:
        return made
    reps = visible_reps(viewer, existing.tables) or frozenset()
    foreign = set(known_reps(existing.tables)) - reps
    deals = existing.tables.deals
    deal_ids = set(deals.loc[~deals["rep"].isin(reps), "deal_id"].dropna())
    tables, left = {}, []
    for name in TABLES:
        frame = getattr(made.tables, name)
        out = pd.Series(False, index=frame.index)
        if "rep" in frame:
            out |= frame["rep"].isin(foreign)
        if "deal_id" in frame:
            out |= frame["deal_id"].isin(deal_ids)
        if name == "goals":
            out |= frame["rep"].isna() & ~frame["team"].isin(viewer.teams)
        tables[name] = _rows(frame, ~out)
        left.append(frame[out].astype(object).assign(table=name, reason=NOT_YOURS))
    if not any(map(len, left)):
        return made
    aside = pd.concat([made.set_aside, *left], ignore_index=True).dropna(axis=1, how="all").fillna("")
    sources = tuple(_moved(source, left) for source in made.sources)
    return replace(made, tables=Tables(**tables), sources=sources, set_aside=aside)


def _moved(source: Source, left: Sequence[pd.DataFrame]) -> Source:
    """Return a source whose rows left out count as set aside."""
    count = sum(int((_from(rows, source) & (rows["table"] == source.table)).sum()) for rows in left)
    if not count:
        return source
    issue = Issue(NOT_YOURS, "set_aside", source.file, source.sheet, count=count)
    return replace(source.with_more_set_aside(count), issues=(*source.issues, issue))


def redact_options(options: Options, viewer: Viewer) -> Options:
    """Return the options that a viewer may use; only a viewer who sees everybody may choose the peers.

    Otherwise two averages, with and without one person among the peers, would reveal that person's figure.
    """
    return options if viewer.sees_all else replace(options, peers_by=None)


def is_named_period(options: Options, last: dt.date) -> bool:
    """Return whether the period is the whole data or a named one; any other could be cut to a single event."""
    spans = [(period.start, period.end) for name in NAMED if (period := named_period(name, last))]
    return (options.start, options.end) in [(None, None), *spans]


def redact_assessment(
    whole: Assessment, viewer: Viewer, tables: Tables, options: Options, named: bool = True
) -> Assessment:
    """Return an assessment of everybody, redacted for a viewer.

    Parameters
    ----------
    whole : Assessment
        The assessment of all reps, of ``tables`` with ``options``.
    named : bool
        Whether the period is a usual one (``is_named_period``); in any other, only visible reps are peers.

    Notes
    -----
    The team consists of the visible reps. What remains of the others are ranks, and comparisons in which none or at
    least ``FEWEST_PEERS`` of them have a part; all other comparisons are made again among the visible reps.
    """
    reps = visible_reps(viewer, tables)
    if reps is None:
        return whole
    own = assess(redact_tables(tables, viewer), options, like=whole)
    alone = {card.rep: card for card in own.reps}
    safe = _safe(whole, reps, named)
    cards = tuple(
        _redacted(card, alone[card.rep], safe, own.own_kpis.get(card.rep or "", own.kpis))
        for card in whole.reps
        if card.rep in alone
    )
    plans = plans_of(cards, team_of(own))
    undated = sum(int(str(finding.values["count"])) for finding in own.findings if finding.code == "undated")
    of_whole = [note for note in whole.assumptions if note.code == "as_of_from_data"]
    return replace(
        own,
        reps=cards,
        plans=plans,
        talks=to_talk_to(cards, plans),
        findings=findings(own.team, cards, own.kpis, undated),
        assumptions=(*of_whole, *own.assumptions),
    )


Safe = Callable[[Scorecard, str, int], bool]


def _safe(whole: Assessment, reps: Collection[str], named: bool) -> Safe:
    """Return a function that decides whether a card's comparison in a KPI reveals no single unseen rep.

    It takes the card, the KPI's key (or ``activity``), and how many unseen peers must have a part in the comparison;
    new reps and those who left are not peers.
    """
    others: set[tuple[str | None, str]] = set()
    seen: Counter[tuple[str | None, str]] = Counter()
    for card in whole.reps:
        for key, mark in _compared(card).items():
            if mark.value is None:
                continue
            if card.rep not in reps:
                others.add((card.peer_group, key))
            elif card.standing == ACTIVE:
                seen[card.peer_group, key] += 1

    def safe(card: Scorecard, key: str, fewest: int) -> bool:
        if (card.peer_group, key) not in others:
            return True
        mark = _compared(card)[key]
        is_counted = mark.value is not None and card.standing == ACTIVE
        return named and mark.peer_count - (seen[card.peer_group, key] - is_counted) >= fewest

    return safe


def _compared(card: Scorecard) -> dict[str, Mark]:
    return dict(card.marks) if card.activity is None else {**card.marks, ACTIVITY: card.activity}


def _redacted(card: Scorecard, alone: Scorecard, safe: Safe, rules: Mapping[str, Kpi]) -> Scorecard:
    """Return a card with the marks that are safe to show; the others are those among the visible reps.

    A figure made of several others depends on the estimates of each, and so on the peers of each.
    """
    hidden = {key for key in _compared(card) if not safe(card, key, FEWEST_PEERS)}
    if any(key != ACTIVITY and "conversations" not in rules[key].needs for key in hidden):
        hidden |= {key for key in card.marks if not rules[key].kind.is_counted}

    def redacted(key: str, mark: Mark, other: Mark) -> Mark:
        return _mark(mark, other, rules, key in hidden, safe(card, key, FEWEST_FOR_QUARTERS))

    marks = {key: redacted(key, mark, alone.marks[key]) for key, mark in card.marks.items()}
    activity = card.activity
    if activity is not None and alone.activity is not None:
        activity = redacted(ACTIVITY, activity, alone.activity)
    card = replace(
        card,
        counts=alone.counts,
        marks=marks,
        activity=activity,
        products=alone.products,
        rules_met=rules_met(marks),
    )
    factors = (card.score_factors, alone.score_factors, card.score_left_out, alone.score_left_out)
    if not hidden & {key for keys in factors for key in keys}:
        return card
    return replace(
        card,
        score=alone.score,
        score_factors=alone.score_factors,
        score_left_out=alone.score_left_out,
        skill=alone.skill,
    )


def _mark(mark: Mark, alone: Mark, rules: Mapping[str, Kpi], hidden: bool, with_quarters: bool) -> Mark:
    """Return a mark whose mix of products is that of the visible reps, because a product may have a single seller.

    Where the mix is used for judging, a target off the peers is their figure times a known share, and their quarters
    are adjusted to the mix. So the target is computed from the figure shown, and the quarters are those of the visible
    reps.
    """
    if hidden:
        return replace(alone, rank=mark.rank, rank_low=mark.rank_low, rank_high=mark.rank_high)
    quarters = mark if with_quarters and mark.mix_expected is None else alone
    redacted = replace(
        mark,
        mix_expected=alone.mix_expected,
        mix_gap=alone.mix_gap,
        peer_median=quarters.peer_median,
        peer_best=quarters.peer_best,
    )
    kpi = rules.get(mark.figure.kpi)
    if mark.mix_expected is None or kpi is None:
        return redacted
    target = target_of(kpi, rules, redacted.expected)
    return replace(redacted, target=target, attainment=attainment_of(kpi, mark.value, target))


def of_visible(items: Iterable[About], reps: Collection[str] | None) -> tuple[About, ...]:
    """Return the items (commitments, notes) about reps whom a viewer may see (``visible_reps``)."""
    return tuple(item for item in items if reps is None or item.rep in reps)


def redact_trainings(trainings: Iterable[Attended], reps: Collection[str] | None) -> tuple[Attended, ...]:
    """Return the trainings of reps whom a viewer may see, reduced to these reps."""
    if reps is None:
        return tuple(trainings)
    redacted = [replace(training, reps=tuple(rep for rep in training.reps if rep in reps)) for training in trainings]
    return tuple(training for training in redacted if training.reps)
