"""Whom to talk to this week, and about what, in a sentence that a manager can say aloud."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.advise import Assessment, Newcomer, Step, is_old, split_gap
from coaching.compare import Mark, Scorecard, is_worse
from coaching.metrics import MINIMUM_TRIALS, Kpi, load_kpis
from coaching.report.content.figures.cells import Cell, Quantity
from coaching.report.content.figures.kinds import kind_format
from coaching.report.content.figures.units import appointments_cell, unit_format, weekly_cell
from coaching.report.content.model import Bar, TalkText, Who
from coaching.report.content.phrases import factor_label, kpi_label, score_factors, shown_name
from coaching.report.content.plan.steps import has_colleagues, has_gap
from coaching.report.text import as_text, say
from coaching.words import Words

#: So many names stand in front.
NAMES = 3


def talk_texts(assessment: Assessment, words: Words, reps: Sequence[str] | None = None) -> tuple[TalkText, ...]:
    """Return the reps to talk to this week, the most promising first.

    ``reps`` narrows them to a team. Where fewer than three are behind the colleagues, those follow whose first step is
    worth most, and last those with whom nothing stands out but a widest gap. Whoever has none is not named.
    """
    cards = {card.rep: card for card in assessment.reps if card.rep and (reps is None or card.rep in reps)}
    chosen = [talk.rep for talk in assessment.talks if talk.rep in cards]
    rest = [rep for rep in cards if rep not in chosen and (step := _first(assessment, rep)) and has_gap(step)]
    rest.sort(key=lambda rep: _order(_first(assessment, rep)))
    talks = (talk_text(cards[rep], assessment, words) for rep in [*chosen, *rest][:NAMES])
    return tuple(text for text in talks if text is not None)


def talk_text(card: Scorecard, assessment: Assessment, words: Words) -> TalkText | None:
    """Return what to talk about with one rep first; None where the plan has no step."""
    step = _first(assessment, card.rep or "")
    if step is None:
        return None
    remark = ""
    if step.status == "first_look":
        if has_gap(step):
            remark = words("talk.first_look")
        else:
            remark = words("talk.first_look.none" if has_colleagues(step, card) else "talk.first_look.alone")
    elif step.kpi in card.marks and card.marks[step.kpi].low_certainty:
        remark = words("talk.few")
    return TalkText(
        rep=card.rep or "",
        group=card.peer_group or "",
        kpi=step.kpi,
        verdict=verdict(step.kpi, card, words, assessment.currency),
        bars=_bars(step.kpi, card, assessment.currency),
        remark=remark,
        aim=_aim(step, assessment.currency),
        worth=_worth(step, assessment.currency),
    )


def team_verdict(assessment: Assessment, words: Words, talks: Sequence[TalkText]) -> str:
    """Return how the team stands and whom to talk to, with what their aims are worth together, in two sentences."""
    counts = assessment.team.counts
    revenue = words.money(counts.revenue, assessment.currency, 0, short=True)
    goal = assessment.team.marks.get("goal_attainment")
    if not counts.won:
        stands = words("report.team.verdict.none_won")
    elif goal is not None and goal.value is not None:
        stands = words("report.team.verdict.goal", revenue=revenue, share=words.percent(goal.value))
    elif counts.known_revenue is None:
        stands = words("report.team.verdict.deals", deals=words.count("unit.deals", round(counts.won)))
    else:
        stands = words("report.team.verdict.won", revenue=revenue)
    if not talks:
        return " ".join((stands, words("report.team.verdict.nobody")))
    names = words.listed([shown_name(words, talk.rep) for talk in talks])
    steps = [step for talk in talks if (step := _first(assessment, talk.rep)) is not None]
    gain = sum(step.weekly_gain for step in steps if step.weekly_gain is not None and step.weekly_gain > 0)
    if round(gain) <= 0:
        return " ".join((stands, words("report.team.verdict.talk", names=names)))
    amount = words.money(gain, assessment.currency, 0, short=True)
    return " ".join((stands, words.count("report.team.verdict.worth", len(talks), names=names, amount=amount)))


def verdict(key: str, card: Scorecard, words: Words, currency: str | None) -> str:
    """Return a figure beside the colleagues', or beside its rule if it is not behind theirs and breaks that."""
    kpi, mark = load_kpis()[key], _mark(key, card)
    if mark is None or mark.value is None:
        return words("verdict.none", label=kpi_label(words, key))
    name = key if words.has(f"verdict.{key}") else "other"
    is_by_appointments = kind_format(kpi).is_by_appointments
    own = appointments_cell(mark.value) if is_by_appointments else _plain(kpi, mark.value, currency)
    values: dict[str, Cell] = {"label": kpi_label(words, key), "mine": own}
    target = _target(key, card)
    breaks_rule = target is not None and is_worse(kpi, mark.value, target)
    if mark.expected is not None and (not breaks_rule or _is_behind_as_shown(kpi, mark.value, mark.expected, words)):
        values["theirs"] = _plain(kpi, mark.expected, currency)
        if mark.mix_expected is not None and words.has(f"verdict.{name}.mix"):
            return say(words, f"verdict.{name}.mix", mix=words(f"mix.{card.mix_by}"), **values)
        return say(words, f"verdict.{name}", **values)
    if target is not None:
        return say(words, f"verdict.{name}.rule", theirs=_plain(kpi, target, currency), **values)
    return say(words, f"verdict.{name}.alone", **values)


def _is_behind_as_shown(kpi: Kpi, value: float, expected: float, words: Words) -> bool:
    """Return whether a figure is worse than the colleagues', and can be seen to be as both are written."""
    shown = {as_text(_plain(kpi, figure, None), words) for figure in (value, expected)}
    return is_worse(kpi, value, expected) and len(shown) == 2


def _first(assessment: Assessment, rep: str) -> Step | None:
    plan = assessment.plans.get(rep)
    return plan.steps[0] if plan is not None and plan.steps else None


def _order(step: Step | None) -> tuple[bool, float]:
    if step is None:
        return True, 0.0
    return step.status == "first_look", -(step.weekly_gain or 0.0)


def _mark(key: str, card: Scorecard) -> Mark | None:
    """Return the figure that a verdict compares: of activity, the appointments themselves."""
    return kind_format(load_kpis()[key]).compared(card)


def _target(key: str, card: Scorecard) -> float | None:
    return kind_format(load_kpis()[key]).needed(card)


def _plain(kpi: Kpi, value: float, currency: str | None) -> Quantity:
    """Return a ratio as so many of 100, appointments a week with a decimal, the rest as everywhere."""
    if kind_format(kpi).is_by_appointments:
        return weekly_cell(value)
    return unit_format(kpi).plain(value, currency)


def _bars(key: str, card: Scorecard, currency: str | None) -> tuple[Bar, ...]:
    kpi, mark = load_kpis()[key], _mark(key, card)
    if mark is None or mark.value is None:
        return ()
    values: list[tuple[Who, float | None]] = [("rep", mark.value), ("colleagues", mark.expected)]
    values.append(("rule", _target(key, card)))
    known = [(who, value) for who, value in values if value is not None and math.isfinite(value)]
    largest = max((value for _, value in known), default=0.0)
    if largest <= 0:
        return ()
    return tuple(Bar(who, _plain(kpi, value, currency), value / largest) for who, value in known)


def _aim(step: Step, currency: str | None) -> Cell:
    kpi = load_kpis()[step.kpi]
    if step.aim_a_week is not None:
        return appointments_cell(step.aim_a_week)
    if step.aim is None:
        return ""
    return unit_format(kpi).aim(step.aim, currency)


def _worth(step: Step, currency: str | None) -> Cell:
    if round(step.weekly_gain or 0.0) <= 0 or step.weekly_gain is None:
        return ""
    return Quantity(step.weekly_gain, "money_a_week", currency=currency)


@dataclass(frozen=True)
class Factor:
    """One factor of the score as it is shown, such as ``× next step 0.75``."""

    text: str
    is_weakest: bool = False


@dataclass(frozen=True)
class RepHead:
    """Who a page is about: team, place and score in one line, the verdict, and the factors of the score."""

    about: str
    verdict: str
    factors: tuple[Factor, ...]


def rep_head(assessment: Assessment, rep: str, words: Words, with_place: bool = True) -> RepHead:
    """Return the head of a rep's page, with the place among the others unless it is to be left out."""
    card = assessment.card(rep)
    talk = talk_text(card, assessment, words)
    plan = assessment.plans.get(rep)
    about = [shown_name(words, card.peer_group)] if card.peer_group else []
    if card.standing != "active":
        about.append(words(f"standing.{card.standing}"))
    elif card.rank is not None and card.score is not None:
        about += [_place(card, words)] if with_place else []
        about.append(words("rep.score", score=words.number(card.score)))
    if card.standing == "left":
        sentence = words("report.plan.left")
    elif plan is not None and plan.newcomer is not None:
        sentence = newcomer_text(plan.newcomer, assessment, words)
    elif talk is None or plan is None:
        sentence = words("rep.verdict.none")
    elif not has_gap(plan.steps[0]):
        sentence = words("rep.verdict.no_gap" if has_colleagues(plan.steps[0], card) else "report.plan.none")
    elif plan.steps[0].status == "first_look":
        sentence = words("rep.verdict.well", verdict=talk.verdict)
    elif len(plan.steps) == 1 and not plan.solves_itself and plan.goal_beyond_peers is None and _is_known(card):
        sentence = words("rep.verdict.one", verdict=talk.verdict)
    else:
        sentence = talk.verdict
    by_mix = [key for key in card.score_factors if key in card.marks and card.marks[key].status == "explained_by_mix"]
    if by_mix and card.standing == "active":
        names = words.listed([kpi_label(words, key) for key in by_mix])
        sentence = " ".join((sentence, words("rep.verdict.by_mix", names=names, mix=words(f"mix.{card.mix_by}"))))
    own = [key for key in card.score_factors if key not in by_mix]
    weakest = min(own, key=lambda key: card.score_factors[key], default="")
    factors = [Factor(words("rep.factor.average", score=words.number(100)))] if card.score_factors else []
    factors += [
        Factor(
            words("rep.factor", factor=value, name=words(f"factor.{key}")),
            key == weakest and card.score_factors[key] < 1,
        )
        for key, value in score_factors(card, words).items()
    ]
    if card.standing != "active" or card.score is None:
        return RepHead(" · ".join(about), sentence, ())
    result = Factor(words("rep.factor.result", score=words.number(card.score)))
    return RepHead(" · ".join(about), sentence, (*factors, result))


def newcomer_text(new: Newcomer, assessment: Assessment, words: Words) -> str:
    """Return in which week a new rep is: now, or when old data end."""
    week = words.number(new.week)
    if is_old(assessment.as_of, assessment.today or assessment.as_of):
        return words("report.plan.new.old", week=week, day=words.date(assessment.as_of))
    return words("report.plan.new", week=week)


def _is_known(card: Scorecard) -> bool:
    """Return whether it can be said that all other figures keep up: enough is known, and no other rule is missed."""
    missed = card.rules_met.of - card.rules_met.met
    return card.score is not None and card.counts.won + card.counts.lost >= MINIMUM_TRIALS and missed <= 1


def _place(card: Scorecard, words: Words) -> str:
    place = words.number(card.rank or 0)
    if card.rank_low is None or card.rank_high is None or card.rank_low == card.rank_high:
        return words("rep.place", place=place)
    low, high = words.number(card.rank_low), words.number(card.rank_high)
    return words("rep.place.range", place=place, low=low, high=high)


@dataclass(frozen=True)
class MoneyPart:
    """One part of the difference to the colleagues: as money with its sign, and as a share of the largest part."""

    label: str
    value: Quantity
    share: float
    is_loss: bool


@dataclass(frozen=True)
class MoneyText:
    """Where the money goes: the difference in a sentence, and its parts."""

    sentence: str
    parts: tuple[MoneyPart, ...]


def money_text(card: Scorecard, words: Words, currency: str | None) -> MoneyText | None:
    """Return a rep's difference to the colleagues in money a week; None where it is unknown."""
    split = split_gap(card)
    if split is None:
        return None
    largest = max((abs(part) for part in split.parts.values()), default=0.0) or 1.0
    parts = tuple(
        MoneyPart(
            factor_label(words, key),
            Quantity(part, "signed_money", currency=currency),
            abs(part) / largest,
            part < 0,
        )
        for key, part in split.parts.items()
    )
    if round(split.gap) == 0:
        return MoneyText(words("money.level"), parts)
    size = Quantity(abs(split.gap), "money", 0, currency)
    return MoneyText(say(words, "money.behind" if split.gap < 0 else "money.ahead", amount=size), parts)
