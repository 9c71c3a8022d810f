"""Which canonical table a sheet is, or what else: told by its columns, its key, its name and what its labels say.

Each sign counts a few points. The table with the most wins if it has enough and clearly more than the next; what has
the signs of another kind of record (leads, invoices, tickets ...) is named for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coaching.importing.mapping.also_tables import PERIOD_FIELDS
from coaching.importing.mapping.evidence.assignment import assign
from coaching.importing.mapping.evidence.field_evidence import probability
from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.match import Match
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.evidence.without_header import is_without_header
from coaching.importing.mapping.schema import ENTERED, KINDS, LEFT_OUT, OWNERS, SURE
from coaching.importing.mapping.stages import Meaning, meaning_of
from coaching.importing.shapes import period_in, period_without_year
from coaching.importing.values.normalize import missing, words
from coaching.importing.values.period_names import parse_period
from coaching.importing.vocabulary.by_language import ANY
from coaching.importing.vocabulary.header_words import (
    PART,
    header_senses,
    is_called,
    key_tables,
    names_a_quote,
    names_an_id,
    names_paper,
    part_in_log,
    speaks_of_other_decisions,
    speaks_of_selling,
    table_kinds,
)
from coaching.importing.vocabulary.label_words import common_win, is_accepted
from coaching.importing.vocabulary.word_lists import Layout, word_lists
from coaching.tables import FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: Points from which a table is believed, and by how many it must lead.
_ENOUGH, _LEAD = 3.0, 0.6
#: What its name adds, and the layout of a CRM.
_NAMED, _BY_LAYOUT = 1.8, 6.0
#: What a table is short of whose name says that it is another one of ours.
_NAMED_OTHERWISE = 0.6
#: What a table without a column of periods is short of, where its own name says the period.
_UNSAID = {"goals": 2.7, "rep_periods": 3.0}
#: What finds a period in the names of a sheet and a file.
_IN_NAMES = (period_in, period_without_year)
#: The part of a column's labels that are kinds of activities, from which it is one of kinds.
_TALKS = 0.8
#: What a label that says who rang counts, where one that is a kind of activities counts 1: bookkeepers have them too.
_OF_CALLS = 0.3
#: The part of a column's labels that are results of activities, from which it is one of results.
_RESULTS = 0.6
#: Points of another kind of record from which a table may be one, and deals that nothing says to be won are asked
#: about; what it adds that one was.
_DOUBTED, _SAYS_WON = 2.5, 3.0
#: What it adds that somebody sold it to somebody, who said yes or no; what is called a deal in some trades.
_ANSWERED = 4.0
_ALSO_DEALS = frozenset(("quotes", "projects"))
#: Points of another kind of record from which a table that is none of ours is named for it.
_LIKE_ANOTHER = 1.2
#: What labels for won and lost add where no header says anything.
_SAYS_ENDS = 1.0
#: What another column adds that only this kind of record has.
_OWN_SIGN = 0.9
#: What the table's own key adds to the kind of record that it is a key of.
_OWN_KEY = 3.0
#: How far a word must speak for the stage to be one.
_CLEAR = 0.9
#: The part of the deals with several rows that stand in another stage in each, from which these are its steps.
_MOSTLY = 0.7
#: How sure a column of owners has to be to be one at all.
_LIKELY_OWNED = 0.4
#: Columns that tell won deals from others.
_TOLD = ("status", "stage", "is_won", "lost_on", "is_closed", "active")
#: Columns that show how a sale went on, and that no list of quotes, orders or invoices has.
_ON_THE_WAY = ("first_appointment_on", "lost_reason", "probability", "expected_close_on", "forecast", "furthest_stage")
#: Those of them that only deals have: an appeal or a match has a date, a reason and odds as well.
_ONLY_OF_DEALS = ("pipeline", "expected_close_on", "forecast", "furthest_stage")
#: Dates and amounts of a sale, which a possession has too.
_OF_ONE_SALE = ("amount", "won_on", "closed_on")
#: What another file may add to deals.
_ADDED = frozenset(("amount", "first_appointment_on", "next_step_on", "closed_on", "lost_reason", "source", "product"))
#: What a table of goals is short of for each column that only deals have.
_PER_COLUMN_OF_DEALS = 0.8
#: Records of what was sold already.
_TRADED = ("orders", "payments", "invoices")
#: Records with a budget that is no goal, a day of no talk and an owner.
_PLANNED = ("campaigns", "projects")
#: Files called so may hold calls and meetings.
_MAY_HOLD_ACTIVITIES = ("tasks",)
#: Columns that are no field of ours and speak for another kind of record.
_SIGNS = {
    "quantity": ("orders", 1.2),
    "unit_price": ("orders", 1.3),
    "payment": ("payments", 1.2),
    "priority": ("tasks", 0.5),
}
_PLAIN = frozenset(("id", "no", "number", "name", "title", "subject", "topic", "description", "reference", "ref"))


@dataclass(frozen=True)
class TableType:
    """What a sheet is: one of our tables (``table``), or another kind of record (``taken_for``), or nothing known.

    ``certainty`` is that of the table, ``layout`` that of the CRM it is exported from; ``matches`` holds the columns
    found for each table. ``guess`` is what is guessed of records that are decided and may be no sales: ``deals`` or
    ``LEFT_OUT``.
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
    of_deals = sum(_p(matches["deals"], name) >= SURE for name in _OF_DEALS)
    others = _other_records(profiles, named)
    quoted = _quotes_opportunities(matches["deals"], profiles, others)
    points = {table: _POINTS[table](matches[table], profiles) for table in KINDS}
    points["goals"] -= _PER_COLUMN_OF_DEALS * of_deals
    for table in ("goals", "activities", "reps"):
        # Campaigns and projects have budgets, days and people too.
        points[table] -= max(others.get(name, 0.0) for name in _PLANNED)
    if named and named.isdisjoint((*KINDS, *_MAY_HOLD_ACTIVITIES)):
        # Campaigns have a budget, and leads what was last talked about: a list that is called so is no other of ours.
        for table in points.keys() - {"deals", "reps"}:
            points[table] -= _NAMED
    if "activities" in named and points["activities"] and not _says_won(matches["deals"], profiles):
        points["activities"] += _results(matches["activities"], profiles)
    by_stage = points["stage_history"] >= _ENOUGH and _moves_on(matches["stage_history"], profiles)
    if by_stage:
        # What was exported a row for each stage is no table of deals, though it has the columns of one.
        points["deals"] -= _BY_LAYOUT
    if quoted:
        points["deals"] -= _OWN_KEY
        others["quotes"] = others.get("quotes", 0.0) + _OWN_KEY
    told = named & set(KINDS)
    for table in points:
        if points[table] > 0:
            points[table] += _NAMED if table in told else -_NAMED_OTHERWISE if told else 0.0
    if "reps" not in named:
        # Names and e-mails are those of customers as well.
        points["reps"] -= _NAMED if named - set(KINDS) else 0.0
        points["reps"] -= _OWN_KEY if any(_names_customers(h) and _names_people(h) for h in profiles) else 0.0
        points["reps"] -= 0.0 if _works(matches["reps"], profiles) else _NAMED
    for table, unsaid in _UNSAID.items():
        timed = any(_p(matches[table], field) >= 0.4 for field in PERIOD_FIELDS[table])
        if points[table] <= 0 or timed:
            continue
        # What is called goals is a list of them, and its period is asked.
        called = table == "goals" and told == {table} and _names_a_goal(matches[table].fields["amount"])
        if called or any(of_names(sheet, file.rsplit(".", 1)[0]) for of_names in _IN_NAMES):
            points[table] += unsaid
    for table, layout in known.items():
        if layout is strongest and not (by_stage and table == "deals"):
            points[table] = max(points[table], 2.0) + _BY_LAYOUT
    if _logs_other_changes(profiles):
        points["stage_history"] = points["deals"] = -_BY_LAYOUT
    best = max(points, key=lambda table: points[table])
    second = max((score for table, score in points.items() if table != best), default=0.0)
    other = max(others, key=lambda name: others[name], default="")
    rival = others.get(other, 0.0)
    every = {**points, **others}
    like = other if rival >= _LIKE_ANOTHER else ""
    firm = 0.0 if quoted else _firm(best, matches[best], profiles, other)
    like_leads = named == {"leads"} or (named.isdisjoint(KINDS) and _lists_people(profiles))
    if best == "deals" and best not in known and like_leads and not _sells(matches[best], profiles):
        return TableType("", 0.0, "leads" if "leads" in named else "", None, matches, every)
    if rival >= _DOUBTED and rival > points[best] - 1.0 + firm:
        return TableType("", 0.0, other, None, matches, every)
    if rival >= _DOUBTED and best == "deals" and firm < _SAYS_WON:
        return TableType("", 0.0, "", None, matches, every)
    lead = points[best] - max(second, 0.0)
    is_clear = points[best] >= _ENOUGH and lead >= _LEAD
    if not is_clear and not like and adds_to_deals(matches["deals"], profiles):
        return TableType("deals", SURE, "", None, matches, every)
    guess = _guess(matches[best], profiles, named, (file, sheet or "")) if best == "deals" and best not in known else ""
    if guess == LEFT_OUT:
        if like and not (best in named or _says_won(matches[best], profiles) or _may_be_sales(matches[best], profiles)):
            return TableType("", 0.0, like, None, matches, every)
        is_won = WON in _ends(matches[best], profiles)
        return TableType("", 0.0, "", None, matches, every, guess if is_clear and is_won else "")
    if not is_clear:
        return TableType("", 0.0, like, None, matches, every)
    sure = probability(1.5 * min(lead, points[best] - _ENOUGH + 1.0) + 1.0)
    return TableType(best, sure, "", known.get(best), matches, every, guess)


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


def _other_records(profiles: Mapping[str, Profile], named: frozenset[str]) -> dict[str, float]:
    """Return how many points speak for each kind of record that is none of ours."""
    found: dict[str, float] = defaultdict(float)
    for name in named - set(KINDS):
        found[name] += _NAMED
    own = own_key(profiles)
    for header, profile in profiles.items():
        if profile.is_empty:
            continue
        kinds = key_tables(header)
        for kind in kinds:
            found[kind] += _OWN_KEY if header == own else _OWN_SIGN
        if _numbers_quotes(header, profile) and not ("quotes" in kinds and header == own):
            found["quotes"] += _OWN_KEY
        for concept in {sense.name for sense in header_senses(header) if not sense.is_field and sense.how != PART}:
            if concept in _SIGNS:
                kind, weight = _SIGNS[concept]
                found[kind] += weight
    return dict(found)


def adds_to_deals(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table holds nothing but what a list of deals lacks, by the ids of these deals."""
    header = match.fields.get("deal_id", "")
    is_their_key = any(s.table == ANY and s.name == "deal_id" and s.how != PART for s in header_senses(header))
    if not (is_their_key and profiles[header].is_unique and own_key(profiles) == header):
        return False
    known = {name for name in match.fields if _p(match, name) >= SURE}
    of_these = {match.fields[name] for name in known} >= {h for h, profile in profiles.items() if not profile.is_empty}
    return of_these and known <= {"deal_id", "account", "currency", *_ADDED} and not known.isdisjoint(_ADDED)


def _numbers_quotes(header: str, profile: Profile) -> bool:
    """Return whether a column is called by a word for quotes and holds another code or number in every row."""
    is_key = profile.is_unique and profile.code_share > 0.8 and not profile.date_share
    return is_key and names_a_quote(header) and (names_an_id(header) or profile.number_share < 0.5)


def _quotes_opportunities(match: Match, profiles: Mapping[str, Profile], others: Mapping[str, float]) -> bool:
    """Return whether a table is one of quotes that names the opportunity of each, and so none of these itself."""
    told = any("quotes" in key_tables(header) for header, profile in profiles.items() if not profile.is_empty)
    return told and others.get("quotes", 0.0) >= 2 * _OWN_SIGN and _names_other_deals(match, profiles)


def _sells(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a list that is called one of leads shows more than who they are: money, a win, a step on the way.

    A lead is converted as well.
    """
    if any(_p(match, name) >= _LIKELY_OWNED for name in ("amount", "pipeline", "is_won", *_ON_THE_WAY)):
        return True
    labels = (label for n in ("status", "stage") if n in match.fields for label in profiles[match.fields[n]].sample)
    meanings = [meaning_of(label) for label in labels if "leads" not in key_tables(label)]
    return any(m.code in (WON, FIRST_APPOINTMENT, NEXT_STEP) and not m.weak for m in meanings)


def own_key(profiles: Mapping[str, Profile]) -> str | None:
    """Return the header of the table's own key: the first id that differs in every row."""
    for header, profile in profiles.items():
        if profile.is_unique and profile.code_share > 0.8 and names_an_id(header):
            return header
    return None


def _logs_changes(profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table has a column for what a value was, or became."""
    return any(part_in_log(header) in ("before", "after") for header in profiles)


def _logs_other_changes(profiles: Mapping[str, Profile]) -> bool:
    """Return whether a table logs the changes of several fields, of which the stage is but one."""
    return _logs_changes(profiles) and any(
        part_in_log(header) == "field" and not all(map(_is_stage, profile.sample))
        for header, profile in profiles.items()
    )


def _is_stage(header: str) -> bool:
    return _known(header, "deals", "stage") >= _CLEAR


def _known(header: str, table: str, field: str) -> float:
    return header_scores(header, table).get(field, 0.0)


def _lists_people(profiles: Mapping[str, Profile]) -> bool:
    """Return whether each row is about somebody else, of whom it says where they came from and how they are reached."""
    reached = any(
        profile.is_unique and (is_called(header, "phone") or profile.email_share > _MOSTLY)
        for header, profile in profiles.items()
    )
    return reached and any(_known(header, "deals", "source") >= _CLEAR for header in profiles)


def _firm(table: str, match: Match, profiles: Mapping[str, Profile], other: str) -> float:
    """Return how much more it takes to believe that a table is another kind of record: what only deals have."""
    if table != "deals" or "amount" not in match.fields:
        return 0.0
    if other in _ALSO_DEALS and _is_answered(match, profiles):
        return _ANSWERED
    # A quote is converted as well, and archived.
    says_won = _says_won(match, profiles) and (other != "quotes" or LOST in _ends(match, profiles))
    # Who orders may come to visit.
    no_step = ("first_appointment_on",) if other in _TRADED else ()
    if says_won or any(_p(match, name) >= SURE for name in {"is_won", *_ON_THE_WAY}.difference(no_step)):
        return _SAYS_WON
    # What is accepted, paid or refused may be a deal, and as well a quote or an invoice.
    return 1.0 if _ends(match, profiles) & {WON, LOST} else 0.0


def _is_answered(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether rows tell who sold something to whom, and whether they bought it, as quotes and projects may.

    That a quote was accepted or refused says no more than that it is one, and so do rows that name another deal.
    """
    if _owned(match) < _LIKELY_OWNED or _p(match, "account") < SURE or _names_other_deals(match, profiles):
        return False
    bought = any(meaning.code == WON and not is_accepted(label) for label, meaning in _labels(match, profiles))
    return _p(match, "is_won") >= SURE or (bought and LOST in _ends(match, profiles))


def _names_other_deals(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a column beside the table's own key is one of the ids or the names of deals."""
    others = [header for header, profile in profiles.items() if header != own_key(profiles) and not profile.is_empty]
    senses = [sense for header in others for sense in header_senses(header) if sense.table == ANY and sense.how != PART]
    return any(sense.name in ("deal_id", "deal_name") for sense in senses)


def _shows_no_sale(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether nothing sure of a table is a sale of somebody to somebody.

    Marks of pupils, who pass or fail, have no owner, no amount, no win and no step on the way; a fleet of vehicles,
    some of them sold, has nobody who sells or buys; loans that were all signed have nobody who sells, and no other end.
    """
    if any(_p(match, name) >= SURE for name in ("pipeline", *_ON_THE_WAY)) or any(
        n.startswith(ENTERED) for n in match.fields
    ):
        return False
    if _owned(match) < _LIKELY_OWNED and not set(_TOLD).intersection(match.fields):
        return True
    ends = _ends(match, profiles)
    of_value = any(_p(match, name) >= SURE for name in ("amount", "is_won", "won_on", "lost_on", "deal_id", *OWNERS))
    of_people = _owned(match) >= _LIKELY_OWNED or any(_p(match, n) >= SURE for n in ("account", "deal_id", "deal_name"))
    return (not of_value and WON not in ends) or (not of_people and not {WON, LOST} <= ends)


def _says_won(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a label of the status or the stage says in so many words that a deal was won."""
    return any(meaning.code == WON and not meaning.weak for _, meaning in _labels(match, profiles))


def _guess(match: Match, profiles: Mapping[str, Profile], named: frozenset[str], names: Iterable[str]) -> str:
    """Return what is guessed of decided records that may be no sales, "" where they surely are."""
    if _shows_no_sale(match, profiles):
        return LEFT_OUT
    if "deals" in named or _speaks_of_sales(match, profiles):
        return ""
    of_others = any(map(speaks_of_other_decisions, (*profiles, *names)))
    if not of_others and _may_be_sales(match, profiles):
        return ""
    has_seller = any(_p(match, name) >= SURE for name in OWNERS) and "amount" in match.fields
    return "deals" if has_seller and not of_others and _says_won(match, profiles) else LEFT_OUT


def _speaks_of_sales(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether anything shows that what was decided are sales, and cannot be lawsuits, matches or a fleet.

    A bare "won" or "sold" is said of these as well, and a day or a price of a sale is also that of a possession.
    """
    of_one_sale = {match.fields[name] for name in _OF_ONE_SALE if name in match.fields}
    wins = (label for label, meaning in _labels(match, profiles) if meaning.code == WON and not meaning.weak)
    return (
        any(not common_win(label) for label in wins)
        or any(_p(match, name) >= SURE for name in _ONLY_OF_DEALS)
        or any(speaks_of_selling(header) for header in profiles if header not in of_one_sale)
    )


def _may_be_sales(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether records show what sales have, and nothing but other records of their kind may have as well.

    Owners, dates and labels such as "approved" are also those of applications, claims and leave. A signature after a
    dated visit or offer, beside an amount and a customer, is that of a sale.
    """
    stage = profiles[match.fields["stage"]] if "stage" in match.fields else None
    of_people = _owned(match) >= _LIKELY_OWNED or _p(match, "account") >= SURE
    papers = of_people and stage and any(map(names_paper, stage.sample))
    goes_on = papers or (stage and {FIRST_APPOINTMENT, NEXT_STEP} <= stage.gates)
    is_dated = _dates_every_step(match)
    if goes_on or is_dated or any(_p(match, name) >= SURE for name in ("is_won", *_ON_THE_WAY)):
        return True
    owned = any(_p(match, name) >= SURE for name in OWNERS)
    decided = {WON, LOST} <= _ends(match, profiles) and _p(match, "amount") >= SURE
    buyer = _p(match, "account") >= SURE and (owned or _p(match, "amount") >= SURE)
    return any(map(speaks_of_selling, profiles)) or (_says_won(match, profiles) and (buyer or (owned and decided)))


def _labels(match: Match, profiles: Mapping[str, Profile]) -> list[tuple[str, Meaning]]:
    """Return some labels of the status and of the stage, with what they mean."""
    return [
        (label, meaning_of(label))
        for name in ("status", "stage")
        if name in match.fields
        for label in profiles[match.fields[name]].sample
    ]


def _dates_every_step(match: Match) -> bool:
    """Return whether a row has the days on which a deal went on and was won, and who bought for how much."""
    of_a_sale = all(_p(match, name) >= SURE for name in ("won_on", "amount", "account"))
    return of_a_sale and any(name in match.fields for name in ("first_appointment_on", "next_step_on"))


def _p(match: Match, name: str) -> float:
    return match.certainty.get(name, 0.0)


def _owned(match: Match) -> float:
    return max((_p(match, name) for name in (*OWNERS, "email")), default=0.0)


def _is_specific(header: str) -> bool:
    """Return whether a header says what it is the id or name of."""
    split = words(header)
    return len(split) > 1 or not _PLAIN.issuperset(split)


def _ends(match: Match, profiles: Mapping[str, Profile]) -> frozenset[str]:
    """Return what the labels of the status and the stage say of how deals ended."""
    labels = [profiles[match.fields[name]] for name in ("status", "stage") if name in match.fields]
    return frozenset().union(*(p.gates | p.outcomes for p in labels))


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


def _deals(match: Match, profiles: Mapping[str, Profile]) -> float:
    total = 0.0
    told = False
    for name in ("status", "is_won", "won_on", "lost_on"):
        if _p(match, name) >= 0.5:
            told = name != "status" or bool(profiles[match.fields[name]].outcomes & {WON, LOST})
            total += (
                {"status": 2.0, "is_won": 1.5, "won_on": 1.2, "lost_on": 1.2}[name]
                * _p(match, name)
                * (0.4 + 0.6 * told)
            )
            break
    if _p(match, "stage") >= 0.4:
        p = profiles[match.fields["stage"]]
        ends = 1.0 * bool(p.gates & {WON, LOST})
        working = 0.5 * bool(p.gates & {FIRST_APPOINTMENT, NEXT_STEP})
        total += (1.2 + 1.0 * p.stage_share + ends + working) * _p(match, "stage")
        told = True
    entered = sum(name.startswith(ENTERED) for name in match.fields)
    total += min(entered, 3)
    total += sum(weight * _p(match, name) for name, weight in _FACTS.items() if _p(match, name) >= 0.4)
    total += 0.6 * _owned(match)
    for name, most in (("deal_id", 2.0), ("deal_name", 1.0)):
        if _p(match, name) >= 0.4:
            p = profiles[match.fields[name]]
            specific = _is_specific(match.fields[name])
            if name == "deal_id" and not p.is_unique and p.count >= 6 and p.repeats > 0.4:
                total -= 1.5
            else:
                total += most if specific else 0.3
    if is_without_header(profiles) and {WON, LOST} <= _ends(match, profiles):
        total += _SAYS_ENDS
    if not told:
        total += 0.7 * any(header_scores(header, "deals").get("status", 0.0) >= 0.9 for header in profiles)
        of_deals = any(name in match.fields and _is_specific(match.fields[name]) for name in ("deal_id", "deal_name"))
        total -= (0.5 if "amount" in match.fields else 1.0) if of_deals else 2.0
        # Two columns of times of day and no outcome: hours worked.
        total -= 1.5 if sum(profile.is_clock for profile in profiles.values()) > 1 else 0.0
    if _owned(match) < 0.4 and not {"amount", "account", "deal_name"} & set(match.fields):
        total -= 2.0
    held = [profiles[match.fields[name]] for name in ("status", "stage") if name in match.fields]
    if any(p.result_share > _RESULTS and p.result_share > p.stage_share for p in held) and "amount" not in match.fields:
        total -= 2.0
    of_a_deal = {"amount", "account", "deal_name", "deal_id"} & set(match.fields)
    if not of_a_deal and _tells_talks_apart(match, profiles):
        total -= 2.0
    own, deal = own_key(profiles), match.fields.get("deal_id")
    of_others = own is not None and bool(key_tables(own))
    foreign = deal and own and own != deal and _is_specific(deal) and (of_others or not profiles[deal].is_unique)
    ended = bool(_ends(match, profiles) & {WON, LOST}) or _p(match, "is_won") >= SURE
    return total - (3.0 if foreign else 2.0 if of_others and not ended else 0.0)


def _tells_talks_apart(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a column beside the stage tells calls, meetings and the like apart."""
    others = (p for header, p in profiles.items() if header != match.fields.get("stage"))
    return any(p.kind_share > _TALKS and not p.gates & {WON, LOST} for p in others)


def _activities(match: Match, profiles: Mapping[str, Profile]) -> float:
    if _p(match, "happened_on") < 0.4:
        return 0.0
    # The day on which an invoice is due, or a ticket, is that of no talk; tasks may be calls.
    day = match.fields["happened_on"]
    of_others = set(key_tables(day))
    if of_others and of_others.isdisjoint(_MAY_HOLD_ACTIVITIES) and _known(day, "activities", "happened_on") < _CLEAR:
        return 0.0
    total = 0.8
    kind, result = match.fields.get("kind"), match.fields.get("result")
    named = sum(
        bool(_says_kind(match.fields[name])) for name in ("happened_on", "activity_id", "rep") if name in match.fields
    )
    known = bool(named)
    total += min(1.6 * named, 2.4)
    if kind and _p(match, "kind") >= 0.4:
        share = max(profiles[kind].kind_share, _OF_CALLS * profiles[kind].direction_share)
        known = known or share > 0.1
        total += (0.6 + 2.4 * min(1.0, 1.6 * share)) * _p(match, "kind") - (0.0 if known else 2.0)
    if result and _p(match, "result") >= 0.4:
        total += (0.3 + 1.7 * profiles[result].result_share) * _p(match, "result")
        total -= 0.7 if {WON, LOST} & profiles[result].outcomes else 0.0
    if "activity_id" in match.fields and _p(match, "activity_id") >= 0.4:
        total += 2.0 if _is_specific(match.fields["activity_id"]) else 0.2
    total += 0.5 * _owned(match) + 0.4 * _p(match, "deal_id") + 0.3 * _p(match, "deal_name") + 0.5 * _p(match, "done")
    if not known and not {"kind", "result", "done"} & set(match.fields):
        total -= 1.5
    if not named and _lists_people(profiles):
        total -= 2.0
    return total - (0.0 if known or "activity_id" in match.fields else 0.8)


def _results(match: Match, profiles: Mapping[str, Profile]) -> float:
    """Return what the results of a table that is called after one kind of activity add: it needs no column of kinds."""
    result = match.fields.get("result")
    return 1.5 if result and profiles[result].answer_share > _RESULTS else 0.0


def _says_kind(header: str) -> bool:
    """Return whether a header names a kind of activity: "meeting date", "call owner"."""
    return any(word_lists("kind").get(word) in ("conversation", "appointment") for word in words(header))


#: So many columns has a plain list of goals, whose period is asked.
_PLAIN_GOALS = 3


def _goals(match: Match, profiles: Mapping[str, Profile]) -> float:
    if _p(match, "amount") < 0.4 or not (_owned(match) > 0.4 or _p(match, "team") > 0.4):
        return 0.0
    specific = _names_a_goal(match.fields["amount"])
    total = (2.6 if specific and _p(match, "amount") > 0.6 else 0.6) + 0.5 * _owned(match) + 0.2 * _p(match, "team")
    periods = [name for name in ("goal_from", "goal_to", "goal_period", "year") if _p(match, name) >= 0.4]
    # A plain list of names and goals is one, whatever its period.
    if not periods and specific and len([p for p in profiles.values() if not p.is_empty]) <= _PLAIN_GOALS:
        periods = ["asked"]
    return total + (0.9 + 0.3 * len(periods) if periods else -1.5)


def _names_a_goal(header: str) -> bool:
    """Return whether a header is one of goals and of no other amounts."""
    senses = [sense for sense in header_senses(header) if sense.is_field and sense.how != PART and not sense.vague]
    tables = {sense.table for sense in senses if sense.name == "amount"}
    return ("goals" in tables and "deals" not in tables) or "goals" in table_kinds(header)


#: Columns of deals that no table of goals has.
_OF_DEALS = ("account", "deal_name", "is_won", "lost_reason", "first_appointment_on", "next_step_on", "closed_on")
#: How sure a column of a list of people has to be to speak of their work.
_LEAST_OF_WORK = 0.8
#: The part of the names in a list of people that may come again: some share theirs.
_NAMESAKES = 0.2


def _reps(match: Match, profiles: Mapping[str, Profile]) -> float:
    names = [name for name in ("rep", "rep_first", "rep_last") if _p(match, name) >= 0.4]
    if not names and _p(match, "email") < 0.4:
        return 0.0
    total = 0.0
    for name in names[:1]:
        p = profiles[match.fields[name]]
        total += (1.5 if p.person_share > 0.7 else -2.0) - (1.5 if p.repeats > 0.5 and p.count >= 5 else 0.0)
        total += 0.8 if _is_specific(match.fields[name]) else 0.0
    about = {"team": 0.8, "region": 0.6, "role": 0.9, "manager": 1.2, "started_on": 1.5, "left_on": 1.0, "email": 0.8}
    total += sum(weight * _p(match, name) for name, weight in about.items() if _p(match, name) >= 0.8)
    if _p(match, "rep_id") >= 0.7:
        p = profiles[match.fields["rep_id"]]
        total += (1.6 if _is_specific(match.fields["rep_id"]) else 0.3) * (1.0 if p.is_unique else -0.5)
        total -= _OWN_KEY if key_tables(match.fields["rep_id"]) else 0.0
        # A key that differs in every row where names come again is that of something else than the people.
        total -= 3.0 if names and p.is_unique and profiles[match.fields[names[0]]].repeats > _NAMESAKES else 0.0
    held = [header for header, profile in profiles.items() if not profile.is_empty]
    across = sum(p.number_share > 0.8 and parse_period(h, 2000) is not None for h, p in profiles.items())
    return total - (3.0 if any(map(_speaks_of_customers, held)) else 0.0) - (3.0 if across else 0.0)


def _works(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a list of people tells of their work: a team, a role, a manager, since when, or that they sell.

    Those whose owner another column names are customers.
    """
    of_work = any(_p(match, name) >= _LEAST_OF_WORK for name in ("team", "role", "manager", "started_on", "left_on"))
    people = [header for name, header in match.fields.items() if name in (*OWNERS, "email")]
    return of_work or any(_known(header, "deals", owner) >= _CLEAR for header in people for owner in OWNERS)


def _speaks_of_customers(header: str) -> bool:
    """Return whether a header is one of a list of customers or of people who work for them."""
    whole = any(s.name in ("phone", "contact") and not s.is_field and s.how != PART for s in header_senses(header))
    return (_names_customers(header) and not _names_people(header)) or (whole and "contact" in words(header))


def _names_customers(header: str) -> bool:
    return header_scores(header, "deals").get("account", 0.0) >= _CLEAR


def _names_people(header: str) -> bool:
    """Return whether a header is one of names of people, whoever they are: customers have surnames as well as reps."""
    names = header_scores(header, "reps")
    return any(names.get(name, 0.0) >= _CLEAR for name in ("rep_first", "rep_last", "rep"))


#: The part of a column's cells that are numbers, from which it is one of numbers.
_NUMBERS = 0.9
_COUNTS = ("conversations", "first_appointments", "next_steps", "won", "lost")


def _rep_periods(match: Match, profiles: Mapping[str, Profile]) -> float:
    counts = [name for name in _COUNTS if _p(match, name) >= 0.4]
    if not counts or _owned(match) < 0.4:
        return 0.0
    total = 1.2 * sum(_p(match, name) for name in counts) + 0.8 * _p(match, "revenue") + 0.5 * _owned(match)
    timed = max(_p(match, "period"), _p(match, "period_from"), _p(match, "period_to"))
    total += 1.0 * timed if timed >= 0.4 else -2.0
    if _counts_each_once(match, profiles):
        return total + 1.0
    return total - (1.5 if len(counts) == 1 and "revenue" not in match.fields else 0.0)


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
    if any(_p(match, name) < 0.4 for name in ("deal_id", "stage", "entered_on")):
        return 0.0
    ids, stage = profiles[match.fields["deal_id"]], profiles[match.fields["stage"]]
    total = 0.6 + 1.0 * stage.stage_share + (2.0 if _logs_changes(profiles) else 0.0)
    total += 2.0 if _moves_on(match, profiles) else 0.0
    total += 1.5 if ids.repeats > 0.3 else -0.5
    total += 2.0 if sum(not profile.is_empty for profile in profiles.values()) <= 3 else 0.0
    total += 0.8 if _is_specific(match.fields["deal_id"]) else 0.0
    return total


def _moves_on(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether most deals with several rows entered another stage in each.

    The products of a deal are in one stage, and versions of it have no day of their own but that of the change.
    """
    ids, stage = profiles[match.fields["deal_id"]], profiles[match.fields["stage"]]
    of_deals = max(header_scores(match.fields["entered_on"], "deals").values(), default=0.0)
    if stage.result_share >= stage.stage_share or of_deals >= _CLEAR:
        return False
    stages: dict[str, list[str]] = defaultdict(list)
    for deal, label in zip(ids.cells, stage.cells, strict=True):
        if not missing(deal):
            stages[deal].append(label)
    several = [labels for labels in stages.values() if len(labels) > 1]
    return bool(several) and sum(len(set(labels)) == len(labels) for labels in several) > _MOSTLY * len(several)


_POINTS = {
    "deals": _deals,
    "activities": _activities,
    "goals": _goals,
    "reps": _reps,
    "rep_periods": _rep_periods,
    "stage_history": _stage_history,
}
