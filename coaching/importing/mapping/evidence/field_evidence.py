"""How likely a column serves a field: what its header says and what its values show, added up as evidence.

Evidence is counted in log-odds, so that signs of different kinds simply add up; 0 is an even chance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import numpy as np

from coaching.importing.mapping.evidence.header_scores import NOT, header_scores, rank_of
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.schema import FIELDS, OWNERS, kind_of
from coaching.importing.mapping.stages import outcome_of
from coaching.importing.values.amounts import currency_in
from coaching.importing.vocabulary.header_words import is_row_number, names_an_id, speaks_of_results, without_fillers
from coaching.tables import FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: What rules a field out.
NEVER = -20.0
#: Log-odds of a field by how far the header speaks for it; between these they are read off a straight line.
_GRADES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.86, 0.92, 0.96, 1.0)
_ODDS = (-4.6, -3.2, -1.6, -0.2, 0.9, 2.2, 2.6, 3.0, 3.4)
_SMALL_TABLE = 8
#: From how many rows on the names of a few customers are told from many, and how many are few.
_MANY_ROWS, _FEW_NAMES = 12, 6
#: How far a header speaks for a field that is known for it but for words that change nothing; and as a whole.
_PLAINLY, _BY_WHOLE = 0.94, 0.96
#: From so many filled cells on, values that repeat more than this name no single deals, and what that takes away.
_LARGE_TABLE, _OF_TEN, _SHARED = 30, 0.9, 6.0
#: How far a header must speak for a field whose cells cannot be read, and what those take away.
_CLEAR, _UNREAD = 0.9, -2.4
#: Units behind a header that are none of money.
_MEASURED = re.compile(
    r"[(\[/,]\s*(?:kwp?|kwh|mwh?|m2|m²|qm|sqm|sq\.?\s?ft|sqft|teu|kgs?|km|lbs?|hrs?|hours?|std|days?|pcs|stk)\s*[)\]]?$",
    re.I,
)
#: The part of the cells from which on a column holds marks or money, the least money, and how far a header that names
#: a currency beside a win, or an offer, speaks for the amount.
_MARKS, _LEAST_MONEY, _OF_WINS, _OF_OFFERS = 0.9, 50, 0.95, 0.8
#: The part of the cells from which on a column holds whole names.
_WHOLE_NAMES = 0.8
#: What labels of new deals and of renewals add for a type.
_TYPES = 1.5
#: What the plainest header of a field has over the others.
_PLAINEST = 0.8


def odds_of_header(score: float) -> float:
    """Return the log-odds that a header gives which speaks so far for a field."""
    return float(np.interp(score, _GRADES, _ODDS))


def probability(odds: float) -> float:
    """Return the probability that log-odds stand for."""
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


def evidence(profile: Profile, table: str) -> dict[str, float]:
    """Return the log-odds that a column serves each field of ``table`` for which anything speaks."""
    if profile.is_empty:
        return {}
    scores = dict(header_scores(profile.header, table))
    if profile.stem:
        for name, score in header_scores(profile.stem, table).items():
            scores[name] = max(scores.get(name, 0.0), 0.97 * score)
    _share_owners(scores, profile, table)
    if table == "deals":
        _share_wins(scores, profile)
        _share_codes(scores, profile)
    denied = scores.pop(NOT, 0.0)
    if denied and profile.counts_rows and is_row_number(profile.header):
        return {}
    found = {}
    for field in {*scores, *_shown_by_values(profile, table)}:
        score = scores.get(field, 0.0)
        odds = odds_of_header(score) + _by_values(field, table, profile, score)
        odds += _PLAINEST / (1 + rank_of(profile.header, field, table) / 3)
        if denied > score and denied > 0.5:
            odds -= 3.5 * denied
        if odds > -3.0:
            found[field] = odds
    if "rep" in found and profile.full_name_share > _WHOLE_NAMES:
        # A header that means a name, or the first one, means what the cells hold.
        found.pop("rep_first", None)
    return found


def _share_owners(scores: dict[str, float], profile: Profile, table: str) -> None:
    """Let a header that speaks of the owner in one form count for the form that the values have."""
    best = max((scores.get(name, 0.0) for name in ("rep", "rep_email", "rep_id")), default=0.0)
    others = max((score for name, score in scores.items() if name not in OWNERS), default=0.0)
    if best < 0.5 or best <= others or table == "reps":
        return
    if profile.email_share > 0.8:
        scores["rep_email"] = max(scores.get("rep_email", 0.0), best - 0.02)
        scores.pop("rep", None), scores.pop("rep_id", None)
    elif profile.full_name_share > 0.6:
        scores["rep"] = max(scores.get("rep", 0.0), best - 0.02)
    elif profile.number_share > 0.8 and speaks_of_results(profile.header):
        # ``Sales`` are people as well, and numbers under it what they sold.
        return
    elif profile.code_share > 0.8 or profile.number_share > 0.8:
        scores["rep_id"] = max(scores.get("rep_id", 0.0), best - 0.02)


def _share_wins(scores: dict[str, float], profile: Profile) -> None:
    """Let a header of a win count for a mark of it (``Signed?``), or its money, as cells or header (``Sold $``) say.

    What was offered is money as well, but less surely the amount.
    """
    sold = max(scores.get("won_on", 0.0), scores.get("is_won", 0.0))
    if sold >= _CLEAR and profile.flag_share > _MARKS:
        scores["is_won"] = max(scores.get("is_won", 0.0), sold)
        return
    is_money = currency_in(profile.header) or profile.shows_money
    if is_money and profile.number_share > _MARKS and profile.typical >= _LEAST_MONEY:
        offered = scores.get("next_step_on", 0.0)
        money = _OF_WINS if sold >= _CLEAR else _OF_OFFERS if offered >= _CLEAR else 0.0
        scores["amount"] = max(scores.get("amount", 0.0), money)


def _share_codes(scores: dict[str, float], profile: Profile) -> None:
    """Let a header that names deals (``Job``) count for their ids where every row holds another code."""
    name = scores.get("deal_name", 0.0)
    if name >= _CLEAR and profile.is_numbered:
        scores["deal_id"] = max(scores.get("deal_id", 0.0), name - 0.02)


def _shown_by_values(profile: Profile, table: str) -> Mapping[str, float]:
    """Return fields that the values alone speak for, however the column is headed, with the log-odds they add."""
    shown = {}
    if table == "deals":
        if header_scores(profile.header, table).get("lost_reason", 0.0) >= _CLEAR:
            # Reasons of a loss speak of what was bought and lost as well.
            pass
        elif profile.says_outcome:
            unclear = any(outcome_of(label) is None for label in profile.sample)
            shown["stage" if unclear or profile.gates & {FIRST_APPOINTMENT, NEXT_STEP} else "status"] = 6.0
        elif profile.is_label and len(profile.gates) >= 3 and profile.stage_share > 0.7:
            shown["stage"] = 4.2
        if profile.tells_deal_types:
            shown["deal_type"] = 7.0
    if table in ("deals", "activities", "rep_periods", "goals") and is_roll_of_names(profile):
        shown["rep"] = 1.2
    if table == "activities" and profile.kind_share > 0.6:
        shown["kind"] = 4.5
    if profile.currency_share > _MARKS and profile.count > 1:
        shown["currency"] = 6.5 if profile.names_currencies else 1.5
    return {field: odds for field, odds in shown.items() if field in FIELDS[table]}


def is_roll_of_names(profile: Profile) -> bool:
    """Return whether a column holds the full names of a few people, again and again."""
    return profile.full_name_share > 0.85 and profile.repeats > 0.4 and len(profile.values) >= 2


def _by_values(field: str, table: str, p: Profile, score: float) -> float:
    """Return what the values add to the log-odds of a field; ``score`` is how far the header speaks for it."""
    # With all that the values show, a header that hardly speaks for a field says no more than the clearest one.
    special = min(_shown_by_values(p, table).get(field, 0.0), _ODDS[-1] - odds_of_header(score)) if score < 0.9 else 0.0
    kind = kind_of(table, field)
    own = _OWN.get((table, field)) or _FITS.get(field)
    shown = own(p) if own else _BY_KIND[kind](p)
    if field == "kind" and score < _CLEAR and not p.kind_share:
        # A title or a subject that names no kind of activity is none.
        return NEVER
    if shown <= NEVER and score >= _CLEAR and kind in ("number", "date") and _is_unread(p):
        # What the header names so clearly is there, however odd its cells are written: it is asked about, not dropped.
        shown = _UNREAD
    return special + shown


def _is_unread(p: Profile) -> bool:
    """Return whether the cells of a column have digits, and read as nothing that is known."""
    known = max(p.date_share, p.number_share, p.email_share, p.url_share, p.code_share, p.flag_share, p.serial_share)
    return known < 0.5 and not p.is_clock and p.share(lambda value: any(map(str.isdigit, value))) > 0.8


def _date(p: Profile) -> float:
    if p.is_clock:
        return NEVER
    if p.date_share >= 0.8:
        return 1.0
    if p.date_share >= 0.3:
        return 0.3 if p.date_share >= 0.5 else -0.8
    return 0.4 if p.serial_share >= 0.9 and p.is_whole else NEVER


def _label(p: Profile) -> float:
    if p.is_measure or p.email_share > 0.3 or p.url_share > 0.3:
        return NEVER
    if p.width > 60:
        return -5.0
    return 0.5 if p.is_label else -1.5


def _text(p: Profile) -> float:
    if p.date_share > 0.5 or p.email_share > 0.5 or p.url_share > 0.5:
        return -5.0
    if p.number_share > 0.8:
        return -3.5
    return 0.2


def _deal_name(p: Profile) -> float:
    """Weigh the names of deals: those of a few people, again and again, are none, unless the header is plain.

    What ten deals and more share each, such as a project, is the name of none.
    """
    is_plain = header_scores(p.header, "deals").get("deal_name", 0.0) >= _PLAINLY
    are_of_groups = p.count >= _LARGE_TABLE and p.repeats > _OF_TEN
    return _text(p) - (_SHARED if are_of_groups else 2.2 if is_roll_of_names(p) and not is_plain else 0.0)


def _account(p: Profile) -> float:
    """Weigh the names of customers: a few that come again and again are the seller's own shops, or say what they use.

    So they are only where the header may mean that as well: ``Store``, ``Client CRM``.
    """
    called = (header_scores(text, "deals") for text in (p.header, without_fillers(p.header)))
    is_shop = header_scores(p.header, "deals").get("team", 0.0) >= _CLEAR
    is_doubtful = is_shop or all(scores.get("account", 0.0) < _BY_WHOLE for scores in called)
    few = p.count >= _MANY_ROWS and len(p.values) <= _FEW_NAMES and p.repeats >= 0.7
    return _text(p) - (4.5 if few and is_doubtful else 0.0)


def _team(p: Profile) -> float:
    """Weigh the teams and shops of the seller: they come again and again."""
    return _group(p) - (3.0 if p.is_unique and p.count >= _MANY_ROWS else 0.0 if p.is_label else 1.5)


def _created(p: Profile) -> float:
    """Weigh the day on which deals were created, which nearly all have."""
    return _date(p) - (1.5 if p.filled < 0.5 and p.count else 0.0)


def _deal_type(p: Profile) -> float:
    """Weigh the types of deals: new ones and renewals are types, whatever else is called one."""
    return _group(p) + (_TYPES if p.tells_deal_types else 0.0)


def _group(p: Profile) -> float:
    """Weigh a column that puts rows in groups: a team, a product, where they came from. Won and lost are no groups."""
    if p.date_share > 0.5 or p.email_share > 0.3 or p.url_share > 0.5:
        return -6.0
    if p.number_share > 0.8 or p.flag_share > 0.95 or p.is_clock or p.says_outcome:
        return -4.0
    if p.width > 80 or p.sentence_share > 0.5:
        return -4.0
    if p.is_label:
        return 0.6
    return -1.5 if p.is_unique and p.count >= _SMALL_TABLE else 0.0


def _id(p: Profile) -> float:
    shows_money = p.shows_money and not (names_an_id(p.header) and p.code_share > _MARKS)
    if p.email_share > 0.5 or p.date_share > 0.7 or shows_money or p.shows_percent:
        return NEVER
    if len(p.seen) and p.number_share > 0.8 and not p.is_whole:
        return -5.0
    if p.code_share > 0.8:
        return 0.6
    return -1.0 if p.width < 40 else -4.0


def _own_id(p: Profile) -> float:
    """Weigh the key of a table: something else in every row."""
    if p.count >= _SMALL_TABLE and p.repeats > 0.6:
        return -4.0
    return (
        _id(p) + (0.6 if p.is_unique else -0.6 if p.repeats > 0.3 else 0.0) - (1.5 if p.full_name_share > 0.6 else 0.0)
    )


def _person(p: Profile) -> float:
    if p.shows_percent or p.number_share > 0.8 or p.date_share > 0.5 or p.url_share > 0.5 or p.width > 60:
        return NEVER
    if p.flag_share > 0.95 and p.person_share < 0.5:
        return -6.0
    if p.email_share > 0.8:
        return -0.5
    odds = 0.9 if p.person_share > 0.6 else 0.0 if p.person_share > 0.3 else -1.2
    if p.repeats > 0.25:
        return odds + 0.6
    return odds - (1.2 if p.is_unique and p.count >= 12 else 0.0)


def _rep_of_list(p: Profile) -> float:
    """Weigh the names of a list of people: each once or so."""
    if p.number_share > 0.5 or p.date_share > 0.5 or p.width > 60 or p.email_share > 0.5:
        return NEVER
    return (1.0 if p.person_share > 0.7 else -1.5) - (1.5 if p.repeats > 0.3 and p.count >= _SMALL_TABLE else 0.0)


def _rep_id(p: Profile) -> float:
    is_digits = p.number_share > 0.8 and p.is_whole
    if (p.date_share > 0.5 and not is_digits) or p.shows_money or p.full_name_share > 0.6:
        return -4.0
    if len(p.seen) and p.number_share > 0.8 and not p.is_whole:
        return -5.0
    return 0.8 if p.code_share > 0.8 else 0.2 if p.email_share > 0.8 else 0.0


def _email(p: Profile) -> float:
    return 1.5 if p.email_share > 0.7 else NEVER


def _rep_email(p: Profile) -> float:
    if p.email_share <= 0.7:
        return NEVER
    return 1.5 if p.repeats > 0.25 or p.count < _SMALL_TABLE else -3.0


def _stage(p: Profile) -> float:
    if (p.is_measure and not p.gates & {WON, LOST}) or p.email_share > 0.3 or p.width > _STAGE_WIDTH:
        return NEVER
    if p.flag_share > 0.95 and not p.gates & {WON, LOST}:
        return -6.0
    if p.is_unique and p.count >= 10:
        return -3.0
    ends = bool(p.gates & {WON, LOST})
    return (1.4 if p.stage_share > 0.5 else 0.6 if p.stage_share > 0.25 else -0.4) + 0.4 * ends


_STAGE_WIDTH = 60


def _furthest(p: Profile) -> float:
    return _stage(p) - (1.0 if p.says_outcome else 0.0)


def _status(p: Profile) -> float:
    if p.is_measure or p.email_share > 0.3 or p.width > _STAGE_WIDTH:
        return NEVER
    if p.says_outcome:
        return 2.0
    if p.outcomes & {WON, LOST}:
        return 1.0
    return -2.5 if p.outcomes else -4.5


def _flag(p: Profile) -> float:
    return 1.0 if p.flag_share > 0.95 else NEVER


def _forecast(p: Profile) -> float:
    return _label(p) + (0.3 if p.is_label else -1.0)


def _number(p: Profile) -> float:
    if p.date_share > 0.5 or p.number_share < 0.3:
        return NEVER
    return 0.6 if p.number_share > 0.8 else -0.8


def _money(p: Profile) -> float:
    odds = _number(p)
    if odds <= NEVER or _MEASURED.search(p.header):
        return NEVER
    if p.shows_percent:
        return -6.0
    if currency_in(p.header):
        odds += 1.0
    if p.shows_money:
        return odds + 1.2
    if p.is_ratio:
        return odds - 3.0
    if p.is_whole and p.is_unique and p.typical >= 1e8 and p.count >= _SMALL_TABLE:
        return odds - 2.0
    return odds + (
        0.5 if p.typical >= 100 else -0.6 if p.is_up_to_hundred and p.is_whole and p.count >= _SMALL_TABLE else 0.0
    )


def _probability(p: Profile) -> float:
    if p.shows_percent:
        return 1.2
    if p.number_share < 0.8:
        return NEVER
    return 1.0 if p.is_up_to_hundred else -6.0


def _count(p: Profile) -> float:
    odds = _number(p)
    if odds <= NEVER:
        return odds
    if p.shows_money or p.shows_percent:
        return -5.0
    return odds + (0.5 if p.is_whole and p.typical < 5_000 else -3.0)


def _currency(p: Profile) -> float:
    return 1.5 if p.currency_share > 0.7 else 0.2 if not p.is_measure and p.is_label else NEVER


def _kind(p: Profile) -> float:
    if p.is_measure or p.email_share > 0.3:
        return NEVER
    return 1.6 if p.kind_share > 0.4 else 0.6 if p.kind_share > 0.15 else 0.0 if p.is_label else -2.5


def _result(p: Profile) -> float:
    if p.is_measure or p.email_share > 0.3:
        return NEVER
    return 1.4 if p.result_share > 0.3 else 0.2 if p.is_label else -2.5


def _done(p: Profile) -> float:
    return 1.0 if p.flag_share > 0.95 else NEVER


def _period(p: Profile) -> float:
    if p.date_share > 0.8:
        return 0.6
    return 1.4 if p.period_share > 0.8 else -0.6 if p.period_share > 0.3 else -5.0


def _year(p: Profile) -> float:
    return 1.0 if p.is_year else 0.4 if p.period_share > 0.8 else -5.0


_FITS = {
    "deal_id": _id,
    "rep_id": _rep_id,
    "rep_email": _rep_email,
    "email": _email,
    "stage": _stage,
    "furthest_stage": _furthest,
    "status": _status,
    "forecast": _forecast,
    "amount": _money,
    "revenue": _money,
    "probability": _probability,
    "share": _probability,
    "currency": _currency,
    "kind": _kind,
    "result": _result,
    "done": _done,
    "goal_period": _period,
    "period": _period,
    "year": _year,
    **dict.fromkeys(("conversations", "first_appointments", "next_steps", "won", "lost", "count"), _count),
    **dict.fromkeys(("team", "product", "segment", "source", "pipeline", "deal_type", "region", "role"), _group),
}
_OWN = {
    ("deals", "deal_id"): _own_id,
    ("deals", "deal_name"): _deal_name,
    ("deals", "account"): _account,
    ("deals", "team"): _team,
    ("deals", "created_on"): _created,
    ("deals", "deal_type"): _deal_type,
    ("activities", "activity_id"): _own_id,
    ("reps", "rep"): _rep_of_list,
    ("reps", "rep_first"): _rep_of_list,
    ("reps", "rep_last"): _rep_of_list,
}
_BY_KIND = {
    "id": _id,
    "text": _text,
    "person": _person,
    "email": _email,
    "label": _label,
    "flag": _flag,
    "number": _number,
    "date": _date,
    "period": _period,
}


def fits(field: str, table: str, p: Profile) -> float:
    """Return what the values of a column add to the log-odds of a field."""
    return _by_values(field, table, p, 1.0)


__all__ = ["NEVER", "OWNERS", "evidence", "fits", "odds_of_header", "probability"]
