"""Which canonical table a sheet is, or what else: told by its columns, its key, its name and what its labels say.

Each sign counts a few points. The table with the most wins if it has enough and clearly more than the next; what has
the signs of another kind of record (leads, invoices, tickets ...) is named for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coaching.importing.mapping.also_tables import PERIOD_FIELDS
from coaching.importing.mapping.evidence.assignment import assign
from coaching.importing.mapping.evidence.field_evidence import probability
from coaching.importing.mapping.evidence.match import Match
from coaching.importing.mapping.evidence.other_records import (
    NAMED,
    NEVER_DEALS,
    SAYS_WON,
    guessed,
    may_be_made_sales,
    may_be_sales,
    names_a_seller,
    other_records,
    points_of_deals_alone,
    quotes_opportunities,
    sells,
)
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.evidence.signs import (
    CLEAR,
    OWN_KEY,
    ends_in_labels,
    known_as,
    lists_people,
    own_key,
    says_won,
)
from coaching.importing.mapping.evidence.table_points import (
    MAY_HOLD_ACTIVITIES,
    ONLY_IN_DEALS,
    POINTS,
    counts_work,
    enters_other_stages,
    logs_changes,
    may_be_talks,
    names_a_goal,
    names_customers,
    names_people,
    points_of_results,
    tells_of_work,
)
from coaching.importing.mapping.schema import KINDS, LEFT_OUT, SURE
from coaching.importing.shapes import period_in, period_without_year
from coaching.importing.vocabulary.by_language import ANY
from coaching.importing.vocabulary.header_senses import PART, header_senses
from coaching.importing.vocabulary.header_words import part_in_log, table_kinds
from coaching.importing.vocabulary.word_lists import Layout
from coaching.tables import NEXT_STEP, WON

#: Points from which a table is believed, and by how many it must lead.
_ENOUGH, _LEAD = 3.0, 0.6
#: What the layout of a CRM adds.
_BY_LAYOUT = 6.0
#: What a table is short of whose name says that it is another one of ours.
_NAMED_OTHERWISE = 0.6
#: What a table without a column of periods is short of, where its own name says the period.
_UNSAID = {"goals": 2.7, "rep_periods": 3.0}
#: What finds a period in the names of a sheet and a file.
_IN_NAMES = (period_in, period_without_year)
#: Points of another kind of record from which a table may be one, and deals that nothing says to be won are asked
#: about.
_DOUBTED = 2.5
#: Points of another kind of record from which a table that is none of ours is named for it.
_LIKE_ANOTHER = 1.2
#: How sure a table is that is asked about, as it has all that coaching needs, and little that only it has.
_DOUBTFUL = 0.5
#: What another file may add to deals.
_ADDED = frozenset(("amount", "first_appointment_on", "next_step_on", "closed_on", "lost_reason", "source", "product"))
#: Whose the deals are, which another file may say as well: each of these people has several.
_ADDED_PEOPLE = frozenset(("rep", "rep_id", "rep_email"))
#: What a table of goals is short of for each column that only deals have.
_PER_COLUMN_OF_DEALS = 0.8
#: Records with a budget that is no goal, a day of no talk and an owner.
_PLANNED = ("campaigns", "projects")


@dataclass(frozen=True)
class TableType:
    """What a sheet is: one of our tables (``table``), or another kind of record (``taken_for``), or nothing known.

    ``certainty`` is that of the table, ``layout`` that of the CRM it is exported from; ``matches`` holds the columns
    found for each table. ``guess`` is what is guessed of a table that is asked about: the table itself, or
    ``LEFT_OUT`` of records that are decided and are no sales by their looks.
    """

    table: str
    certainty: float
    taken_for: str
    layout: Layout | None
    matches: Mapping[str, Match]
    points: Mapping[str, float]
    guess: str = ""


def table_type(
    profiles: Mapping[str, Profile], file: str, sheet: str | None, layouts: Iterable[tuple[float, Layout]] = ()
) -> TableType:
    """Tell what a sheet is from the profiles of its columns, its names, and the ``layouts`` of CRMs that it may be."""
    known: dict[str, Layout] = {}
    strongest = None
    for _, layout in sorted(layouts, key=lambda found: -found[0]):
        known.setdefault(layout.table, layout)
        strongest = strongest or layout
    matches = {table: assign(profiles, table, known.get(table)) for table in KINDS}
    named = _named(file, sheet)
    others = other_records(profiles, named)
    quoted = quotes_opportunities(matches["deals"], profiles, others)
    points = _points_of_columns(matches, profiles, named, others)
    by_stage = points["stage_history"] >= _ENOUGH and enters_other_stages(matches["stage_history"], profiles)
    if by_stage:
        # What was exported a row for each stage is no table of deals, though it has the columns of one.
        points["deals"] -= _BY_LAYOUT
    if quoted:
        points["deals"] -= OWN_KEY
        others["quotes"] = others.get("quotes", 0.0) + OWN_KEY
    _add_names(points, matches, profiles, named, (sheet, file.rsplit(".", 1)[0]))
    for table, layout in known.items():
        if layout is strongest and not (by_stage and table == "deals"):
            points[table] = max(points[table], 2.0) + _BY_LAYOUT
    if _logs_other_changes(profiles):
        points["stage_history"] = points["deals"] = -_BY_LAYOUT
    return _decided(points, others, matches, profiles, named, known, (file, sheet or ""), quoted)


def _points_of_columns(
    matches: Mapping[str, Match], profiles: Mapping[str, Profile], named: frozenset[str], others: Mapping[str, float]
) -> dict[str, float]:
    """Return how many points the columns speak for each of our tables, fewer where others than these have them too."""
    points = {table: POINTS[table](matches[table], profiles) for table in KINDS}
    points["goals"] -= _PER_COLUMN_OF_DEALS * sum(matches["deals"].how_sure(name) >= SURE for name in ONLY_IN_DEALS)
    for table in ("goals", "activities", "reps"):
        # Campaigns and projects have budgets, days and people too.
        points[table] -= max(others.get(name, 0.0) for name in _PLANNED)
    if named and named.isdisjoint((*KINDS, *MAY_HOLD_ACTIVITIES)):
        # Campaigns have a budget, and leads what was last talked about: a list that is called so is no other of ours.
        for table in points.keys() - {"deals", "reps"}:
            points[table] -= NAMED
    if "activities" in named and points["activities"] and not says_won(matches["deals"], profiles):
        points["activities"] += points_of_results(matches["activities"], profiles)
    return points


def _add_names(
    points: dict[str, float],
    matches: Mapping[str, Match],
    profiles: Mapping[str, Profile],
    named: frozenset[str],
    names: tuple[str | None, str],
) -> None:
    """Add what the names of the sheet and the file say, ``named`` as kinds of records and ``names`` in their words."""
    told = named & set(KINDS)
    for table in points:
        if points[table] > 0:
            points[table] += NAMED if table in told else -_NAMED_OTHERWISE if told else 0.0
    if "reps" not in named:
        # Names and e-mails are those of customers as well.
        points["reps"] -= NAMED if named - set(KINDS) else 0.0
        points["reps"] -= OWN_KEY if any(names_customers(h) and names_people(h) for h in profiles) else 0.0
        points["reps"] -= 0.0 if tells_of_work(matches["reps"], profiles) else NAMED
    for table, unsaid in _UNSAID.items():
        timed = any(matches[table].how_sure(field) >= 0.4 for field in PERIOD_FIELDS[table])
        if points[table] <= 0 or timed:
            continue
        # What is called goals is a list of them, and its period is asked.
        called = table == "goals" and told == {table} and names_a_goal(matches[table].fields["amount"])
        if called or any(of_names(*names) for of_names in _IN_NAMES):
            points[table] += unsaid


def _decided(
    points: Mapping[str, float],
    others: Mapping[str, float],
    matches: Mapping[str, Match],
    profiles: Mapping[str, Profile],
    named: frozenset[str],
    known: Mapping[str, Layout],
    names: tuple[str, str],
    quoted: bool,
) -> TableType:
    """Return the kind of table that the points decide for, or the other kind of record, or none."""
    best = max(points, key=lambda table: points[table])
    match = matches[best]
    second = max((score for table, score in points.items() if table != best), default=0.0)
    other = max(others, key=lambda name: others[name], default="")
    rival = others.get(other, 0.0)
    every = {**points, **others}
    like = other if rival >= _LIKE_ANOTHER else ""
    firm = 0.0 if quoted else points_of_deals_alone(best, match, profiles, other)
    like_leads = named == {"leads"} or (named.isdisjoint(KINDS) and lists_people(profiles))
    if best == "deals" and best not in known and like_leads and not sells(match, profiles):
        return TableType("", 0.0, "leads" if "leads" in named else "", None, matches, every)
    if rival >= _DOUBTED and rival > points[best] - 1.0 + firm:
        return TableType("", 0.0, other, None, matches, every)
    if rival >= _DOUBTED and best == "deals" and firm < SAYS_WON:
        return TableType("", 0.0, other if other in NEVER_DEALS else "", None, matches, every)
    lead = points[best] - max(second, 0.0)
    is_clear = points[best] >= _ENOUGH and lead >= _LEAD
    guess = guessed(match, profiles, named, names) if best == "deals" and best not in known else ""
    if not (is_clear and guess != LEFT_OUT) and not like and adds_to_deals(matches["deals"], profiles):
        return TableType("deals", SURE, "", None, matches, every)
    if guess == LEFT_OUT:
        if like and not (best in named or says_won(match, profiles) or may_be_sales(match, profiles)):
            return TableType("", 0.0, like, None, matches, every)
        ends = ends_in_labels(match, profiles)
        goes_on = WON not in ends and (NEXT_STEP in ends or not is_clear)
        if not (goes_on and _likely(points, matches, profiles, named, names)):
            return TableType("", 0.0, "", None, matches, every, guess if is_clear and WON in ends else "")
        is_clear = False
    if not is_clear:
        likely = _likely(points, matches, profiles, named, names)
        if like and not (likely == "deals" and names_a_seller(matches["deals"])):
            return TableType("", 0.0, like, None, matches, every)
        return TableType(likely, _DOUBTFUL if likely else 0.0, "", None, matches, every, likely)
    sure = probability(1.5 * min(lead, points[best] - _ENOUGH + 1.0) + 1.0)
    return TableType(best, sure, "", known.get(best), matches, every, guess)


def _likely(
    points: Mapping[str, float],
    matches: Mapping[str, Match],
    profiles: Mapping[str, Profile],
    named: frozenset[str],
    names: tuple[str, str],
) -> str:
    """Return the likeliest of our tables that has all that coaching needs of it, "" where none has.

    Rows with a buyer and money are sales before they are talks about them.
    """
    has_needed = {
        "deals": may_be_made_sales(matches["deals"], profiles, names),
        "activities": points["activities"] > 0 and may_be_talks(matches["activities"], named),
        "goals": points["goals"] > 0 and names_a_goal(matches["goals"].fields["amount"]),
        "rep_periods": points["rep_periods"] > 0 and counts_work(matches["rep_periods"]),
    }
    if has_needed["deals"] and "amount" in matches["deals"].fields:
        return "deals"
    return max((table for table, has_all in has_needed.items() if has_all), key=lambda t: points[t], default="")


def _named(file: str, sheet: str | None) -> frozenset[str]:
    """Return what the name of the file and that of its sheet say that it holds."""
    kinds = [table_kinds(name) for name in (file.rsplit(".", 1)[0], sheet or "")]
    # The history of opportunities is a history, the calls of leads are calls.
    return frozenset(
        "stage_history"
        if "stage_history" in found
        else "activities"
        if "activities" in found and found[0] not in KINDS
        else found[0]
        for found in kinds
        if found
    )


def adds_to_deals(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table holds nothing but what a list of deals lacks, by the ids of these deals."""
    header = match.fields.get("deal_id", "")
    called = {s.name for s in header_senses(header) if s.table == ANY and s.how != PART}
    is_their_key = "deal_id" in called and own_key(profiles) == header
    is_their_code = "deal_name" in called and profiles[header].is_numbered and own_key(profiles) in (None, header)
    if not ((is_their_key and profiles[header].is_unique) or is_their_code):
        return False
    known = {"deal_id", *(name for name in match.fields if match.how_sure(name) >= SURE)}
    of_these = {match.fields[name] for name in known} >= {h for h, profile in profiles.items() if not profile.is_empty}
    of_people = _ADDED_PEOPLE if any(profiles[match.fields[name]].repeats > 0 for name in _ADDED_PEOPLE & known) else ()
    added = {*_ADDED, *of_people}
    return of_these and known <= {"deal_id", "account", "currency", *added} and not known.isdisjoint(added)


def _logs_other_changes(profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table logs the changes of several fields, of which the stage is but one."""
    return logs_changes(profiles) and any(
        part_in_log(header) == "field" and not all(map(_is_stage, profile.sample))
        for header, profile in profiles.items()
    )


def _is_stage(header: str) -> bool:
    return known_as(header, "deals", "stage") >= CLEAR
