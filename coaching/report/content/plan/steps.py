"""The steps of a plan and a rep's strengths as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.advise import Step, Tip
from coaching.compare import Scorecard
from coaching.metrics import Kpi, load_kpis
from coaching.report.content.figures.cells import Cell, Phrase, Quantity
from coaching.report.content.figures.kinds import kind_format
from coaching.report.content.figures.units import (
    appointments_cell,
    counted_cell,
    peers_cell,
    range_cell,
    rule_cell,
    shown_cell,
    target_cell,
    value_cell,
    weekly_cell,
)
from coaching.report.content.model import StepText
from coaching.report.content.phrases import kpi_label, kpi_text, meant, note_text, shown_name, tone_of
from coaching.report.content.plan.tips import tip_texts
from coaching.report.text import as_text, say
from coaching.words import Words


def step_text(
    step: Step,
    card: Scorecard,
    words: Words,
    currency: str | None,
    playbook: Mapping[str, Tip] | None = None,
    next_step: str = "",
) -> StepText:
    """Return one priority of a plan: what was seen, what it is worth, where to get by when, from whom to learn."""
    kpi = load_kpis().get(step.kpi)
    return StepText(
        kpi=step.kpi,
        label=kpi_label(words, step.kpi),
        status=tone_of(step.status) or "no_data",
        status_word=words(f"status.{step.status}"),
        seen=" ".join(filter(None, (_seen(step, card, words, currency), meant(step.kpi, next_step, words)))),
        worth=_worth(step, card, words, currency),
        tips=tip_texts(words, step.tips, playbook),
        target=_target(step, kpi, words, currency),
        review=_review(step, words),
        watch=words("report.step.watch", what=kpi_text(words, kpi.key, "watch")) if kpi else "",
        mentor=_mentor(step, kpi, words, currency),
        manager_tips=tip_texts(words, step.manager_tips, playbook),
    )


def has_gap(step: Step) -> bool:
    """Return whether a step is about a gap: a first look is, where the figure lies behind the colleagues'."""
    return step.status != "first_look" or step.target is not None or step.target_a_week is not None


def has_colleagues(step: Step, card: Scorecard) -> bool:
    """Return whether the figure of a step is compared with colleagues': appointments, for the gauge."""
    mark = kind_format(load_kpis()[step.kpi]).compared(card)
    return mark is not None and mark.expected is not None


def strength_text(key: str, card: Scorecard, words: Words, currency: str | None) -> str:
    """Return what goes well as a line: the KPI, its value, the peers'."""
    kpi, mark = load_kpis().get(key), card.marks.get(key)
    if kpi is None or mark is None or mark.value is None:
        return kpi_label(words, key)
    label, value, peers = kpi_label(words, kpi.key), shown_cell(kpi, mark, currency), peers_cell(kpi, mark, currency)
    return say(words, "report.strength.peers" if peers else "report.strength", label=label, value=value, peers=peers)


def _seen(step: Step, card: Scorecard, words: Words, currency: str | None) -> str:
    mark, kpi = card.marks.get(step.kpi), load_kpis().get(step.kpi)
    if mark is None or kpi is None:
        return ""
    parts = []
    if step.status == "first_look":
        is_ahead = not has_gap(step) and has_colleagues(step, card)
        parts = [words("report.seen.first_look.none" if is_ahead else "report.seen.first_look")]
    if mark.value is None:
        parts.append("" if kind_format(kpi).is_by_appointments else note_text(words, mark))
    else:
        spread = range_cell(kpi, mark)
        evidence = [
            as_text(counted_cell(kpi, mark), words),
            say(words, "report.seen.range", range=spread) if spread else "",
        ]
        value: Cell = shown_cell(kpi, mark, currency)
        if any(evidence):
            joined = words("report.evidence.join").join(filter(None, evidence))
            value = Phrase("report.seen.evidence", {"value": value, "evidence": joined})
        rule = rule_cell(kpi, mark, currency)
        parts.append(
            say(words, "report.seen.against", value=value, rule=rule)
            if rule
            else say(words, "report.seen.end", text=value)
        )
    parts.append(_against_peers(step, card, kpi, words, currency))
    if mark.value is not None and mark.low_certainty:
        parts.append(words("report.seen.few"))
    return " ".join(filter(None, parts))


def _against_peers(step: Step, card: Scorecard, kpi: Kpi, words: Words, currency: str | None) -> str:
    """Return the colleagues' figure: one, and that it is for the rep's own mix of products where it is."""
    if kind_format(kpi).is_by_appointments:
        activity = card.activity
        if activity is None or activity.value is None or activity.peer_average is None:
            return ""
        gauge = card.marks[step.kpi].value
        key = "verdict.activity_gauge" if gauge is None else "report.seen.activity"
        return say(words, key, mine=appointments_cell(activity.value), theirs=weekly_cell(activity.peer_average))
    mark = card.marks[step.kpi]
    peers = peers_cell(kpi, mark, currency)
    if not peers:
        return ""
    if mark.mix_expected is None:
        return say(words, "report.seen.peers", peers=peers)
    return say(words, "report.seen.peers.mix", peers=peers, mix=words(f"mix.{card.mix_by}"))


def _worth(step: Step, card: Scorecard, words: Words, currency: str | None) -> str:
    texts = []
    if step.weekly_gain is not None and round(step.weekly_gain) > 0:
        texts.append(say(words, "report.worth.gain", gain=Quantity(step.weekly_gain, "money", 0, currency)))
    magic = card.marks.get("magic_number")
    before = magic.value if magic else None
    after = step.magic_number_after
    if before is not None and after is not None and round(before, 1) > round(after, 1):
        magic_numbers = {"before": Quantity(before, places=1), "after": Quantity(after, places=1)}
        texts.append(say(words, "report.worth.magic", **magic_numbers))
    return " ".join(texts)


def _target(step: Step, kpi: Kpi | None, words: Words, currency: str | None) -> str:
    """Return the aim, over which days it will be read, and the target behind it."""
    if kpi is None:
        return ""
    if step.aim_a_week is not None:
        aim, target = (
            as_text(appointments_cell(value), words)
            for value in (step.aim_a_week, step.target_a_week or step.aim_a_week)
        )
    elif step.aim is not None:
        aim, target = (as_text(target_cell(kpi, value or 0.0, currency), words) for value in (step.aim, step.target))
    else:
        return ""
    days = {}
    if step.review_on and step.review_since:
        days = {"since": words.date(step.review_since), "day": words.date(step.review_on)}
    key = "report.step.target" if aim != target else "report.step.target.rule"
    return words(f"{key}.by" if days else key, value=aim, rule=target, **days)


def _review(step: Step, words: Words) -> str:
    if step.review_on:
        return words("report.step.review", day=words.date(step.review_on))
    if step.review_weeks:
        return words.count("report.step.review.weeks", step.review_weeks)
    if step.read_instead:
        return words("report.step.review.instead", kpi=kpi_label(words, step.read_instead))
    return ""


def _mentor(step: Step, kpi: Kpi | None, words: Words, currency: str | None) -> str:
    mentor = step.mentor
    if kpi is None or mentor is None:
        return ""
    kind = kind_format(kpi)
    value = appointments_cell(mentor.value) if kind.is_by_appointments else value_cell(kpi, mentor.value, currency)
    return say(words, "report.step.mentor", rep=shown_name(words, mentor.rep), value=kind.of_mentor(mentor, value))
