"""All columns of a table against all fields at once: each header serves one field at most, the likeliest whole wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from coaching.importing.mapping.evidence.activity_columns import settle_activities
from coaching.importing.mapping.evidence.amount_columns import prefer_amounts
from coaching.importing.mapping.evidence.deal_days import settle_days
from coaching.importing.mapping.evidence.field_evidence import NEVER, evidence, fits, is_roll_of_names, probability
from coaching.importing.mapping.evidence.header_scores import header_scores, is_known_otherwise
from coaching.importing.mapping.evidence.match import (
    ELIMINATED,
    HARDLY,
    LIKELY,
    MANY_ROWS,
    MOSTLY,
    ONE_OF_TWO,
    SEVERAL,
    Match,
    is_plainly,
)
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.mapping.evidence.without_header import found_by_values, is_without_header
from coaching.importing.mapping.schema import DESCRIBING, ENTERED, OWNERS, SURE, TICKED
from coaching.importing.mapping.stages import Meaning, meaning_of, outcome_of, status_meaning
from coaching.importing.values.normalize import key, keys, missing, visible, words
from coaching.importing.values.text_columns import truth
from coaching.importing.vocabulary.by_language import ANY
from coaching.importing.vocabulary.header_senses import PART, header_senses, with_remark
from coaching.importing.vocabulary.header_words import (
    changes_meaning,
    counts_talks,
    is_called,
    is_word_for_sales,
    names_an_id,
    names_another_role,
    names_contract,
    names_other_records,
    names_who_is_in_charge,
    speaks_of_approval,
    speaks_of_selling,
    speaks_of_time,
    without_id,
    without_words_of,
)
from coaching.importing.vocabulary.word_lists import Layout
from coaching.tables import FIRST_APPOINTMENT, LOST, NEXT_STEP, OPEN, WON

#: Log-odds under which a column is better left alone than asked about.
_LEAST = -0.9
#: Log-odds that a column without a gap has over one with gaps that is as likely.
_FULLER = 0.01
#: Log-odds of a column that the layout of a CRM names, and what somebody beside the seller lacks as the owner.
_BY_LAYOUT, _ANOTHER_ROLE = 6.0, 4.0
#: The least that the numbers of a column which no header names come to where they are amounts, and how far a header
#: speaks for the amount that has a word for it.
_LEAST_AMOUNT, _HALF_SAID = 50, 0.5
#: Log-odds of a field that nothing is known of but its values, what the rows that are filled add to it, and take away.
_UNKNOWN, _BY_ROWS, _NOT_BY_ROWS = -3.6, 3.6, 1.2
#: Log-odds under which a header hardly speaks for a step on the way.
_WEAK = 1.0
#: The part of the lost deals with a reason from which on a column is one of reasons.
_AT_ALL = 0.4
#: The part of a column's values that are yes or no, from which they are ticks; how far its header must name a step.
_TICKS, _STEP = 0.95, 0.8
#: The steps that are dated by a field of their own.
_STEPS = {"first_appointment_on": FIRST_APPOINTMENT, "next_step_on": NEXT_STEP}
_ENTERED = re.compile(r"^date entered\s+[\"'“”‘’«](.+)[\"'“”‘’»]$", re.I)
_ENTERED_ID = re.compile(r"^hs_(?:v2_)?date_entered_(.+)$")
_PIPELINE = re.compile(r"\s*\(([^()]*)\)$")
#: How far a header must speak for deals to be that of their codes.
_CALLED = 0.9
#: What columns of money are called that are not the amount where there is one.
_KINDS_OF_MONEY = frozenset(("cost", "unit_price", "weighted_amount"))
#: Fields any of which says how deals ended.
_SAYS_OUTCOME = ("status", "stage", "is_won", "forecast", "active", "won_on", "lost_on")
_ENDS = ("status", "stage")
#: How many days each person has at least in a column of the days that are counted.
_DAYS_A_PERSON = 2
#: Fields any of which says when something was counted.
_PERIODS = frozenset(("period", "period_from", "period_to"))


def assign(profiles: Mapping[str, Profile], table: str, layout: Layout | None = None) -> Match:
    """Find the likeliest header for each field of ``table``."""
    match = Match()
    entered = _entered(profiles) if table == "deals" else {}
    # The day on which a stage was entered is no other day, however like one it looks.
    profiles = {header: profile for header, profile in profiles.items() if header not in entered.values()}
    odds = {header: dict(evidence(profile, table)) for header, profile in profiles.items() if not profile.is_empty}
    if layout:
        _by_layout(odds, profiles, table, layout)
    if table == "deals":
        prefer_amounts(odds, profiles)
        _seller_before_others(odds, profiles)
        _seller_before_contacts(odds, profiles)
        _tell_stage_from_status(odds, profiles)
        _confirmed_flags(odds, profiles)
        _confirmed_status(odds, profiles)
        _filled_by_outcome(odds, profiles)
    for name, header in _best(odds, profiles).items():
        match.take(name, header, probability(odds[header][name]))
    _settle(match, odds, profiles)
    _owner_by_id(match, profiles)
    if table == "goals":
        _bare_code(match)
    if table == "deals" and is_without_header(profiles):
        for name, header in found_by_values(match.fields, profiles).items():
            match.take(name, header, ELIMINATED)
    if table == "deals":
        settle_days(match, profiles, has_layout=layout is not None)
        _left_over("rep", OWNERS, is_roll_of_names, match, profiles)
        _left_over("amount", ("amount",), _may_be_money, match, profiles)
        _only_money(match, profiles)
        _only_amount(match, profiles)
        _code_for_name(match, profiles)
        _contact_for_customer(match, profiles)
        _ticked_steps(match, profiles)
        _left_over("is_won", _SAYS_OUTCOME, _is_question, match, profiles)
    _full_name(match, profiles)
    if table == "rep_periods":
        _only_days(match, profiles)
    if table == "activities":
        settle_activities(match, profiles, has_kinds=layout is not None and "kind" in layout.formats)
    for label, header in entered.items():
        match.take(f"{ENTERED}{label}", header, 1.0)
    return match


def _best(odds: Mapping[str, Mapping[str, float]], profiles: Mapping[str, Profile]) -> dict[str, str]:
    """Return the header of each field that make the likeliest whole; of two that are alike the fuller one."""
    headers = list(odds)
    names = sorted({name for row in odds.values() for name in row})
    if not headers or not names:
        return {}
    gain = np.zeros((len(names), len(headers)))
    for at, header in enumerate(headers):
        for name, value in odds[header].items():
            gain[names.index(name), at] = max(value - _LEAST + _FULLER * profiles[header].filled, 0.0)
    rows, columns = linear_sum_assignment(-gain)
    return {names[r]: headers[c] for r, c in zip(rows, columns, strict=True) if gain[r, c] > 0}


def _settle(match: Match, odds: Mapping[str, Mapping[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Lower the certainty of a field where another column would do about as well, or the column for another field."""
    taken = {header: name for name, header in match.fields.items()}
    for name, header in match.fields.items():
        own = odds[header][name]
        rivals = [
            row[name] - max(0.0, row.get(taken.get(other, ""), _LEAST) - row[name])
            for other, row in odds.items()
            if other != header and name in row and not _is_same(profiles[header], profiles[other])
        ]
        strongest = max(rivals, default=NEVER)
        others = {n: v for n, v in odds[header].items() if n != name and _may_be(n, name, match)}
        if profiles[header].says_outcome and name in _ENDS:
            # The labels say how deals ended, whichever of the two the column is.
            others = {n: v for n, v in others.items() if n not in _ENDS}
        other = max(others.values(), default=NEVER)
        if other > 0 and name not in DESCRIBING:
            match.certainty[name] *= probability(1.5 * (own - other) + 0.2)
        if strongest > 0 and (name not in DESCRIBING or strongest > own):
            match.certainty[name] = round(match.certainty[name] * probability(2.2 * (own - strongest) + 1.0), 4)
        match.certainty[name] = round(match.certainty[name], 4)


def _is_same(one: Profile, other: Profile) -> bool:
    """Return whether two columns hold the same in all rows, so that either will do; days may be written in two ways."""
    if one.date_share > MOSTLY and other.date_share > MOSTLY:
        return bool(one.days.equals(other.days))
    return one.cells == other.cells


def _may_be(other: str, name: str, match: Match) -> bool:
    """Return whether a column taken for ``name`` may be ``other``: sales in money may always be sales counted.

    A forecast is no status where a stage says how deals ended, and ids of reps are none of their names.
    """
    if (other, name) == ("rep", "rep_id"):
        return False
    if (other, name) == ("status", "forecast"):
        return not {"stage", "status"} & set(match.fields)
    return other not in match.fields or (other, name) == ("won", "revenue")


def _by_layout(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile], table: str, layout: Layout) -> None:
    """Let the layout of a CRM decide the columns that it names, where their values agree."""
    known = {word: name for name, words in layout.fields.items() for word in reversed(words)}
    rank = {word: at for words in layout.fields.values() for at, word in enumerate(words)}
    named: dict[str, list[tuple[int, str]]] = {}
    for header, row in odds.items():
        if key(header) in layout.never:
            row.clear()
            continue
        if "kind" in layout.formats:
            row.pop("kind", None)
        word = next((k for k in keys(header) if k in known), None)
        if word and fits(known[word], table, profiles[header]) > NEVER / 2:
            named.setdefault(known[word], []).append((rank[word], header))
    for name, headers in named.items():
        best = min(headers)[1]
        for header, row in odds.items():
            row.pop(name, None)
            if header == best:
                row.clear()
                row[name] = _BY_LAYOUT


def _seller_before_others(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Let whoever sells own the deals of a table that also names a technician, who booked the meeting and the like.

    One and the same name in every row is that of no seller either where another column names several, nor is who
    is in charge beside one of whom a remark says that he sells: ``담당자`` beside ``담당자(영업)``.
    """
    owned = [header for header, row in odds.items() if any(row.get(name, NEVER) > 0 for name in OWNERS)]
    constant = [header for header in owned if len(profiles[header].values) == 1 and profiles[header].count >= MANY_ROWS]
    others = [header for header in owned if names_another_role(header)]
    others += [header for header in constant if len(constant) + len(others) < len(owned) and header not in others]
    remarked = [with_remark(header) for header in owned]
    beside_sellers = [bare for bare, remark in remarked if names_who_is_in_charge(bare) and is_word_for_sales(remark)]
    others += [header for header in owned if visible(header) in beside_sellers and header not in others]
    for header in others if len(others) < len(owned) else ():
        for name in set(OWNERS) & set(odds[header]):
            odds[header][name] -= _ANOTHER_ROLE


def _seller_before_contacts(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Let whoever sells own the deals of a table that also names whom to speak with.

    Those are named by a word for whoever is in charge: beside a header that says the same with a word for sales, and
    where they have titles beside any that is known for those who sell. Support for those who sell is neither.
    """
    named = [h for h, row in odds.items() if "rep" in row and profiles[h].person_share > ONE_OF_TWO]
    named = [header for header in named if not names_another_role(header)]
    titled = {header for header in named if profiles[header].titled_share > ONE_OF_TWO}
    for contact in filter(names_who_is_in_charge, named):
        sellers = [header for header in named if is_word_for_sales(without_words_of(header, contact))]
        if contact in titled:
            sellers += [h for h in named if h not in titled and speaks_of_selling(h) and is_plainly(h, ("rep",))]
        for seller in sellers[:1]:
            odds[seller]["rep"] = max(odds[seller]["rep"], odds[contact]["rep"])
            for name in set(OWNERS) & set(odds[contact]):
                odds[contact][name] -= _ANOTHER_ROLE


def _tell_stage_from_status(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Take a column of working stages called "Status" for the stage, where no other column is one."""
    stages = {h for h, row in odds.items() if row.get("stage", NEVER) > 0.5 and row.get("furthest_stage", NEVER) < 0}
    for header, row in odds.items():
        gates = profiles[header].gates
        if "status" in row and not stages - {header} and gates & {FIRST_APPOINTMENT, NEXT_STEP}:
            row["stage"] = max(row.get("stage", NEVER), row["status"] + 0.2, 2.6)
            row["status"] -= 3.0


def _outcome_column(odds: Mapping[str, Mapping[str, float]], profiles: Mapping[str, Profile]) -> Profile | None:
    """Return the column whose labels say best which deals were won and which were lost, if there is one."""
    telling = [h for h, row in odds.items() if profiles[h].says_outcome and {"status", "stage"} & set(row)]
    best = max(telling, key=lambda h: max(odds[h].get(name, NEVER) for name in _ENDS), default=None)
    return profiles[best] if best is not None else None


def _ends_of(by_outcome: Profile) -> np.ndarray:
    """Return how the deal of each sampled row ended by its label, ``OPEN`` where it did not, ``""`` without one."""
    known = {label: outcome_of(label) or OPEN for label in set(by_outcome.full)}
    return np.array([known.get(label, "") for label in by_outcome.cells])


def _confirmed_flags(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Leave out marks of wins that labels contradict, unless their header speaks of nothing else: a side sale."""
    by_outcome = _outcome_column(odds, profiles)
    if by_outcome is None:
        return
    ends = _ends_of(by_outcome)
    for header, row in odds.items():
        if "is_won" not in row or is_plainly(header, ("is_won", "won_on")):
            continue
        marks = {cell: truth(cell) is True for cell in set(profiles[header].cells)}
        marked = np.array([marks[cell] for cell in profiles[header].cells])
        ended = (ends == WON) | (ends == LOST)
        if (marked & (ends == LOST)).any() or float((marked == (ends == WON))[ended].mean()) < MOSTLY:
            del row["is_won"]


def _confirmed_status(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Leave out approvals beside labels that say how deals ended: by their header, or where such deals were not won."""
    by_outcome = _outcome_column(odds, profiles)
    if by_outcome is None:
        return
    is_won = _ends_of(by_outcome) == WON
    for header, row in odds.items():
        if header == by_outcome.header or "status" not in row:
            continue
        meanings = {label: status_meaning(label) for label in profiles[header].sample}
        if Meaning(WON) in meanings.values():
            continue
        accepted = [label for label, meaning in meanings.items() if meaning.code == WON]
        rows = np.array([cell in accepted for cell in profiles[header].cells])
        if speaks_of_approval(header) or (rows & ~is_won).any():
            for name in {*_ENDS, "is_won"} & set(row):
                del row[name]


def _filled_by_outcome(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Let the rows in which a column is filled speak for it: days of the deals that ended, reasons of the lost ones."""
    by_outcome = _outcome_column(odds, profiles)
    if by_outcome is None:
        return
    ends = _ends_of(by_outcome)
    rows = {end: ends == end for end in (OPEN, WON, LOST)}
    if any(int(of_end.sum()) < SEVERAL for end, of_end in rows.items() if end != OPEN):
        return
    for header, row in odds.items():
        profile = profiles[header]
        if profile is by_outcome or speaks_of_taking_back(header):
            continue
        filled = np.array([not missing(cell) for cell in profile.cells])
        share = {end: float(filled[of_end].mean()) if of_end.any() else 0.0 for end, of_end in rows.items()}
        if profile.date_share > MOSTLY and share[OPEN] > MOSTLY and {"created_on", "closed_on"} <= set(row):
            # A day that the open deals have as well may be their first one, and is not their last one.
            row["closed_on"] -= _NOT_BY_ROWS
        field = _shown_by_rows(profile, share, bool(rows[OPEN].any()))
        if field == "lost_reason" and any(sense.name == "competitor" for sense in header_senses(header)):
            # Who won instead is no reason.
            continue
        if field:
            row[field] = row.get(field, _UNKNOWN) + _BY_ROWS
            for other in {"closed_on", "won_on", "lost_on", "expected_close_on"} - {field}:
                if other in row:
                    row[other] -= _NOT_BY_ROWS
            for step in ("first_appointment_on", "next_step_on"):
                if row.get(step, _WEAK) < _WEAK:
                    row[step] -= _NOT_BY_ROWS


def _shown_by_rows(profile: Profile, share: Mapping[str, float], has_open: bool) -> str | None:
    """Return the field that a column is likely to serve by the part of its rows that is filled for each outcome."""
    won, lost, still_open = (share[end] > MOSTLY for end in (WON, LOST, OPEN))
    never = {end for end, part in share.items() if part < HARDLY}
    if profile.date_share > MOSTLY:
        if won and lost and has_open and not still_open and OPEN in never:
            return "closed_on"
        if won and {LOST, OPEN} <= never:
            return "won_on"
        if lost and {WON, OPEN} <= never:
            return "lost_on"
    elif share[LOST] > _AT_ALL and {WON, OPEN} <= never and not profile.is_measure and not profile.email_share:
        return "lost_reason"
    return None


def _owner_by_id(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Leave out an unsure column of owners that holds no names of people where another one holds their ids."""
    ids = max(match.certainty.get("rep_id", 0.0), match.certainty.get("rep_email", 0.0))
    unsure = "rep" in match.fields and ids >= SURE > match.certainty["rep"]
    if unsure and profiles[match.fields["rep"]].person_share < ONE_OF_TWO:
        match.drop("rep")


def _bare_code(match: Match) -> None:
    """Ask whose a column of goals is that is called a code and nothing else, where no other one names its owner."""
    header = match.fields.get("rep_id")
    if header is not None and names_an_id(header) and without_id(header) is None and "rep" not in match.fields:
        match.certainty["rep_id"] = min(match.certainty["rep_id"], ONE_OF_TWO)


def _full_name(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a column of first names that are whole ones, with no column of last names beside it, for the names.

    And names of one word beside the one part of them for the other part: ``Name (Owner)`` beside ``Surname (Owner)``.
    """
    beside = {"rep_first": "rep_last", "rep_last": "rep_first"}
    known = [name for name in beside if name in match.fields]
    if "rep" in match.fields and len(known) == 1 and profiles[match.fields["rep"]].full_name_share < HARDLY:
        header, sure = match.fields["rep"], match.certainty["rep"]
        if profiles[header].person_share > MOSTLY and _names_the_same(header, match.fields[known[0]]):
            match.drop("rep")
            match.take(beside[known[0]], header, max(sure, match.certainty[known[0]]))
    if "rep_first" in match.fields and not {"rep", "rep_last"} & set(match.fields):
        header, sure = match.fields["rep_first"], match.certainty["rep_first"]
        if profiles[header].full_name_share > MOSTLY:
            match.drop("rep_first")
            match.take("rep", header, sure)


def _names_the_same(header: str, part: str) -> bool:
    """Return whether a header has a word for the person in common with that of a part of the name, and one for it."""
    split = words(header)
    own = [word for word in split if word not in words(part)]
    return 0 < len(own) < len(split)


def _only_days(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take the only column of days for those that are counted, where it holds several of a person in one month.

    But none of the life of a person, and none that says the last day of something or when a report was made.
    """
    days = [header for header, profile in profiles.items() if profile.date_share > MOSTLY]
    if len(days) != 1 or days[0] in match.fields.values() or not _PERIODS.isdisjoint(match.fields):
        return
    owner = next((match.fields[name] for name in OWNERS if name in match.fields), None)
    if owner is None or changes_meaning(days[0]) or is_known_otherwise(days[0]):
        return
    of_people = pd.DataFrame({"who": profiles[owner].cells, "day": profiles[days[0]].days}).dropna().drop_duplicates()
    months = of_people.assign(day=of_people["day"].dt.to_period("M")).drop_duplicates()
    if len(of_people) < max(len(months) + 1, _DAYS_A_PERSON * of_people["who"].nunique()):
        return
    scores = header_scores(days[0], "reps")
    if not any(scores.get(name, 0.0) >= _STEP for name in ("started_on", "left_on")):
        match.take("period_from", days[0], LIKELY)


def _ticked_steps(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask whether a column of yes and no whose header names a step of a deal ticks off that the step was taken.

    Of several that name the same step it is the one with the most ticks.
    """
    taken = set(match.fields.values())
    for name, dated in TICKED.items():
        named = [
            (sum(truth(cell) is True for cell in profile.cells), -profile.place, header)
            for header, profile in profiles.items()
            if header not in taken and profile.flag_share > _TICKS and _names_step(header, dated)
        ]
        ticks, _, header = max(named, default=(0, 0, ""))
        if ticks:
            match.take(name, header, ONE_OF_TWO)


def _names_step(header: str, dated: str) -> bool:
    """Return whether a header names, more than anything else, the step that a field dates."""
    scores = header_scores(header, "deals")
    score = scores.get(dated, 0.0)
    return score >= _STEP and score == max(scores.values()) and meaning_of(header).code == _STEPS[dated]


def _left_over(
    name: str, others: Sequence[str], fits_it: Callable[[Profile], bool], match: Match, profiles: Mapping[str, Profile]
) -> None:
    """Ask whether the only column left whose values are such as those of a field that is missing serves it."""
    taken = set(match.fields.values())
    left = [h for h, p in profiles.items() if h not in taken and _is_free(h) and fits_it(p)]
    if len(left) == 1 and not any(other in match.fields for other in others):
        match.take(name, left[0], ELIMINATED)


def _is_free(header: str) -> bool:
    """Return whether a header is known for nothing else; who works on deals beside the seller may sell as well."""
    return not is_known_otherwise(header) or names_another_role(header)


def _only_money(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask whether the only column of money is the amount, even where its header says a fee, a price or a commission."""
    taken = set(match.fields.values())
    money = [h for h, p in profiles.items() if h not in taken and _may_be_money(p) and _is_kind_of_money(h)]
    if "amount" not in match.fields and len(money) == 1:
        match.take("amount", money[0], ELIMINATED)


def _only_amount(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take the only column of money for the amount without asking, where its header has a word for amounts."""
    header = match.fields.get("amount")
    if header is None or match.certainty["amount"] >= SURE or not _may_be_money(profiles[header]):
        return
    others = [h for h, p in profiles.items() if h != header and _may_be_money(p) and not is_known_otherwise(h)]
    says_amount = header_scores(header, "deals").get("amount", 0.0) >= _HALF_SAID
    may_be_income = any(sense.vague and sense.name == "amount" for sense in header_senses(header))
    if (
        says_amount
        and not may_be_income
        and not others
        and not changes_meaning(header)
        and not names_other_records(header)
    ):
        match.certainty["amount"] = LIKELY


def _is_kind_of_money(header: str) -> bool:
    senses = header_senses(header)
    return not senses or any(sense.name in _KINDS_OF_MONEY for sense in senses if not sense.is_field)


def _code_for_name(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a column that names deals by codes, another one in every row, for their ids where no other column is."""
    if "deal_name" in match.fields and "deal_id" not in match.fields:
        header, sure = match.fields["deal_name"], match.certainty["deal_name"]
        if profiles[header].is_numbered:
            match.drop("deal_name")
            match.take("deal_id", header, sure)
    header = match.fields.get("deal_id", "")
    if header and match.certainty["deal_id"] < SURE and profiles[header].is_numbered:
        # A column called after deals that holds another code in every row is one of ids, where no other column is.
        called = max(header_scores(header, "deals").get(name, 0.0) for name in ("deal_id", "deal_name"))
        others = [h for h, p in profiles.items() if h != header and p.is_numbered and names_an_id(h)]
        if called > _CALLED and not others:
            match.certainty["deal_id"] = LIKELY


def _contact_for_customer(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take whom one spoke with for the customer where nobody else is named: who sells to people has no companies."""
    if {"account", "deal_name", *OWNERS} & set(match.fields) or not {"amount", "created_on"} <= set(match.fields):
        return
    taken = set(match.fields.values())
    named = [h for h, p in profiles.items() if h not in taken and is_called(h, "contact") and p.person_share > MOSTLY]
    if len(named) == 1 and profiles[named[0]].is_unique:
        match.take("account", named[0], LIKELY)


def _may_be_money(profile: Profile) -> bool:
    varies = len(profile.values) > 1 or len(profile.cells) < MANY_ROWS
    is_amount = varies and profile.number_share > 0.9 and profile.date_share < 0.5 and not profile.shows_percent
    header = profile.header
    is_id = names_an_id(header) or _is_known_id(header)
    is_other = is_id or profile.is_year or speaks_of_time(header) or counts_talks(header)
    return is_amount and profile.typical >= _LEAST_AMOUNT and not is_other


def _is_known_id(header: str) -> bool:
    senses = [sense for sense in header_senses(header) if sense.table in (ANY, "deals") and sense.how != PART]
    return any(sense.name in ("deal_id", "rep_id") for sense in senses)


def _is_question(profile: Profile) -> bool:
    """Return whether a column is a question, or names a contract, that some rows answer with yes and some with no."""
    answers = {truth(value) for value in profile.sample}
    is_asked = profile.header.rstrip().endswith(("?", "؟", "？")) or names_contract(profile.header)
    return is_asked and answers == {True, False}


def _entered(profiles: Mapping[str, Profile]) -> dict[str, str]:
    """Return the columns that date the entry into each stage, by its label, under any of their spellings."""
    headers: dict[str, str] = {}
    for header, profile in profiles.items():
        text = visible(header)
        spelled = _ENTERED.match(text) or _ENTERED_ID.match(text)
        if not spelled or profile.is_empty or profile.dates.share < 0.6:
            continue
        label = spelled.group(1).strip()
        bare = _PIPELINE.sub("", label) or label
        headers[label if bare in headers else bare] = header
    return headers
