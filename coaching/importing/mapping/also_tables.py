"""What a table of goals or counts leaves unsaid, and what else its rows hold: periods in names, quotas in a roster."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.issues import questions as ask
from coaching.importing.mapping.evidence.assignment import assign
from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.match import Match
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.model import Question, RawTable
from coaching.importing.shapes import period_in, period_named, period_without_year, without_period, year_in
from coaching.importing.values.normalize import words
from coaching.importing.values.period_names import length_in
from coaching.importing.values.text_columns import distinct
from coaching.importing.vocabulary.header_senses import header_senses
from coaching.importing.vocabulary.header_words import table_kinds

#: The fields that say of which period a row is, by table.
PERIOD_FIELDS: Mapping[str, tuple[str, ...]] = {
    "goals": ("goal_from", "goal_to", "goal_period", "year"),
    "rep_periods": ("period_from", "period_to", "period"),
}
#: What a cell of a table that runs across may count.
MEASURES = ("amount", "conversations", "first_appointments", "next_steps", "won", "lost", "revenue")
#: How sure a column must be to be taken for what the rows hold besides.
_SURE_OF_MORE = 0.9
_ANY_YEAR = 2000
#: What stands between counts and the time in which they are taken, or the people who took them.
_PACES = frozenset(("per", "by", "each", "a", "pro", "je", "par", "por", "al", "za", "na", "لكل", "في"))
#: Columns that make a table that runs across a list of people too.
_OF_A_ROSTER = ("region", "role", "manager", "started_on", "left_on", "email")


def crosstab_table_type(table: RawTable) -> str:
    """Return the table that the names of a file and a sheet speak of: ``goals``, ``rep_periods`` or ``""``."""
    kinds = [kind for name in (table.sheet or "", table.file.rsplit(".", 1)[0]) for kind in table_kinds(name)]
    if table.across and table.across.over == "periods":
        kinds += table_kinds(table.across.label)
    if "goals" in kinds:
        return "goals"
    return "rep_periods" if measure_named(table) else ""


def measure_named(table: RawTable) -> str | None:
    """Return what the name of a sheet or a file says that its cells count."""
    names = (table.sheet or "", table.file.rsplit(".", 1)[0])
    for name in (*names, *map(_without_pace, names)):
        for sense in header_senses(name):
            if sense.is_field and sense.table == "rep_periods" and sense.name in MEASURES:
                return sense.name
    return None


def _without_pace(name: str) -> str:
    """Return a name without what it says behind its counts of how often these are taken: ``meetings per day``."""
    split = words(name)
    end = next((at for at, word in enumerate(split) if at and word in _PACES), len(split))
    return " ".join(split[:end])


def period_from_names(table: RawTable, name: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the period or the year that only the names of a sheet and a file say, as readings of a mapping."""
    if name not in PERIOD_FIELDS:
        return {}
    stem = table.file.rsplit(".", 1)[0]
    if not any(field in fields for field in PERIOD_FIELDS[name]):
        period = _year_of_quota(fields) or period_in(table.sheet, stem) or period_without_year(table.sheet, stem)
        return {"goal_period" if name == "goals" else "period": period} if period else {}
    year = year_in(table.sheet) or year_in(stem) or year_in(*table.titles)
    return {"year": str(year)} if year and _lacks_year(table, name, fields) else {}


def _year_of_quota(fields: Mapping[str, str]) -> str | None:
    """Return the year that the header of a quota names, where it names no shorter period: ``Quota 2025``."""
    header = fields.get("amount", "")
    year = year_in(header)
    return str(year) if year and length_in(header) in (None, "year") else None


def period_questions(
    table: RawTable, name: str, fields: Mapping[str, str], formats: Mapping[str, str]
) -> list[Question]:
    """Ask of which year or period the rows are, where neither they nor the names say so."""
    if name not in PERIOD_FIELDS:
        return []
    if not any(field in fields for field in PERIOD_FIELDS[name]):
        length = formats.get("goal_period") or formats.get("period") or length_in(fields.get("amount", ""))
        if not length:
            return [ask.PERIOD.asked(header=fields.get("amount", ""))]
        return [ask.YEAR.asked()] if period_without_year(length) and "year" not in formats else []
    if "year" in formats or not _lacks_year(table, name, fields):
        return []
    return [ask.YEAR.asked(header=fields.get("goal_period") or fields.get("period") or "")]


def _lacks_year(table: RawTable, name: str, fields: Mapping[str, str]) -> bool:
    """Return whether the periods of the rows are named without their year: ``January``, ``Week 1``."""
    header = fields.get("goal_period" if name == "goals" else "period")
    if header is None or header not in table.frame or "year" in fields or "period_from" in fields:
        return False
    length = length_in(header)
    names = distinct(table.frame[header], 100)
    lacking = [text for text in names if not _read(text, None, length) and _read(text, _ANY_YEAR, length)]
    return len(lacking) > 0.5 * len(names)


def _read(text: str, year: int | None, length: str | None) -> object:
    from_words = period_named(text, year)
    return from_words or period_named(f"{length} {text}" if length and text.isdecimal() else text, year)


def second_table(profiles: Mapping[str, Profile], name: str, match: Match) -> dict[str, dict[str, str]]:
    """Return what else the rows hold: the quotas of a list of reps, or a list of reps beside goals."""
    taken = set(match.fields.values())
    rest = {header: profile for header, profile in profiles.items() if header not in taken}
    if name == "reps":
        quotas = {
            header: max(header_scores(text, "goals").get("amount", 0.0) for text in (header, without_period(header)))
            for header, profile in rest.items()
            if profile.number_share > _SURE_OF_MORE
            if "goals" in {*table_kinds(header), *table_kinds(without_period(header))}
        }
        best = max(quotas, key=lambda header: quotas[header], default=None)
        return {"goals": {"amount": best}} if best and quotas[best] >= _SURE_OF_MORE else {}
    if name == "goals":
        people = assign(rest, "reps")
        more = {
            field: header
            for field, header in people.fields.items()
            if field in _OF_A_ROSTER and people.certainty[field] >= _SURE_OF_MORE
        }
        return {"reps": more} if more else {}
    return {}
