"""The score: a product of factors, with 100 for the group's average week at work."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coaching.compare.model import Mark, RulesMet, Scorecard
from coaching.compare.ranks import RankRange, ranks_with_ranges

ACTIVITY = "activity"
_GATES = ("next_step_ratio", "closing_ratio")
_FACTORS = (ACTIVITY, *_GATES, "win_rate", "average_sale")

#: With fewer active reps in a group there is no score.
FEWEST_SCORED = 3


@dataclass(frozen=True)
class _Scored:
    factors: Mapping[str, float]
    left_out: tuple[str, ...]
    draws: np.ndarray | None
    #: False where a factor of the others cannot be known of this rep: the product would be another one than theirs.
    is_whole: bool = True

    @property
    def score(self) -> float | None:
        return 100 * math.prod(self.factors.values()) if self.factors and self.is_whole else None

    @property
    def skill(self) -> float | None:
        if not self.is_whole:
            return None
        skills = [value for key, value in self.factors.items() if key != ACTIVITY]
        return 100 * math.prod(skills) if skills else None


def with_scores(cards: Sequence[Scorecard], draws: Mapping[str, np.ndarray]) -> tuple[Scorecard, ...]:
    """Return the scorecards with score, factors and rank, in the order of their rank.

    Parameters
    ----------
    cards : sequence of Scorecard
    draws : mapping of factor to array of shape (draws, reps)
        True values drawn from the posteriors, in the order of ``cards``.

    Notes
    -----
    Each factor is the rep's estimate divided by the group's mean of estimates. The mean is over the active reps, this
    one included, weighted by weeks, trials and wins, so that all reps share one scale. Ranks follow the score as it is
    shown, in whole numbers; only active reps have a rank. A rep of whom a factor cannot be known that the others have
    (all sales are in another currency) has neither.
    """
    scored: list[_Scored | None] = [None] * len(cards)
    of_rep = {key: np.ascontiguousarray(draws[key].T) for key in _FACTORS if key in draws}
    for group in dict.fromkeys(card.peer_group for card in cards):
        at = [i for i, card in enumerate(cards) if card.peer_group == group]
        active = [i for i in at if cards[i].standing == "active"]
        if len(active) >= FEWEST_SCORED:
            typical = _typical([cards[i] for i in active])
            for i in at:
                scored[i] = _scored(cards[i], typical, {key: values[i] for key, values in of_rep.items()})
    ranked = _ranks(cards, scored)
    with_ranks = [_with(card, parts, place) for card, parts, place in zip(cards, scored, ranked, strict=True)]
    return tuple(sorted(with_ranks, key=lambda card: (card.rank is None, card.rank or 0, card.rep or "")))


def shown_score(score: float) -> int:
    """Return the score as shown and ranked: a whole number, halves rounded up."""
    return math.floor(round(score, 9) + 0.5)


def rules_met(marks: Mapping[str, Mark]) -> RulesMet:
    """Count the figures that have a rule and data, and how many of them keep the rule."""
    judged = [mark.status for mark in marks.values() if mark.status not in (None, "no_data")]
    return RulesMet(sum(status in ("on_target", "explained_by_mix") for status in judged), len(judged))


def _mark(card: Scorecard, key: str) -> Mark | None:
    return card.activity if key == ACTIVITY else card.marks.get(key)


def _typical(cards: Sequence[Scorecard]) -> dict[str, float | None]:
    """Return the group's mean of estimates of each factor; None if it is missing or zero."""
    typical: dict[str, float | None] = {}
    for key in _FACTORS:
        pairs = []
        for card in cards:
            mark = _mark(card, key)
            if mark is not None and mark.value is not None and mark.estimate is not None:
                weight = card.weeks if key == ACTIVITY else mark.figure.trials
                pairs.append((float(weight), mark.estimate))
        total = sum(weight for weight, _ in pairs)
        mean = sum(weight * value for weight, value in pairs) / total if total > 0 else None
        typical[key] = mean or None
    return typical


def _scored(card: Scorecard, typical: Mapping[str, float | None], draws: Mapping[str, np.ndarray]) -> _Scored:
    factors: dict[str, float] = {}
    left_out: list[str] = []
    drawn: np.ndarray | None = None
    is_whole = True
    for key in (ACTIVITY, *chance_keys(card.marks, typical), "average_sale"):
        mark, mean = _mark(card, key), typical[key]
        if mark is None or mark.estimate is None or mean is None:
            left_out.append(key)
            is_whole = is_whole and mean is None
            continue
        factors[key] = mark.estimate / mean
        values = draws[key] / mean
        drawn = values if drawn is None else drawn * values
    return _Scored(factors, tuple(left_out), drawn, is_whole)


def chance_keys(marks: Mapping[str, Mark], typical: Mapping[str, float | None] | None = None) -> tuple[str, ...]:
    """Return the factors of the chance to win a first appointment: the two ratios, or the win rate instead.

    The win rate replaces them if the data does not show the gates of the rep (or of the group) and has a win rate.
    """
    gates = [marks[key] for key in _GATES if key in marks]
    hidden = len(gates) < len(_GATES) or any(
        mark.value is None and not (mark.reason and mark.reason.code == "no_decided_trials") for mark in gates
    )
    unknown = typical is not None and any(typical.get(key) is None for key in _GATES)
    rate = marks.get("win_rate")
    if (hidden or unknown) and rate is not None and rate.estimate is not None:
        return ("win_rate",)
    return _GATES


def _ranks(cards: Sequence[Scorecard], scored: Sequence[_Scored | None]) -> list[RankRange]:
    scores = [
        float(shown_score(parts.score)) if parts and parts.score is not None and card.standing == "active" else None
        for card, parts in zip(cards, scored, strict=True)
    ]
    size = next((len(parts.draws) for parts in scored if parts is not None and parts.draws is not None), 1)
    draws = np.full((size, len(cards)), np.nan)
    for at, (score, parts) in enumerate(zip(scores, scored, strict=True)):
        if score is not None and parts is not None and parts.draws is not None:
            draws[:, at] = parts.draws
    return ranks_with_ranges(scores, draws, higher=True)


def _with(card: Scorecard, parts: _Scored | None, place: RankRange) -> Scorecard:
    if parts is None:
        return card
    return replace(
        card,
        score=parts.score,
        score_factors=parts.factors,
        score_left_out=parts.left_out,
        skill=parts.skill,
        rank=place[0],
        rank_low=place[1],
        rank_high=place[2],
    )
