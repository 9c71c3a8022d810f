"""All columns of a table against all fields at once: each header serves one field at most, the likeliest whole wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from coaching.importing.mapping.evidence.amount_columns import prefer_amounts
from coaching.importing.mapping.evidence.field_evidence import NEVER, evidence, fits, is_roll_of_names, probability
from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.profiles import Profile, in_order, ordered
from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.mapping.evidence.without_header import found_by_values, is_without_header
from coaching.importing.mapping.schema import DESCRIBING, ENTERED, OWNERS, PLAIN, SURE, TICKED
from coaching.importing.mapping.stages import ended_labels, meaning_of, outcome_of
from coaching.importing.values.normalize import key, keys, missing, visible
from coaching.importing.values.text_columns import truth
from coaching.importing.vocabulary.activity_kinds import APPOINTMENT, CONVERSATION, kind_of_activity
from coaching.importing.vocabulary.by_language import ANY
from coaching.importing.vocabulary.header_words import (
    PART,
    changes_meaning,
    counts_talks,
    header_senses,
    is_expected,
    names_an_id,
    names_another_role,
    names_other_records,
    names_paper,
    speaks_of_time,
    with_day_for_month,
    without_part,
)
from coaching.importing.vocabulary.word_lists import Layout
from coaching.tables import DISCARDED, FIRST_APPOINTMENT, GATES, LOST, NEXT_STEP, OPEN, WON

#: Log-odds under which a column is better left alone than asked about.
_LEAST = -0.9
#: Log-odds that a column without a gap has over one with gaps that is as likely.
_FULLER = 0.01
#: Log-odds of a column that the layout of a CRM names.
_BY_LAYOUT = 6.0
#: Certainty of a column that is taken because no other is left.
_ELIMINATED = 0.5
#: How far a header must speak for the day of the end, and how sure it is of a second one.
_SECOND = 0.9
#: How far a header of a kind of activity must speak for results to be one of its own.
_AT_LEAST = 0.5
#: How far the header of a paper must speak for the day of a next step.
_OF_PAPER = 0.4
#: The least that the numbers of a column which no header names come to where they are amounts.
_LEAST_AMOUNT = 50
#: Log-odds of a field that nothing is known of but its values, what the rows that are filled add to it, and take away.
_UNKNOWN, _BY_ROWS, _NOT_BY_ROWS = -3.6, 3.6, 1.2
#: Log-odds under which a header hardly speaks for a step on the way.
_WEAK = 1.0
#: From which part on the rows of an outcome count as filled, or as blank; and what will do for a reason.
_MOSTLY, _HARDLY, _AT_ALL = 0.8, 0.1, 0.4
#: Certainty of a step that another column may be as well, and what somebody beside the seller lacks as the owner.
_ONE_OF_TWO, _ANOTHER_ROLE = 0.6, 4.0
#: How far a header speaks for a field that is known for it, but for words that change nothing.
_PLAINLY = 0.94
#: How far a header speaks for the amount that has a word for it; the most days from the first of a deal to another.
_HALF_SAID, _YEAR = 0.5, 366
_DATED_STEPS = ("first_appointment_on", "next_step_on")
#: Days that may be given as months.
_MONTHS = ("created_on", "closed_on", "won_on", "expected_close_on")
#: Certainty of what is applied and named as likely.
_LIKELY = 0.92
#: The part of a column's values that are yes or no, from which they are ticks; how far its header must name a step.
_TICKS, _STEP = 0.95, 0.8
#: The steps that are dated by a field of their own.
_STEPS = {"first_appointment_on": FIRST_APPOINTMENT, "next_step_on": NEXT_STEP}
#: The part of a column's labels that say who rang, from which its rows are calls.
_ALL_CALLS = 0.9
#: How far a header must speak for the kinds of activities to be one of them.
_CLEAR = 0.9
#: From how many rows on one name in all of them is a sign.
_MANY_ROWS = 6
#: From how many rows on something is said of them all.
_SEVERAL = 2
_ENTERED = re.compile(r"^date entered\s+[\"'“”‘’«](.+)[\"'“”‘’»]$", re.I)
_ENTERED_ID = re.compile(r"^hs_(?:v2_)?date_entered_(.+)$")
_PIPELINE = re.compile(r"\s*\(([^()]*)\)$")


#: What columns of money are called that are not the amount where there is one.
_KINDS_OF_MONEY = frozenset(("cost", "unit_price", "weighted_amount"))
#: Fields any of which says how deals ended.
_SAYS_OUTCOME = ("status", "stage", "is_won", "forecast", "active", "won_on", "lost_on")
_ENDS = ("status", "stage")
#: The days that follow the first one of a deal.
_LATER = ("first_appointment_on", "next_step_on", "closed_on", "won_on", "lost_on", "expected_close_on")
#: The column of results that is only for one kind of activity.
_OWN_RESULT = {CONVERSATION: "call_result", APPOINTMENT: "meeting_result"}


@dataclass
class Match:
    """Headers found for the fields of one table, with certainty."""

    fields: dict[str, str] = field(default_factory=dict)
    certainty: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, header: str, certainty: float) -> None:
        """Note that ``header`` serves the field ``name``."""
        self.fields[name] = header
        self.certainty[name] = certainty

    def drop(self, *names: str) -> None:
        """Leave fields without a header again."""
        for name in names:
            del self.fields[name], self.certainty[name]


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
        _tell_stage_from_status(odds, profiles)
        _confirmed_flags(odds, profiles)
        _filled_by_outcome(odds, profiles)
    for name, header in _best(odds, profiles).items():
        match.take(name, header, probability(odds[header][name]))
    _settle(match, odds, profiles)
    _owner_by_id(match, profiles)
    if table == "deals" and is_without_header(profiles):
        for name, header in found_by_values(match.fields, profiles).items():
            match.take(name, header, _ELIMINATED)
    if table == "deals":
        _by_month(match, profiles)
        _end_either_way(match, profiles)
        if not layout:
            _ended_against_label(match, profiles)
        _second_date(match, profiles)
        _first_of_days(match, profiles)
        _first_unknown_day(match, profiles)
        _none_after_the_end(match, profiles)
        _before_all_others(match, profiles)
        _two_steps(match, profiles)
        _steps_in_order(match, profiles)
        _step_between(match, profiles)
        _by_elimination("created_on", match, profiles)
        _left_over("rep", OWNERS, is_roll_of_names, match, profiles)
        _left_over("amount", ("amount",), _may_be_money, match, profiles)
        _only_money(match, profiles)
        _only_amount(match, profiles)
        _code_for_name(match, profiles)
        _ticked_steps(match, profiles)
        _left_over("is_won", _SAYS_OUTCOME, _is_question, match, profiles)
        _in_order(match, profiles)
    _full_name(match, profiles)
    if table == "activities":
        _planned_alone(match)
        _results_of_kinds(match, profiles)
        _by_elimination("happened_on", match, profiles)
        if not (layout and "kind" in layout.formats):
            _by_who_rang(match, profiles)
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


def _by_who_rang(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a column that says who rang for the kinds where no other is one of kinds: all are calls.

    The subjects of calls name kinds too ("Demo with Acme").
    """
    rang = [header for header, profile in profiles.items() if profile.direction_share > _ALL_CALLS]
    kind = match.fields.get("kind")
    of_kinds = kind and (
        header_scores(kind, "activities").get("kind", 0.0) >= _CLEAR or profiles[kind].kind_share > _ALL_CALLS
    )
    if not rang or (of_kinds and kind not in rang):
        return
    if match.fields.get("kind") != rang[0]:
        match.drop(*[name for name, header in match.fields.items() if header == rang[0]])
    match.take("kind", rang[0], _LIKELY)


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
    if one.date_share > _MOSTLY and other.date_share > _MOSTLY:
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

    One and the same name in every row is that of no seller either where another column names several.
    """
    owned = [header for header, row in odds.items() if any(row.get(name, NEVER) > 0 for name in OWNERS)]
    constant = [
        header for header in owned if len(profiles[header].values) == 1 and profiles[header].count >= _MANY_ROWS
    ]
    others = [header for header in owned if names_another_role(header)]
    others += [header for header in constant if len(constant) + len(others) < len(owned) and header not in others]
    for header in others if len(others) < len(owned) else ():
        for name in set(OWNERS) & set(odds[header]):
            odds[header][name] -= _ANOTHER_ROLE


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
        if "is_won" not in row or _is_plainly(header, ("is_won", "won_on")):
            continue
        marks = {cell: truth(cell) is True for cell in set(profiles[header].cells)}
        marked = np.array([marks[cell] for cell in profiles[header].cells])
        ended = (ends == WON) | (ends == LOST)
        if (marked & (ends == LOST)).any() or float((marked == (ends == WON))[ended].mean()) < _MOSTLY:
            del row["is_won"]


def _is_plainly(header: str, names: Sequence[str]) -> bool:
    """Return whether a header is known for one of the fields but for words that change nothing."""
    scores = header_scores(header, "deals")
    return any(scores.get(name, 0.0) >= _PLAINLY for name in names)


def _filled_by_outcome(odds: dict[str, dict[str, float]], profiles: Mapping[str, Profile]) -> None:
    """Let the rows in which a column is filled speak for it: days of the deals that ended, reasons of the lost ones."""
    by_outcome = _outcome_column(odds, profiles)
    if by_outcome is None:
        return
    ends = _ends_of(by_outcome)
    rows = {end: ends == end for end in (OPEN, WON, LOST)}
    if any(int(of_end.sum()) < _SEVERAL for end, of_end in rows.items() if end != OPEN):
        return
    for header, row in odds.items():
        profile = profiles[header]
        if profile is by_outcome or speaks_of_taking_back(header):
            continue
        filled = np.array([not missing(cell) for cell in profile.cells])
        share = {end: float(filled[of_end].mean()) if of_end.any() else 0.0 for end, of_end in rows.items()}
        if profile.date_share > _MOSTLY and share[OPEN] > _MOSTLY and {"created_on", "closed_on"} <= set(row):
            # A day that the open deals have as well may be their first one, and is not their last one.
            row["closed_on"] -= _NOT_BY_ROWS
        field = _shown_by_rows(profile, share, bool(rows[OPEN].any()))
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
    won, lost, still_open = (share[end] > _MOSTLY for end in (WON, LOST, OPEN))
    never = {end for end, part in share.items() if part < _HARDLY}
    if profile.date_share > _MOSTLY:
        if won and lost and has_open and not still_open and OPEN in never:
            return "closed_on"
        if won and {LOST, OPEN} <= never:
            return "won_on"
        if lost and {WON, OPEN} <= never:
            return "lost_on"
    elif share[LOST] > _AT_ALL and {WON, OPEN} <= never and not profile.is_measure and not profile.email_share:
        return "lost_reason"
    return None


def _end_either_way(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take the day of a win or of a loss for that of the end, where deals that ended otherwise have one too.

    So is the likely day of a loss, or one of two things (``Live / lost date``), where no label means a win, but the
    deals of one that means no loss have that day.
    """
    outcome_column = next((match.fields[name] for name in ("status", "stage", "is_won") if name in match.fields), None)
    is_flag = outcome_column is not None and outcome_column == match.fields.get("is_won")
    for name, other in (("won_on", LOST), ("lost_on", WON)):
        if (
            outcome_column is None
            or name not in match.fields
            or {"closed_on", "won_on", "lost_on"} & set(match.fields) - {name}
        ):
            continue
        labels = profiles[outcome_column].sample
        if is_flag:
            ends = {label for label in labels if truth(label) is (other == WON)}
        else:
            ends = {label for label in labels if meaning_of(label).code == other}
        days = profiles[match.fields[name]].cells
        is_unsure = match.certainty[name] < PLAIN or "/" in match.fields[name]
        if name == "lost_on" and not ends and not is_flag and is_unsure:
            lost = {label for label in labels if meaning_of(label).code in (LOST, DISCARDED)}
            ends = ended_labels(profiles[outcome_column].cells, [not missing(day) for day in days], lost)
        filled = [
            not missing(day) for day, label in zip(days, profiles[outcome_column].cells, strict=True) if label in ends
        ]
        if len(filled) >= (1 if is_flag else _SEVERAL) and sum(filled) > len(filled) / 2:
            header, sure = match.fields[name], match.certainty[name]
            match.drop(name)
            match.take("closed_on", header, sure)


def _ended_against_label(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Doubt the day of a win or a loss that several deals have whose label says that they are open."""
    header = match.fields.get("stage", match.fields.get("status"))
    if header is None or not profiles[header].says_outcome:
        return
    is_open = {label for label in profiles[header].sample if meaning_of(label).code in GATES[: GATES.index(WON)]}
    for name in ("won_on", "lost_on"):
        days = profiles[match.fields[name]].cells if name in match.fields else ()
        rows = zip(days, profiles[header].cells, strict=bool(days))
        if sum(label in is_open and not missing(day) for day, label in rows) >= _SEVERAL:
            match.certainty[name] = min(match.certainty[name], _ONE_OF_TWO)


def _owner_by_id(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Leave out an unsure column of owners that holds no names of people where another one holds their ids."""
    ids = max(match.certainty.get("rep_id", 0.0), match.certainty.get("rep_email", 0.0))
    unsure = "rep" in match.fields and ids >= SURE > match.certainty["rep"]
    if unsure and profiles[match.fields["rep"]].person_share < _ONE_OF_TWO:
        match.drop("rep")


def _planned_alone(match: Match) -> None:
    """Take the planned date of activities as their date where there is no other: the result says what came of them."""
    if "planned_on" in match.fields and "happened_on" not in match.fields:
        header, sure = match.fields["planned_on"], match.certainty["planned_on"]
        match.drop("planned_on")
        match.take("happened_on", header, sure)


def _results_of_kinds(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Let each kind of activity read its own of two columns of results: one of calls, one of meetings."""
    about = {
        header: kind_of_activity(header)
        for header, profile in profiles.items()
        if header == match.fields.get("result")
        or (header not in match.fields.values() and not profile.is_empty and _is_of_results(header))
    }
    own = {kind: [header for header in about if about[header] == kind] for kind in _OWN_RESULT}
    if "result" in match.fields and all(len(headers) == 1 for headers in own.values()):
        if about[match.fields["result"]] is not None:
            match.drop("result")
        for kind, name in _OWN_RESULT.items():
            match.take(name, own[kind][0], _LIKELY)


def _is_of_results(header: str) -> bool:
    scores = header_scores(header, "activities")
    return scores.get("result", 0.0) >= max(_AT_LEAST, *scores.values(), 0.0)


def _second_date(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take the plainer of two columns for the day of the end for the expected one: it fills the gaps of the other."""
    if "closed_on" not in match.fields or "expected_close_on" in match.fields:
        return
    taken = set(match.fields.values())
    others = [h for h, p in profiles.items() if h not in taken and p.date_share > 0.9 and closes(h)]
    if len(others) == 1:
        ended, expected = sorted((match.fields["closed_on"], others[0]), key=lambda h: round(profiles[h].filled, 1))
        if ended != match.fields["closed_on"]:
            match.take("closed_on", ended, _SECOND)
        match.take("expected_close_on", expected, _SECOND)


def _first_of_days(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take an unsure day of the end for the first day of deals, where every row has one and all other days follow."""
    if "closed_on" not in match.fields or "created_on" in match.fields or match.certainty["closed_on"] >= SURE:
        return
    header = match.fields["closed_on"]
    others = [match.fields[name] for name in ("first_appointment_on", "next_step_on", "won_on") if name in match.fields]
    days = [profiles[other] for other in others if profiles[other].date_share > _MOSTLY]
    is_first = all(ordered(profiles[header], day) > 1 - _HARDLY for day in days)
    later = any(ordered(day, profiles[header]) < _HARDLY for day in days)
    if is_first and later and profiles[header].filled > 1 - _HARDLY:
        match.drop("closed_on")
        match.take("created_on", header, _LIKELY)


def _before_all_others(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Believe an unsure first day of deals that every row has where all other days follow, and nothing else may be it.

    The first day of a contract, and the day of a last change, come after others.
    """
    header = match.fields.get("created_on")
    if header is None or profiles[header].filled < 1 - _HARDLY or profiles[header].count < _MANY_ROWS:
        return
    taken = set(match.fields.values())
    others = [h for h, p in profiles.items() if h not in taken and p.date_share > _MOSTLY]
    days = [profiles[match.fields[name]] for name in _LATER if name in match.fields]
    days = [day for day in days if day.date_share > _MOSTLY]
    soon = all(_soon_after(profiles[header], day) for day in days)
    if days and not others and soon and all(ordered(profiles[header], day) > 1 - _HARDLY / 2 for day in days):
        match.certainty["created_on"] = max(match.certainty["created_on"], _LIKELY)


def _full_name(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a column of first names that are whole ones, with no column of last names beside it, for the names."""
    if "rep_first" in match.fields and not {"rep", "rep_last"} & set(match.fields):
        header, sure = match.fields["rep_first"], match.certainty["rep_first"]
        if profiles[header].full_name_share > _MOSTLY:
            match.drop("rep_first")
            match.take("rep", header, sure)


def _first_unknown_day(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a day that nothing is known of for the first one of deals, where all have it and the others soon follow."""
    days = [match.fields[name] for name in (*_DATED_STEPS, "closed_on", "won_on") if name in match.fields]
    if "created_on" in match.fields or not days:
        return
    taken = set(match.fields.values())
    unknown = [
        header
        for header, p in profiles.items()
        if header not in taken and min(p.date_share, p.filled) > 1 - _HARDLY and not _says_which_day(header)
    ]
    if len(unknown) == 1 and all(_soon_after(profiles[unknown[0]], profiles[day]) for day in days):
        match.take("created_on", unknown[0], _LIKELY)


def _says_which_day(header: str) -> bool:
    """Return whether anything but a word for a day is known of a header."""
    rest = without_part(header, "date")
    return not rest or bool(header_senses(rest)) or changes_meaning(header) or is_expected(header)


def _soon_after(first: Profile, second: Profile) -> bool:
    """Return whether the days of one column come after those of another, and mostly within a year."""
    apart = (second.days - first.days).dt.days.dropna()
    return len(apart) >= _SEVERAL and float((apart >= 0).mean()) > 1 - _HARDLY and apart.median() <= _YEAR


def _none_after_the_end(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Leave out a step that comes after the win in every deal: a kick-off, a delivery."""
    ends = [profiles[match.fields[name]] for name in ("won_on", "closed_on") if name in match.fields]
    for name in [name for name in _DATED_STEPS if name in match.fields]:
        days = profiles[match.fields[name]].days
        apart = [(days - end.days).dt.days.dropna() for end in ends]
        after = any(len(gaps) >= _SEVERAL and (gaps > 0).all() for gaps in apart)
        if after and not _is_plainly(match.fields[name], (name,)):
            match.drop(name)


def _by_month(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take months under a header such as ``Close month`` for the days that no other column names."""
    served = {header: name for name, header in match.fields.items()}
    for header in [h for h, p in profiles.items() if p.date_share > 1 - _HARDLY]:
        own = served.get(header)
        if own and (own != "expected_close_on" or is_expected(header)) and _is_plainly(header, (own,)):
            continue
        texts = with_day_for_month(header)
        named = [name for name in _MONTHS if any(_is_plainly(text, (name,)) for text in texts)]
        name = next((name for name in named if name not in match.fields), None)
        if name is None or (name == "closed_on" and "won_on" in match.fields):
            continue
        if own:
            match.drop(own)
        created = match.fields.get("created_on")
        fits_in = created is None or ordered(profiles[created], profiles[header]) > 1 - _HARDLY
        match.take(name, header, _LIKELY if fits_in else _ONE_OF_TWO)


def closes(header: str) -> bool:
    """Return whether a header is known for the day on which a deal was closed."""
    return header_scores(header, "deals").get("closed_on", 0.0) >= _SECOND


def _two_steps(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask which of several dated next steps is the first appointment, where no column says so.

    The earliest may be, unless it is a paper that is sent: an offer, a contract. A visit or a demonstration before the
    only paper is asked about as well: by the method both are next steps.
    """
    step = match.fields.get("next_step_on")
    if step is None or "first_appointment_on" in match.fields:
        return
    taken = set(match.fields.values()) - {step}
    known = [h for h, p in profiles.items() if h not in taken and p.date_share > 0.9 and (h == step or _is_step(h))]
    if len(known) < _SEVERAL:
        return
    known = in_order(known, profiles)
    meetings = [header for header in known if not names_paper(header)]
    if meetings[:1] == known[:1]:
        match.take("first_appointment_on", known[0], _ONE_OF_TWO)
        match.take("next_step_on", known[1], _ONE_OF_TWO)
    else:
        match.certainty["next_step_on"] = min(match.certainty["next_step_on"], _ONE_OF_TWO)


def _steps_in_order(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Change over a first appointment and a next step of which the latter came first in nearly every deal; ask both."""
    first, step = match.fields.get("first_appointment_on"), match.fields.get("next_step_on")
    if first and step and ordered(profiles[first], profiles[step]) < _HARDLY:
        match.take("first_appointment_on", step, _ONE_OF_TWO)
        match.take("next_step_on", first, _ONE_OF_TWO)


def _step_between(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask whether dates that lie between the first and the last of a deal, and that fewer deals have, are a step."""
    missing_ones = [name for name in ("first_appointment_on", "next_step_on") if name not in match.fields]
    start = match.fields.get("first_appointment_on") or match.fields.get("created_on")
    end = next((match.fields[name] for name in ("closed_on", "won_on") if name in match.fields), None)
    taken = set(match.fields.values())
    if not missing_ones or start is None or end is None:
        return
    between = [
        header
        for header, p in profiles.items()
        if header not in taken
        and p.date_share > 0.9
        and _HARDLY < p.filled < min(profiles[start].filled, 1 - _HARDLY / 2)
        and not (is_known_otherwise(header) or changes_meaning(header) or is_expected(header))
        and ordered(profiles[start], p) > 1 - _HARDLY / 2
        and ordered(p, profiles[end]) > 1 - _HARDLY / 2
    ]
    for name, header in zip(missing_ones, in_order(between, profiles), strict=False):
        if (
            name == "next_step_on"
            or "next_step_on" not in match.fields
            or ordered(profiles[header], profiles[match.fields["next_step_on"]]) > 1 - _HARDLY
        ):
            match.take(name, header, _ELIMINATED)


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
            match.take(name, header, _ONE_OF_TWO)


def _names_step(header: str, dated: str) -> bool:
    """Return whether a header names, more than anything else, the step that a field dates."""
    scores = header_scores(header, "deals")
    score = scores.get(dated, 0.0)
    return score >= _STEP and score == max(scores.values()) and meaning_of(header).code == _STEPS[dated]


def _is_step(header: str) -> bool:
    """Return whether a header is one of a next step; of a paper that is sent it need not be known as a whole."""
    scores = header_scores(header, "deals")
    score = scores.get("next_step_on", 0.0)
    return score >= _SECOND or (names_paper(header) and score >= max(_OF_PAPER, *scores.values()))


def _by_elimination(name: str, match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask whether the only column of days that nothing is known of holds the one day that is missing."""
    taken = set(match.fields.values())
    unknown = [h for h, p in profiles.items() if h not in taken and p.date_share > 0.9 and not header_senses(h)]
    days = [header for header, profile in profiles.items() if profile.date_share > 0.9 and header not in taken]
    if name not in match.fields and len(unknown) == 1 and days == unknown and profiles[unknown[0]].filled > 0.9:
        match.take(name, unknown[0], _ELIMINATED)


def _left_over(
    name: str, others: Sequence[str], fits_it: Callable[[Profile], bool], match: Match, profiles: Mapping[str, Profile]
) -> None:
    """Ask whether the only column left whose values are such as those of a field that is missing serves it."""
    taken = set(match.fields.values())
    left = [h for h, p in profiles.items() if h not in taken and _is_free(h) and fits_it(p)]
    if len(left) == 1 and not any(other in match.fields for other in others):
        match.take(name, left[0], _ELIMINATED)


def _is_free(header: str) -> bool:
    """Return whether a header is known for nothing else; who works on deals beside the seller may sell as well."""
    return not is_known_otherwise(header) or names_another_role(header)


def is_known_otherwise(header: str) -> bool:
    """Return whether a header is known for a column that serves no field."""
    return any(not sense.is_field and sense.how != PART for sense in header_senses(header))


def _only_money(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask whether the only column of money is the amount, even where its header says a fee, a price or a commission."""
    taken = set(match.fields.values())
    money = [h for h, p in profiles.items() if h not in taken and _may_be_money(p) and _is_kind_of_money(h)]
    if "amount" not in match.fields and len(money) == 1:
        match.take("amount", money[0], _ELIMINATED)


def _only_amount(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take the only column of money for the amount without asking, where its header has a word for amounts."""
    header = match.fields.get("amount")
    if header is None or match.certainty["amount"] >= SURE or not _may_be_money(profiles[header]):
        return
    others = [h for h, p in profiles.items() if h != header and _may_be_money(p) and not is_known_otherwise(h)]
    says_amount = header_scores(header, "deals").get("amount", 0.0) >= _HALF_SAID
    if says_amount and not others and not changes_meaning(header) and not names_other_records(header):
        match.certainty["amount"] = _LIKELY


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


def _may_be_money(profile: Profile) -> bool:
    varies = len(profile.values) > 1 or len(profile.cells) < _MANY_ROWS
    is_amount = varies and profile.number_share > 0.9 and profile.date_share < 0.5 and not profile.shows_percent
    header = profile.header
    is_id = names_an_id(header) or _is_known_id(header)
    is_other = is_id or profile.is_year or speaks_of_time(header) or counts_talks(header)
    return is_amount and profile.typical >= _LEAST_AMOUNT and not is_other


def _is_known_id(header: str) -> bool:
    senses = [sense for sense in header_senses(header) if sense.table in (ANY, "deals") and sense.how != PART]
    return any(sense.name in ("deal_id", "rep_id") for sense in senses)


def _is_question(profile: Profile) -> bool:
    """Return whether a column is a question that some rows answer with yes and some with no."""
    answers = {truth(value) for value in profile.sample}
    return profile.header.rstrip().endswith(("?", "؟", "？")) and answers == {True, False}


def _in_order(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Doubt two dates of which the later one mostly comes first."""
    created = match.fields.get("created_on")
    for name in ("closed_on", "won_on"):
        closed = match.fields.get(name)
        if created and closed and ordered(profiles[created], profiles[closed]) < 0.4:
            for field in ("created_on", name):
                match.certainty[field] = min(match.certainty[field], 0.6)


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
