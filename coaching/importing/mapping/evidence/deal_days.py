"""The days of deals told apart: which column is the first day, a step on the way, or the end.

Each rule looks at the columns that were found and at the order in which their days follow each other.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from coaching.importing.mapping.evidence.profiles import Profile, in_order, ordered
from coaching.importing.mapping.schema import PLAIN, SURE
from coaching.importing.mapping.stages import ended_labels, meaning_of
from coaching.importing.values.normalize import missing
from coaching.importing.values.text_columns import truth
from coaching.importing.vocabulary.header_senses import header_senses
from coaching.importing.vocabulary.header_words import (
    changes_meaning,
    is_expected,
    names_paper,
    with_day_for_month,
    without_part,
)
from coaching.tables import DISCARDED, GATES, LOST, WON

#: How far a header must speak for the day of the end, and how sure it is of a second one.
_SECOND = 0.9
#: How far the header of a paper must speak for the day of a next step.
_OF_PAPER = 0.4
#: The most days from the first of a deal to another.
_YEAR = 366
#: Days that may be given as months.
_MONTHS = ("created_on", "closed_on", "won_on", "expected_close_on")
_STEPS = ("first_appointment_on", "next_step_on")
#: The days that follow the first one of a deal.
_LATER = (*_STEPS, "closed_on", "won_on", "lost_on", "expected_close_on")


def settle_days(match: Match, profiles: Mapping[str, Profile], has_layout: bool) -> None:
    """Tell the days of deals apart; ``has_layout`` says that the layout of a CRM names its columns."""
    _by_month(match, profiles)
    _end_either_way(match, profiles)
    if not has_layout:
        _ended_against_label(match, profiles)
    _second_date(match, profiles)
    _first_of_days(match, profiles)
    _first_unknown_day(match, profiles)
    _none_after_the_end(match, profiles)
    _before_all_others(match, profiles)
    _two_steps(match, profiles)
    _steps_in_order(match, profiles)
    _step_between(match, profiles)
    by_elimination("created_on", match, profiles)
    _in_order(match, profiles)


def _by_month(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take months under a header such as ``Close month`` for the days that no other column names."""
    served = {header: name for name, header in match.fields.items()}
    for header in [h for h, p in profiles.items() if p.date_share > 1 - HARDLY]:
        own = served.get(header)
        if own and (own != "expected_close_on" or is_expected(header)) and is_plainly(header, (own,)):
            continue
        texts = with_day_for_month(header)
        named = [name for name in _MONTHS if any(is_plainly(text, (name,)) for text in texts)]
        name = next((name for name in named if name not in match.fields), None)
        if name is None or (name == "closed_on" and "won_on" in match.fields):
            continue
        if own:
            match.drop(own)
        created = match.fields.get("created_on")
        fits_in = created is None or ordered(profiles[created], profiles[header]) > 1 - HARDLY
        match.take(name, header, LIKELY if fits_in else ONE_OF_TWO)


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
        if len(filled) >= (1 if is_flag else SEVERAL) and sum(filled) > len(filled) / 2:
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
        if sum(label in is_open and not missing(day) for day, label in rows) >= SEVERAL:
            match.certainty[name] = min(match.certainty[name], ONE_OF_TWO)


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


def closes(header: str) -> bool:
    """Return whether a header is known for the day on which a deal was closed."""
    return header_scores(header, "deals").get("closed_on", 0.0) >= _SECOND


def _first_of_days(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take an unsure day of the end for the first day of deals, where every row has one and all other days follow."""
    if "closed_on" not in match.fields or "created_on" in match.fields or match.certainty["closed_on"] >= SURE:
        return
    header = match.fields["closed_on"]
    others = [match.fields[name] for name in ("first_appointment_on", "next_step_on", "won_on") if name in match.fields]
    days = [profiles[other] for other in others if profiles[other].date_share > MOSTLY]
    is_first = all(ordered(profiles[header], day) > 1 - HARDLY for day in days)
    later = any(ordered(day, profiles[header]) < HARDLY for day in days)
    if is_first and later and profiles[header].filled > 1 - HARDLY:
        match.drop("closed_on")
        match.take("created_on", header, LIKELY)


def _first_unknown_day(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Take a day that nothing is known of for the first one of deals, where all have it and the others soon follow."""
    days = [match.fields[name] for name in (*_STEPS, "closed_on", "won_on") if name in match.fields]
    if "created_on" in match.fields or not days:
        return
    taken = set(match.fields.values())
    unknown = [
        header
        for header, p in profiles.items()
        if header not in taken and min(p.date_share, p.filled) > 1 - HARDLY and not _says_which_day(header)
    ]
    if len(unknown) == 1 and all(_soon_after(profiles[unknown[0]], profiles[day]) for day in days):
        match.take("created_on", unknown[0], LIKELY)


def _says_which_day(header: str) -> bool:
    """Return whether anything but a word for a day is known of a header."""
    rest = without_part(header, "date")
    return not rest or bool(header_senses(rest)) or changes_meaning(header) or is_expected(header)


def _soon_after(first: Profile, second: Profile) -> bool:
    """Return whether the days of one column come after those of another, and mostly within a year."""
    apart = (second.days - first.days).dt.days.dropna()
    return len(apart) >= SEVERAL and float((apart >= 0).mean()) > 1 - HARDLY and apart.median() <= _YEAR


def _none_after_the_end(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Leave out a step that comes after the win in every deal: a kick-off, a delivery."""
    ends = [profiles[match.fields[name]] for name in ("won_on", "closed_on") if name in match.fields]
    for name in [name for name in _STEPS if name in match.fields]:
        days = profiles[match.fields[name]].days
        apart = [(days - end.days).dt.days.dropna() for end in ends]
        after = any(len(gaps) >= SEVERAL and (gaps > 0).all() for gaps in apart)
        if after and not is_plainly(match.fields[name], (name,)):
            match.drop(name)


def _before_all_others(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Believe an unsure first day of deals that every row has where all other days follow, and nothing else may be it.

    The first day of a contract, and the day of a last change, come after others.
    """
    header = match.fields.get("created_on")
    if header is None or profiles[header].filled < 1 - HARDLY or profiles[header].count < MANY_ROWS:
        return
    taken = set(match.fields.values())
    others = [h for h, p in profiles.items() if h not in taken and p.date_share > MOSTLY]
    days = [profiles[match.fields[name]] for name in _LATER if name in match.fields]
    days = [day for day in days if day.date_share > MOSTLY]
    soon = all(_soon_after(profiles[header], day) for day in days)
    if days and not others and soon and all(ordered(profiles[header], day) > 1 - HARDLY / 2 for day in days):
        match.certainty["created_on"] = max(match.certainty["created_on"], LIKELY)


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
    if len(known) < SEVERAL:
        return
    known = in_order(known, profiles)
    meetings = [header for header in known if not names_paper(header)]
    if meetings[:1] == known[:1]:
        match.take("first_appointment_on", known[0], ONE_OF_TWO)
        match.take("next_step_on", known[1], ONE_OF_TWO)
    else:
        match.certainty["next_step_on"] = min(match.certainty["next_step_on"], ONE_OF_TWO)


def _is_step(header: str) -> bool:
    """Return whether a header is one of a next step; of a paper that is sent it need not be known as a whole."""
    scores = header_scores(header, "deals")
    score = scores.get("next_step_on", 0.0)
    return score >= _SECOND or (names_paper(header) and score >= max(_OF_PAPER, *scores.values()))


def _steps_in_order(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Change over a first appointment and a next step of which the latter came first in nearly every deal; ask both."""
    first, step = match.fields.get("first_appointment_on"), match.fields.get("next_step_on")
    if first and step and ordered(profiles[first], profiles[step]) < HARDLY:
        match.take("first_appointment_on", step, ONE_OF_TWO)
        match.take("next_step_on", first, ONE_OF_TWO)


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
        and HARDLY < p.filled < min(profiles[start].filled, 1 - HARDLY / 2)
        and not (is_known_otherwise(header) or changes_meaning(header) or is_expected(header))
        and ordered(profiles[start], p) > 1 - HARDLY / 2
        and ordered(p, profiles[end]) > 1 - HARDLY / 2
    ]
    for name, header in zip(missing_ones, in_order(between, profiles), strict=False):
        if (
            name == "next_step_on"
            or "next_step_on" not in match.fields
            or ordered(profiles[header], profiles[match.fields["next_step_on"]]) > 1 - HARDLY
        ):
            match.take(name, header, ELIMINATED)


def by_elimination(name: str, match: Match, profiles: Mapping[str, Profile]) -> None:
    """Ask whether the only column of days that nothing is known of holds the one day that is missing."""
    taken = set(match.fields.values())
    unknown = [h for h, p in profiles.items() if h not in taken and p.date_share > 0.9 and not header_senses(h)]
    days = [header for header, profile in profiles.items() if profile.date_share > 0.9 and header not in taken]
    if name not in match.fields and len(unknown) == 1 and days == unknown and profiles[unknown[0]].filled > 0.9:
        match.take(name, unknown[0], ELIMINATED)


def _in_order(match: Match, profiles: Mapping[str, Profile]) -> None:
    """Doubt two dates of which the later one mostly comes first."""
    created = match.fields.get("created_on")
    for name in ("closed_on", "won_on"):
        closed = match.fields.get(name)
        if created and closed and ordered(profiles[created], profiles[closed]) < 0.4:
            for field in ("created_on", name):
                match.certainty[field] = min(match.certainty[field], 0.6)
