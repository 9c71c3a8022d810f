"""Money left on the table: a rep's gap to the peers, split so that the parts sum to it exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod

from coaching.compare import Scorecard
from coaching.metrics import Period


@dataclass(frozen=True)
class Split:
    """A gap in weekly revenue and its parts.

    ``own`` and ``peers`` are revenue a week: appointments a week x the chance of winning x the average sale, the
    peers' from their average factors. ``parts`` (by factor, in the order of the gates) sum to ``own - peers``;
    a negative part is money left on the table.
    """

    own: float
    peers: float
    parts: Mapping[str, float]

    @property
    def gap(self) -> float:
        """``own - peers``."""
        return self.own - self.peers


def split_gap(card: Scorecard, others: Sequence[Scorecard], period: Period) -> Split | None:
    """Split a rep's gap to the average peer into activity, the ratios and the average sale.

    Each part is the factor's Shapley value: its effect averaged over all orders in which the factors could be
    exchanged, so that no order is favoured and nothing is left over. Source: L. S. Shapley, A value for n-person
    games (1953).

    Parameters
    ----------
    card : Scorecard
        The rep's; an estimate stands in for a factor that was not observed.
    others : sequence of Scorecard
        The rep's peers, without the rep.

    Returns
    -------
    Split or None
        None where a factor is unknown on either side, or there is no peer.
    """
    gates = all(card.marks[key].value is not None for key in ("next_step_ratio", "closing_ratio"))
    ratios = ("next_step_ratio", "closing_ratio") if gates else ("win_rate",)
    own, peers = {"activity": card.counts.first_appointments / card.weeks(period)}, {}
    if others:
        held = sum(other.counts.first_appointments for other in others)
        peers["activity"] = held / sum(other.weeks(period) for other in others)
    for key in (*ratios, "average_sale"):
        mark = card.marks[key]
        mine = mark.value if mark.value is not None else mark.estimate
        if mine is None or mark.peer_average is None:
            return None
        own[key], peers[key] = mine, mark.peer_average
    if len(peers) != len(own):
        return None
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
