"""What speaks for records that are none of ours, and what tells sales from other records that are decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from coaching.importing.mapping.evidence.field_evidence import is_roll_of_names
from coaching.importing.mapping.evidence.match import ELIMINATED, Match
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.mapping.evidence.signs import (
    CLEAR,
    LIKELY_OWNED,
    OWN_KEY,
    ends_in_labels,
    how_sure_owned,
    known_as,
    outcome_labels,
    own_key,
    says_won,
)
from coaching.importing.mapping.schema import ENTERED, KINDS, LEFT_OUT, OWNERS, SURE
from coaching.importing.mapping.stages import meaning_of
from coaching.importing.values.text_columns import truth
from coaching.importing.vocabulary.by_language import ANY
from coaching.importing.vocabulary.header_senses import PART, header_senses
from coaching.importing.vocabulary.header_words import (
    alternatives,
    key_tables,
    names_a_quote,
    names_an_id,
    names_contract,
    names_paper,
    speaks_of_hiring,
    speaks_of_other_decisions,
    speaks_of_selling,
)
from coaching.importing.vocabulary.label_words import common_win, is_accepted
from coaching.tables import CONVERSATION, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: What its name adds.
NAMED = 1.8
#: What it adds that a label says that a deal was won, or another sign that only deals have.
SAYS_WON = 3.0
#: What it adds that somebody sold it to somebody, who said yes or no; what is called a deal in some trades.
_ANSWERED = 4.0
_ALSO_DEALS = frozenset(("quotes", "projects"))
#: What another column adds that only this kind of record has.
_OWN_SIGN = 0.9
#: Columns that tell won deals from others.
_TOLD = ("status", "stage", "is_won", "lost_on", "is_closed", "active")
#: Columns that show how a sale went on, and that no list of quotes, orders or invoices has.
_ON_THE_WAY = ("first_appointment_on", "lost_reason", "probability", "expected_close_on", "forecast", "furthest_stage")
#: Those of them that only deals have: an appeal or a match has a date, a reason and odds as well.
_ONLY_OF_DEALS = ("pipeline", "expected_close_on", "forecast", "furthest_stage")
#: Dates and amounts of a sale, which a possession has too.
_OF_ONE_SALE = ("amount", "won_on", "closed_on")
#: Records that are decided as deals are, and are none however they end.
NEVER_DEALS = ("purchases", "commissions")
#: Records of what was sold already.
_TRADED = ("orders", "payments", "invoices")
#: Days that somebody may have sold something on.
_DAYS = ("created_on", "first_appointment_on", "won_on", "closed_on")
#: How sure a column of yes and no has to be to say of each offer whether it became a contract.
_LEAST_OF_ANSWERS = 0.5
#: Columns that are no field of ours and speak for another kind of record.
_SIGNS = {
    "quantity": ("orders", 1.2),
    "unit_price": ("orders", 1.3),
    "payment": ("payments", 1.2),
    "priority": ("tasks", 0.5),
}


def other_records(profiles: Mapping[str, Profile], named: frozenset[str]) -> dict[str, float]:
    """Return how many points speak for each kind of record that is none of ours."""
    found: dict[str, float] = defaultdict(float)
    for name in named - set(KINDS):
        found[name] += NAMED
    own = own_key(profiles)
    for kind in (kind for kind, shows in _SHOWN if shows(profiles)):
        found[kind] += OWN_KEY
    for header, profile in profiles.items():
        if profile.is_empty:
            continue
        kinds = key_tables(header) or tuple(kind for side in alternatives(header) for kind in key_tables(side))
        for kind in dict.fromkeys(kinds):
            found[kind] += OWN_KEY if header == own else _OWN_SIGN
        if _numbers_quotes(header, profile) and not ("quotes" in kinds and header == own):
            found["quotes"] += OWN_KEY
        for concept in {sense.name for sense in header_senses(header) if not sense.is_field and sense.how != PART}:
            if concept in _SIGNS:
                kind, weight = _SIGNS[concept]
                found[kind] += weight
    return dict(found)


def _buys(profiles: Mapping[str, Profile]) -> bool:
    """Return whether rows name who is asked to deliver, and nobody who sells or would buy: offers that come in."""
    held = [header for header, profile in profiles.items() if not profile.is_empty]
    signs = [header for header in held if "purchases" in key_tables(header)]
    others = [header for header in held if header not in signs and not is_roll_of_names(profiles[header])]
    buyers = [header for header in others if known_as(header, "deals", "account") >= CLEAR]
    return bool(signs) and (len(signs) > 1 or not buyers) and not any(map(speaks_of_selling, held))


def _pays_commissions(profiles: Mapping[str, Profile]) -> bool:
    """Return whether rows say how large a part of a sale its seller gets, and only whether it was paid."""
    rates = any(profile.shows_percent for profile in profiles.values())
    labels = [label for profile in profiles.values() if profile.outcomes or profile.gates for label in profile.sample]
    meanings = [meaning_of(label) for label in labels]
    paid = any(m.code == WON for m in meanings) and all(m.weak or m.code in ("", CONVERSATION) for m in meanings)
    return rates and paid and any("commissions" in key_tables(header) for header in profiles)


#: What shows as a whole that a table is one of these.
_SHOWN = (("purchases", _buys), ("commissions", _pays_commissions))


def _numbers_quotes(header: str, profile: Profile) -> bool:
    """Return whether a column is called by a word for quotes and holds another code or number in every row."""
    is_key = profile.is_unique and profile.code_share > 0.8 and not profile.date_share
    return is_key and names_a_quote(header) and (names_an_id(header) or profile.number_share < 0.5)


def quotes_opportunities(match: Match, profiles: Mapping[str, Profile], others: Mapping[str, float]) -> bool:
    """Return whether a table is one of quotes that names the opportunity of each, and so none of these itself."""
    told = any("quotes" in key_tables(header) for header, profile in profiles.items() if not profile.is_empty)
    return told and others.get("quotes", 0.0) >= 2 * _OWN_SIGN and _names_other_deals(match, profiles)


def sells(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a list that is called one of leads shows more than who they are: money, a win, a step on the way.

    A lead is converted as well.
    """
    if any(match.how_sure(name) >= LIKELY_OWNED for name in ("amount", "pipeline", "is_won", *_ON_THE_WAY)):
        return True
    labels = (label for n in ("status", "stage") if n in match.fields for label in profiles[match.fields[n]].sample)
    meanings = [meaning_of(label) for label in labels if "leads" not in key_tables(label)]
    return any(m.code in (WON, FIRST_APPOINTMENT, NEXT_STEP) and not m.weak for m in meanings)


def points_of_deals_alone(table: str, match: Match, profiles: Mapping[str, Profile], other: str) -> float:
    """Return how much more it takes to believe that a table is another kind of record: what only deals have."""
    if table != "deals" or "amount" not in match.fields:
        return 0.0
    if other in _ALSO_DEALS and _is_answered(match, profiles):
        return _ANSWERED
    if other in NEVER_DEALS:
        return 0.0
    # A quote is converted as well, and archived.
    won = says_won(match, profiles) and (other != "quotes" or LOST in ends_in_labels(match, profiles))
    # Who orders may come to visit.
    no_step = ("first_appointment_on",) if other in _TRADED else ()
    sure = any(_is_shown(match, name) for name in {"is_won", *_ON_THE_WAY}.difference(no_step))
    if won or sure or _answers_offers(match, profiles):
        return SAYS_WON
    # What is accepted, paid or refused may be a deal, and as well a quote or an invoice.
    return 1.0 if ends_in_labels(match, profiles) & {WON, LOST} else 0.0


def _is_shown(match: Match, name: str) -> bool:
    """Return whether a field is surely there; the second of two days of the end need not be an expected one."""
    if match.how_sure(name) < SURE:
        return False
    return name != "expected_close_on" or known_as(match.fields[name], "deals", name) >= LIKELY_OWNED


def _answers_offers(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether one of ours offered something for an amount, and yes or no says whether it became a contract."""
    if min(how_sure_owned(match), match.how_sure("amount")) < SURE or match.how_sure("is_won") < _LEAST_OF_ANSWERS:
        return False
    header = match.fields["is_won"]
    return names_contract(header) and {truth(value) for value in profiles[header].sample} == {True, False}


def _is_answered(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether rows tell who sold something to whom, and whether they bought it, as quotes and projects may.

    That a quote was accepted or refused says no more than that it is one, and so do rows that name another deal.
    """
    if how_sure_owned(match) < LIKELY_OWNED or match.how_sure("account") < SURE or _names_other_deals(match, profiles):
        return False
    bought = any(meaning.code == WON and not is_accepted(label) for label, meaning in outcome_labels(match, profiles))
    return match.how_sure("is_won") >= SURE or (bought and LOST in ends_in_labels(match, profiles))


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
    if any(_is_shown(match, name) for name in ("pipeline", *_ON_THE_WAY)) or any(
        n.startswith(ENTERED) for n in match.fields
    ):
        return False
    if how_sure_owned(match) < LIKELY_OWNED and not set(_TOLD).intersection(match.fields):
        return True
    ends = ends_in_labels(match, profiles)
    of_value = any(
        match.how_sure(name) >= SURE for name in ("amount", "is_won", "won_on", "lost_on", "deal_id", *OWNERS)
    )
    # What is left over for an owner, such as the place of a car, names nobody who sells it.
    of_people = how_sure_owned(match) > ELIMINATED or any(
        match.how_sure(n) >= SURE for n in ("account", "deal_id", "deal_name")
    )
    return (not of_value and WON not in ends) or (not of_people and not {WON, LOST} <= ends)


def guessed(match: Match, profiles: Mapping[str, Profile], named: frozenset[str], names: Iterable[str]) -> str:
    """Return what is guessed of decided records that may be no sales, "" where they surely are."""
    if _shows_no_sale(match, profiles):
        return LEFT_OUT
    if "deals" in named or _speaks_of_sales(match, profiles):
        return ""
    places_people = _earns_from_customers(match, profiles)
    telling = [header for header in profiles if not (places_people and speaks_of_hiring(header))]
    of_others = any(map(speaks_of_other_decisions, (*telling, *names)))
    if not of_others and may_be_sales(match, profiles):
        return ""
    has_seller = any(match.how_sure(name) >= SURE for name in OWNERS) and "amount" in match.fields
    return "deals" if has_seller and not of_others and says_won(match, profiles) else LEFT_OUT


def _earns_from_customers(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether somebody won or lost an order of somebody for so much, as an agency that places people does."""
    sold = says_won(match, profiles) and LOST in ends_in_labels(match, profiles)
    owned = any(match.how_sure(name) >= SURE for name in OWNERS)
    return sold and owned and all(match.how_sure(name) >= SURE for name in ("account", "amount"))


def _speaks_of_sales(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether anything shows that what was decided are sales, and cannot be lawsuits, matches or a fleet.

    A bare "won" or "sold" is said of these as well, and a day or a price of a sale is also that of a possession.
    """
    of_one_sale = {match.fields[name] for name in _OF_ONE_SALE if name in match.fields}
    wins = (label for label, meaning in outcome_labels(match, profiles) if meaning.code == WON and not meaning.weak)
    return (
        any(not common_win(label) for label in wins)
        or any(_is_shown(match, name) for name in _ONLY_OF_DEALS)
        or any(speaks_of_selling(header) for header in profiles if header not in of_one_sale)
    )


def may_be_sales(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether records show what sales have, and nothing but other records of their kind may have as well.

    Owners, dates and labels such as "approved" are also those of applications, claims and leave. A signature after a
    dated visit or offer, beside an amount and a customer, is that of a sale.
    """
    stage = profiles[match.fields["stage"]] if "stage" in match.fields else None
    of_people = how_sure_owned(match) >= LIKELY_OWNED or match.how_sure("account") >= SURE
    papers = of_people and stage and any(map(names_paper, stage.sample))
    goes_on = papers or (stage and {FIRST_APPOINTMENT, NEXT_STEP} <= stage.gates)
    is_dated = _dates_every_step(match)
    shown = any(_is_shown(match, name) for name in ("is_won", *_ON_THE_WAY))
    if goes_on or is_dated or shown or _answers_offers(match, profiles):
        return True
    owned = any(match.how_sure(name) >= SURE for name in OWNERS)
    decided = {WON, LOST} <= ends_in_labels(match, profiles) and match.how_sure("amount") >= SURE
    buyer = match.how_sure("account") >= SURE and (owned or match.how_sure("amount") >= SURE)
    return any(map(speaks_of_selling, profiles)) or (says_won(match, profiles) and (buyer or (owned and decided)))


def _dates_every_step(match: Match) -> bool:
    """Return whether a row has the days on which a deal went on and was won, and who bought for how much."""
    of_a_sale = all(match.how_sure(name) >= SURE for name in ("won_on", "amount", "account"))
    return of_a_sale and any(name in match.fields for name in ("first_appointment_on", "next_step_on"))


def names_a_seller(match: Match) -> bool:
    """Return whether the column of owners is called by a word for those who sell."""
    return any(speaks_of_selling(match.fields[name]) for name in OWNERS if name in match.fields)


def may_be_made_sales(match: Match, profiles: Mapping[str, Profile], names: Iterable[str]) -> bool:
    """Return whether rows say who sold for how much to whom and when, or how far they are, and nothing else of them.

    A list of sales that were all made has no outcome.
    """
    names_buyer = any(match.how_sure(name) >= SURE for name in ("account", "deal_name"))
    if how_sure_owned(match) < SURE or not names_buyer or not any(match.how_sure(n) >= LIKELY_OWNED for n in _DAYS):
        return False
    if any(speaks_of_other_decisions(text) or speaks_of_taking_back(text) for text in (*profiles, *names)):
        return False
    ends = ends_in_labels(match, profiles)
    labels = {match.fields[name]: name for name in ("status", "stage") if name in match.fields}
    told = WON in ends or any(known_as(header, "deals", name) >= CLEAR for header, name in labels.items())
    return match.how_sure("amount") >= SURE or (told and NEXT_STEP in ends)
