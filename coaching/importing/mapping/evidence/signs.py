"""What several of the rules on kinds of tables ask of the columns found."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.match import Match
from coaching.importing.mapping.evidence.profiles import Profile
from coaching.importing.mapping.schema import OWNERS
from coaching.importing.mapping.stages import Meaning, meaning_of
from coaching.importing.values.normalize import words
from coaching.importing.vocabulary.header_words import is_called, names_an_id
from coaching.tables import WON

#: What the table's own key adds to the kind of record that it is a key of.
OWN_KEY = 3.0
#: How far a header must speak for a field to be clearly one.
CLEAR = 0.9
#: From which part on most of the rows agree, or of the deals.
MOST = 0.7
#: How sure a column of owners has to be to be one at all.
LIKELY_OWNED = 0.4
_PLAIN = frozenset(("id", "no", "number", "name", "title", "subject", "topic", "description", "reference", "ref"))


def own_key(profiles: Mapping[str, Profile]) -> str | None:
    """Return the header of the table's own key: the first id that differs in every row."""
    for header, profile in profiles.items():
        if profile.is_unique and profile.code_share > 0.8 and names_an_id(header):
            return header
    return None


def known_as(header: str, table: str, field: str) -> float:
    """Return how far a header speaks for a field of a table, from 0 to 1."""
    return header_scores(header, table).get(field, 0.0)


def lists_people(profiles: Mapping[str, Profile]) -> bool:
    """Return whether each row is about somebody else, of whom it says where they came from and how they are reached."""
    reached = any(
        profile.is_unique and (is_called(header, "phone") or profile.email_share > MOST)
        for header, profile in profiles.items()
    )
    return reached and any(known_as(header, "deals", "source") >= CLEAR for header in profiles)


def says_won(match: Match, profiles: Mapping[str, Profile]) -> bool:
    """Return whether a label of the status or the stage says in so many words that a deal was won."""
    return any(meaning.code == WON and not meaning.weak for _, meaning in outcome_labels(match, profiles))


def outcome_labels(match: Match, profiles: Mapping[str, Profile]) -> list[tuple[str, Meaning]]:
    """Return some labels of the status and of the stage, with what they mean."""
    return [
        (label, meaning_of(label))
        for name in ("status", "stage")
        if name in match.fields
        for label in profiles[match.fields[name]].sample
    ]


def how_sure_owned(match: Match) -> float:
    """Return how sure it is that a column says who owns each row."""
    return max((match.how_sure(name) for name in (*OWNERS, "email")), default=0.0)


def is_specific(header: str) -> bool:
    """Return whether a header says what it is the id or name of."""
    split = words(header)
    return len(split) > 1 or not _PLAIN.issuperset(split)


def ends_in_labels(match: Match, profiles: Mapping[str, Profile]) -> frozenset[str]:
    """Return what the labels of the status and the stage say of how deals ended."""
    labels = [profiles[match.fields[name]] for name in ("status", "stage") if name in match.fields]
    return frozenset().union(*(p.gates | p.outcomes for p in labels))
