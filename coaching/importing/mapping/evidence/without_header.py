"""Columns of a list of deals that has no header: found by their values alone, and each asked about."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.mapping.evidence.profiles import Profile, in_order
from coaching.importing.mapping.schema import OWNERS
from coaching.importing.vocabulary.header_senses import is_unnamed

_MOSTLY, _LEAST_AMOUNT = 0.8, 50
#: The days of a deal by how many columns of days there are, in the order in which they come.
_DAYS: Mapping[int, tuple[str, ...]] = {
    1: ("created_on",),
    2: ("created_on", "closed_on"),
    3: ("created_on", "first_appointment_on", "closed_on"),
    4: ("created_on", "first_appointment_on", "next_step_on", "closed_on"),
}


def is_without_header(profiles: Mapping[str, Profile]) -> bool:
    """Return whether no column of a table has a name of its own."""
    return all(map(is_unnamed, profiles))


def found_by_values(fields: Mapping[str, str], profiles: Mapping[str, Profile]) -> dict[str, str]:
    """Return columns for the fields of deals that have none yet, by what the values show.

    Nothing is found where no column says how deals ended: it is then no list of deals that anybody could tell.
    """
    if not any(profiles[fields[name]].says_outcome for name in ("status", "stage") if name in fields):
        return {}
    free = [header for header, p in profiles.items() if header not in fields.values() and not p.is_empty]
    found: dict[str, str] = {}

    def take(name: str, header: str | None) -> None:
        if header is not None and name not in fields:
            found[name] = header
        if header in free:
            free.remove(header)

    dated = {name: header for name, header in fields.items() if profiles[header].date_share > _MOSTLY}
    days = in_order((*dated.values(), *(h for h in free if profiles[h].date_share > _MOSTLY)), profiles)
    for name, header in zip(_DAYS.get(len(days), ()), days, strict=False):
        if name not in dated and header not in dated.values():
            take(name, header)
    numbers = [h for h in free if profiles[h].number_share > _MOSTLY and not profiles[h].date_share]
    take("deal_id", next((h for h in free if _is_key(profiles[h])), None))
    money = [h for h in numbers if h in free and profiles[h].typical >= _LEAST_AMOUNT]
    take("amount", max(money, key=lambda header: (profiles[header].shows_money, profiles[header].place), default=None))
    if not set(OWNERS) & set(fields):
        people = [h for h in free if profiles[h].person_share > _MOSTLY and profiles[h].repeats > _MOSTLY / 2]
        take("rep", min(people, key=lambda header: len(profiles[header].values), default=None))
    texts = [h for h in free if not profiles[h].is_measure and not profiles[h].code_share > _MOSTLY]
    take("account", max(texts, key=lambda header: len(profiles[header].values), default=None))
    return found


def _is_key(profile: Profile) -> bool:
    return profile.is_unique and profile.code_share > _MOSTLY and not profile.date_share and not profile.shows_money
