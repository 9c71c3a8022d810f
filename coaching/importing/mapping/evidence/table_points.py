"""How many points the columns of a sheet speak for each of our tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from coaching.importing.mapping.also_tables import PERIOD_FIELDS
from coaching.importing.mapping.evidence.header_scores import aims_at_sales, header_scores
from coaching.importing.mapping.evidence.match import Match
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.evidence.signs import (
    CLEAR,
    LIKELY_OWNED,
    MOST,
    OWN_KEY,
    ends_in_labels,
    how_sure_owned,
    is_specific,
    known_as,
    lists_people,
    own_key,
)
from coaching.importing.mapping.evidence.without_header import is_without_header
from coaching.importing.mapping.schema import ENTERED, OWNERS, SURE
from coaching.importing.values.normalize import missing, words
from coaching.importing.values.period_names import parse_period
from coaching.importing.vocabulary.activity_kinds import kind_dated
from coaching.importing.vocabulary.header_senses import PART, header_senses
from coaching.importing.vocabulary.header_words import (
    is_called,
    key_tables,
    names_an_id,
    part_in_log,
    table_kinds,
)
from coaching.importing.vocabulary.word_lists import word_lists
from coaching.tables import FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: The part of a column's labels that are kinds of activities, from which it is one of kinds.
_TALKS = 0.8
#: What a label that says who rang counts, where one that is a kind of activities counts 1: bookkeepers have them too.
_OF_CALLS = 0.3
#: The part of a column's labels that are results of activities, from which it is one of results.
_RESULTS = 0.6
#: What labels for won and lost add where no header says anything.
_SAYS_ENDS = 1.0
#: Files called so may hold calls and meetings.
MAY_HOLD_ACTIVITIES = ("tasks",)
#: What columns beside the outcome and the stage add to a table of deals.
_FACTS = {
    "amount": 1.0,
    "closed_on": 0.6,
    "created_on": 0.5,
    "expected_close_on": 1.2,
    "probability": 0.9,
    "forecast": 1.0,
    "pipeline": 0.9,
    "lost_reason": 0.8,
    "furthest_stage": 0.8,
    "source": 0.3,
    "first_appointment_on": 0.8,
    "next_step_on": 0.8,
    "account": 0.3,
    "product": 0.2,
    "deal_type": 0.2,
    "is_closed": 0.4,
    "segment": 0.1,
}
#: So many columns has a plain list of goals, whose period is asked.
_PLAIN_GOALS = 3
#: Columns of deals that no table of goals has.
ONLY_IN_DEALS = ("account", "deal_name", "is_won", "lost_reason", "first_appointment_on", "next_step_on", "closed_on")
#: How sure a column of a list of people has to be to speak of their work.
_LEAST_OF_WORK = 0.8
#: The part of the names in a list of people that may come again: some share theirs.
_NAMESAKES = 0.2
#: The part of a column's cells that are numbers, from which it is one of numbers.
_NUMBERS = 0.9
_COUNTS = ("conversations", "first_appointments", "next_steps", "won", "lost")


def logs_changes(profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table has a column for what a value was, or became."""
    return any(part_in_log(header) in ("before", "after") for header in profiles)


def _deals(match: Match, profiles: Mapping[str, Profile]) -> float:
    total = 0.0
    told = False
    for name in ("status", "is_won", "won_on", "lost_on"):
        if match.how_sure(name) >= 0.5:
            told = name != "status" or bool(profiles[match.fields[name]].outcomes & {WON, LOST})
            total += (
                {"status": 2.0, "is_won": 1.5, "won_on": 1.2, "lost_on": 1.2}[name]
                * match.how_sure(name)
                * (0.4 + 0.6 * told)
            )
            break
    if match.how_sure("stage") >= 0.4:
        p = profiles[match.fields["stage"]]
        ends = 1.0 * bool(p.gates & {WON, LOST})
        working = 0.5 * bool(p.gates & {FIRST_APPOINTMENT, NEXT_STEP})
        total += (1.2 + 1.0 * p.stage_share + ends + working) * match.how_sure("stage")
        told = True
    entered = sum(name.startswith(ENTERED) for name in match.fields)
    total += min(entered, 3)
    total += sum(weight * match.how_sure(name) for name, weight in _FACTS.items() if match.how_sure(name) >= 0.4)
    total += 0.6 * how_sure_owned(match)
    for name, most in (("deal_id", 2.0), ("deal_name", 1.0)):
        if match.how_sure(name) >= 0.4:
            p = profiles[match.fields[name]]
            specific = is_specific(match.fields[name])
            if name == "deal_id" and not p.is_unique and p.count >= 6 and p.repeats > 0.4:
                total -= 1.5
            else:
                total += most if specific else 0.3
    if is_without_header(profiles) and {WON, LOST} <= ends_in_labels(match, profiles):
        total += _SAYS_ENDS
    if not told:
        total += 0.7 * any(header_scores(header, "deals").get("status", 0.0) >= 0.9 for header in profiles)
        of_deals = any(name in match.fields and is_specific(match.fields[name]) for name in ("deal_id", "deal_name"))
        total -= (0.5 if "amount" in match.fields else 1.0) if of_deals else 2.0
        # Two columns of times of day and no outcome: hours worked.
        total -= 1.5 if sum(profile.is_clock for profile in profiles.values()) > 1 else 0.0
    if how_sure_owned(match) < 0.4 and not {"amount", "account", "deal_name"} & set(match.fields):
        total -= 2.0
    held = [profiles[match.fields[name]] for name in ("status", "stage") if name in match.fields]
    if any(p.result_share > _RESULTS and p.result_share > p.stage_share for p in held) and "amount" not in match.fields:
        total -= 2.0
    ended = bool(ends_in_labels(match, profiles) & {WON, LOST}) or match.how_sure("is_won") >= SURE
    won = WON in ends_in_labels(match, profiles) or match.how_sure("is_won") >= SURE
    if not (won or "amount" in match.fields) and _tells_talks_apart(match, profiles):
        # A diary names the customers and deals of its talks, and what comes next.
        total -= 2.0
    own, deal = own_key(profiles), match.fields.get("deal_id")
    of_others = own is not None and bool(key_tables(own))
    foreign = deal and own and own != deal and is_specific(deal) and (of_others or not profiles[deal].is_unique)
    return total - (3.0 if foreign else 2.0 if of_others and not ended else 0.0)


def _tells_talks_apart(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a column beside the stage tells calls, meetings and the like apart."""
    others = (p for header, p in profiles.items() if header != match.fields.get("stage"))
    return any(p.kind_share > _TALKS and not p.gates & {WON, LOST} for p in others)


def _activities(match: Match, profiles: Mapping[str, Profile]) -> float:
    if match.how_sure("happened_on") < 0.4:
        return 0.0
    # The day on which an invoice is due, or a ticket, is that of no talk; tasks may be calls.
    day = match.fields["happened_on"]
    of_others = set(key_tables(day))
    if of_others and of_others.isdisjoint(MAY_HOLD_ACTIVITIES) and known_as(day, "activities", "happened_on") < CLEAR:
        return 0.0
    total = 0.8
    kind, result = match.fields.get("kind"), match.fields.get("result")
    named = sum(_says_kind(match.fields[name]) for name in ("happened_on", "rep") if name in match.fields)
    named += any(_says_kind(header) and _is_key(profile) for header, profile in profiles.items())
    known = bool(named)
    total += min(1.8 * named, 2.4)
    if kind and match.how_sure("kind") >= 0.4:
        share = max(profiles[kind].kind_share, _OF_CALLS * profiles[kind].direction_share)
        known = known or share > 0.1
        total += (0.6 + 2.4 * min(1.0, 1.6 * share)) * match.how_sure("kind") - (0.0 if known else 2.0)
    if result and match.how_sure("result") >= 0.4:
        total += (0.3 + 1.7 * profiles[result].result_share) * match.how_sure("result")
        total -= 0.7 if {WON, LOST} & profiles[result].outcomes else 0.0
    if "activity_id" in match.fields and match.how_sure("activity_id") >= 0.4:
        total += 2.0 if is_specific(match.fields["activity_id"]) else 0.2
    total += (
        0.5 * how_sure_owned(match)
        + 0.4 * match.how_sure("deal_id")
        + 0.3 * match.how_sure("deal_name")
        + 0.5 * match.how_sure("done")
    )
    if not known and not {"kind", "result", "done"} & set(match.fields):
        total -= 1.5
    if not named and lists_people(profiles):
        total -= 2.0
    return total - (0.0 if known or "activity_id" in match.fields else 0.8)


def points_of_results(match: Match, profiles: Mapping[str, Profile]) -> float:
    """Return what the results of a table that is called after one kind of activity add: it needs no column of kinds."""
    result = match.fields.get("result")
    return 1.5 if result and profiles[result].answer_share > _RESULTS else 0.0


def _says_kind(header: str) -> bool:
    """Return whether a header names calls or meetings: "meeting date", "call owner", "start of the calls"."""
    kinds = {word_lists("kind").get(word) or kind_dated(word) for word in words(header)}
    return not kinds.isdisjoint(("conversation", "appointment")) or "activities" in table_kinds(header)


def _is_key(profile: Profile) -> bool:
    """Return whether a column holds another id in every row, which is nobody's phone number."""
    is_id = profile.is_unique and profile.code_share > _NUMBERS and names_an_id(profile.header)
    return is_id and not is_called(profile.header, "phone")


def may_be_talks(match: Match, named: frozenset[str]) -> bool:
    """Return whether rows have a day and somebody of ours, and something says that they are calls or meetings."""
    if match.how_sure("happened_on") < LIKELY_OWNED or how_sure_owned(match) < SURE:
        return False
    return "activities" in named or match.how_sure("kind") >= SURE or any(map(_says_kind, match.fields.values()))


def _goals(match: Match, profiles: Mapping[str, Profile]) -> float:
    if match.how_sure("amount") < 0.4 or not (how_sure_owned(match) > 0.4 or match.how_sure("team") > 0.4):
        return 0.0
    specific = names_a_goal(match.fields["amount"])
    total = (
        (2.6 if specific and match.how_sure("amount") > 0.6 else 0.6)
        + 0.5 * how_sure_owned(match)
        + 0.2 * match.how_sure("team")
    )
    periods = [name for name in ("goal_from", "goal_to", "goal_period", "year") if match.how_sure(name) >= 0.4]
    # A plain list of names and goals is one, whatever its period.
    if not periods and specific and len([p for p in profiles.values() if not p.is_empty]) <= _PLAIN_GOALS:
        periods = ["asked"]
    return total + (0.9 + 0.3 * len(periods) if periods else -1.5)


def names_a_goal(header: str) -> bool:
    """Return whether a header is one of goals and of no other amounts."""
    senses = [sense for sense in header_senses(header) if sense.is_field and sense.how != PART and not sense.vague]
    tables = {sense.table for sense in senses if sense.name == "amount"}
    return ("goals" in tables and "deals" not in tables) or "goals" in table_kinds(header) or aims_at_sales(header)


def _reps(match: Match, profiles: Mapping[str, Profile]) -> float:
    names = [name for name in ("rep", "rep_first", "rep_last") if match.how_sure(name) >= 0.4]
    if not names and match.how_sure("email") < 0.4:
        return 0.0
    total = 0.0
    for name in names[:1]:
        p = profiles[match.fields[name]]
        total += (1.5 if p.person_share > 0.7 else -2.0) - (1.5 if p.repeats > 0.5 and p.count >= 5 else 0.0)
        total += 0.8 if is_specific(match.fields[name]) else 0.0
    about = {"team": 0.8, "region": 0.6, "role": 0.9, "manager": 1.2, "started_on": 1.5, "left_on": 1.0, "email": 0.8}
    total += sum(weight * match.how_sure(name) for name, weight in about.items() if match.how_sure(name) >= 0.8)
    if match.how_sure("rep_id") >= 0.7:
        p = profiles[match.fields["rep_id"]]
        total += (1.6 if is_specific(match.fields["rep_id"]) else 0.3) * (1.0 if p.is_unique else -0.5)
        total -= OWN_KEY if key_tables(match.fields["rep_id"]) else 0.0
        # A key that differs in every row where names come again is that of something else than the people.
        total -= 3.0 if names and p.is_unique and profiles[match.fields[names[0]]].repeats > _NAMESAKES else 0.0
    held = [header for header, profile in profiles.items() if not profile.is_empty]
    across = sum(p.number_share > 0.8 and parse_period(h, 2000) is not None for h, p in profiles.items())
    return total - (3.0 if any(map(_speaks_of_customers, held)) else 0.0) - (3.0 if across else 0.0)


def tells_of_work(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a list of people tells of their work: a team, a role, a manager, since when, or that they sell.

    Those whose owner another column names are customers.
    """
    of_work = any(
        match.how_sure(name) >= _LEAST_OF_WORK for name in ("team", "role", "manager", "started_on", "left_on")
    )
    people = [header for name, header in match.fields.items() if name in (*OWNERS, "email")]
    return of_work or any(known_as(header, "deals", owner) >= CLEAR for header in people for owner in OWNERS)


def _speaks_of_customers(header: str) -> bool:
    """Return whether a header is one of a list of customers or of people who work for them."""
    whole = any(s.name in ("phone", "contact") and not s.is_field and s.how != PART for s in header_senses(header))
    return (names_customers(header) and not names_people(header)) or (whole and "contact" in words(header))


def names_customers(header: str) -> bool:
    """Return whether a header is one of customers."""
    return header_scores(header, "deals").get("account", 0.0) >= CLEAR


def names_people(header: str) -> bool:
    """Return whether a header is one of names of people, whoever they are: customers have surnames as well as reps."""
    names = header_scores(header, "reps")
    return any(names.get(name, 0.0) >= CLEAR for name in ("rep_first", "rep_last", "rep"))


def _rep_periods(match: Match, profiles: Mapping[str, Profile]) -> float:
    counts = [name for name in _COUNTS if match.how_sure(name) >= 0.4]
    if not counts or how_sure_owned(match) < 0.4:
        return 0.0
    total = (
        1.2 * sum(match.how_sure(name) for name in counts)
        + 0.8 * match.how_sure("revenue")
        + 0.5 * how_sure_owned(match)
    )
    timed = max(match.how_sure("period"), match.how_sure("period_from"), match.how_sure("period_to"))
    total += 1.0 * timed if timed >= 0.4 else -2.0
    if _counts_each_once(match, profiles):
        return total + 1.0
    return total - (1.5 if len(counts) == 1 and "revenue" not in match.fields else 0.0)


def counts_work(match: Match) -> bool:
    """Return whether rows count for somebody of ours several things that only a seller does."""
    return how_sure_owned(match) >= SURE and sum(match.how_sure(name) >= LIKELY_OWNED for name in _COUNTS) > 1


def _counts_each_once(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table holds nothing but numbers beside its reps and periods, one row for each of both."""
    owner = next((match.fields[name] for name in OWNERS if name in match.fields), None)
    times = [match.fields[name] for name in PERIOD_FIELDS["rep_periods"] if name in match.fields]
    others = [p for header, p in profiles.items() if header != owner and header not in times and not p.is_empty]
    if owner is None or not times or not all(p.number_share > _NUMBERS for p in others):
        return False
    rows = list(zip(profiles[owner].cells, *(profiles[header].cells for header in times), strict=True))
    return profiles[owner].repeats > 0.5 and len(set(rows)) == len(rows)


def _stage_history(match: Match, profiles: Mapping[str, Profile]) -> float:
    if any(match.how_sure(name) < 0.4 for name in ("deal_id", "stage", "entered_on")):
        return 0.0
    ids, stage = profiles[match.fields["deal_id"]], profiles[match.fields["stage"]]
    total = 0.6 + 1.0 * stage.stage_share + (2.0 if logs_changes(profiles) else 0.0)
    total += 2.0 if enters_other_stages(match, profiles) else 0.0
    total += 1.5 if ids.repeats > 0.3 else -0.5
    total += 2.0 if sum(not profile.is_empty for profile in profiles.values()) <= 3 else 0.0
    total += 0.8 if is_specific(match.fields["deal_id"]) else 0.0
    return total


def enters_other_stages(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether most deals with several rows entered another stage in each.

    The products of a deal are in one stage, and versions of it have no day of their own but that of the change.
    """
    ids, stage = profiles[match.fields["deal_id"]], profiles[match.fields["stage"]]
    of_deals = max(header_scores(match.fields["entered_on"], "deals").values(), default=0.0)
    if stage.result_share >= stage.stage_share or of_deals >= CLEAR:
        return False
    stages: dict[str, list[str]] = defaultdict(list)
    for deal, label in zip(ids.cells, stage.cells, strict=True):
        if not missing(deal):
            stages[deal].append(label)
    several = [labels for labels in stages.values() if len(labels) > 1]
    return bool(several) and sum(len(set(labels)) == len(labels) for labels in several) > MOST * len(several)


POINTS = {
    "deals": _deals,
    "activities": _activities,
    "goals": _goals,
    "reps": _reps,
    "rep_periods": _rep_periods,
    "stage_history": _stage_history,
}
