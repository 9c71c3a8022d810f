"""The headers found for the fields of one table, with how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coaching.importing.mapping.evidence.header_scores import header_scores

#: Certainty of a column that is taken because no other is left, of one that another column may be as well, and of what
#: is applied and named as likely.
ELIMINATED, ONE_OF_TWO, LIKELY = 0.5, 0.6, 0.92
#: From which part on nearly all rows agree, or hardly any.
MOSTLY, HARDLY = 0.8, 0.1
#: From how many rows on something is said of them all, and from how many on one name in all of them is a sign.
SEVERAL, MANY_ROWS = 2, 6
#: How far a header speaks for a field that is known for it, but for words that change nothing.
_PLAINLY = 0.94


@dataclass
class Match:
    """Headers found for the fields of one table, with certainty."""

    fields: dict[str, str] = field(default_factory=dict)
    certainty: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, header: str, certainty: float) -> None:
        """Note that ``header`` serves the field ``name``."""
        self.fields[name] = header
        self.certainty[name] = certainty

    def how_sure(self, name: str) -> float:
        """Return how sure the header of a field is, from 0 (it has none) to 1."""
        return self.certainty.get(name, 0.0)

    def drop(self, *names: str) -> None:
        """Leave fields without a header again."""
        for name in names:
            del self.fields[name], self.certainty[name]


def is_plainly(header: str, names: Sequence[str]) -> bool:
    """Return whether a header is known for one of the fields but for words that change nothing."""
    scores = header_scores(header, "deals")
    return any(scores.get(name, 0.0) >= _PLAINLY for name in names)
