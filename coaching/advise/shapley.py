"""A rep's revenue gap to the peers, split by Shapley values so that the parts sum to it exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod

from coaching.advise.levers import factors_of, mark_of
from coaching.compare import Scorecard


@dataclass(frozen=True)
class Split:
    """A gap in weekly revenue and its parts.

    ``own`` and ``peers`` are revenue a week: appointments a week x the chance of winning x the average sale, the
    peers' from their pooled factors. ``parts`` (by factor, in the order of the gates) sum to ``own - peers``;
    a negative part is money left on the table.
    """

    own: float
    peers: float
    parts: Mapping[str, float]

    @property
    def gap(self) -> float:
        """``own - peers``."""
        return self.own - self.peers


def split_gap(card: Scorecard) -> Split | None:
    """Split a rep's gap to the peers into activity, the ratios and the average sale.

    Each part is the factor's Shapley value: its effect averaged over all orders in which the factors could be
    exchanged, so that no order is favoured and nothing is left over; a loss is negative, a strength positive. Source:
    L. S. Shapley, A value for n-person games (1953).

    The rep's factors are the estimates, as everywhere in the plan, the peers' their pooled figures with the rep's own
    mix of products. Returns None where a factor is unknown on either side, or there is no peer.
    """
    own: dict[str, float] = {}
    peers: dict[str, float] = {}
    for key in factors_of(card):
        mark = mark_of(card, key)
        if mark is None or mark.estimate is None or mark.expected is None:
            return None
        own[key], peers[key] = mark.estimate, mark.expected
    parts = shapley(own, lambda taken: prod(own[key] if key in taken else peers[key] for key in own))
    return Split(prod(own.values()), prod(peers.values()), parts)


def shapley(
    players: Sequence[str] | Mapping[str, object], value: Callable[[frozenset[str]], float]
) -> dict[str, float]:
    """Return each player's Shapley value: its marginal value averaged over all orders of joining."""
    names = list(players)
    n = len(names)
    shares = {}
    for name in names:
        rest = [other for other in names if other != name]
        shares[name] = sum(
            factorial(size) * factorial(n - size - 1) / factorial(n)
            * (value(frozenset((*joined, name))) - value(frozenset(joined)))
            for size in range(n)
            for joined in combinations(rest, size)
        )  # fmt: skip
    return shares
