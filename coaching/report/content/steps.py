"""The steps of a plan and a rep's strengths as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.advise import Step, Tip
from coaching.compare import Scorecard
from coaching.metrics import Kpi, load_kpis
from coaching.report.content.kinds import kind_text
from coaching.report.content.model import StepText
from coaching.report.content.next_step import meant
from coaching.report.content.phrases import (
    appointments_text,
    counted_text,
    kpi_label,
    kpi_text,
    note_text,
    peers_text,
    range_text,
    rule_text,
    shown_name,
    shown_value,
    target_text,
    tone_of,
    value_text,
    weekly_text,
)
from coaching.report.content.tips import tip_texts
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
    mark = kind_text(load_kpis()[step.kpi]).compared(card)
    return mark is not None and mark.expected is not None


def strength_text(key: str, card: Scorecard, words: Words, currency: str | None) -> str:
    """Return what goes well as a line: the KPI, its value, the peers'."""
    kpi, mark = load_kpis().get(key), card.marks.get(key)
    if kpi is None or mark is None or mark.value is None:
        return kpi_label(words, key)
    value = shown_value(words, kpi, mark, currency)
    peers = peers_text(words, kpi, mark, currency)
    if peers:
        return words("report.strength.peers", label=kpi_label(words, kpi.key), value=value, peers=peers)
    return words("report.strength", label=kpi_label(words, kpi.key), value=value)


def _seen(step: Step, card: Scorecard, words: Words, currency: str | None) -> str:
    mark, kpi = card.marks.get(step.kpi), load_kpis().get(step.kpi)
    if mark is None or kpi is None:
        return ""
    parts = []
    if step.status == "first_look":
        is_ahead = not has_gap(step) and has_colleagues(step, card)
        parts = [words("report.seen.first_look.none" if is_ahead else "report.seen.first_look")]
    if mark.value is None:
        parts.append("" if kind_text(kpi).is_by_appointments else note_text(words, mark))
    else:
        spread = range_text(words, kpi, mark)
        evidence = [counted_text(words, kpi, mark), words("report.seen.range", range=spread) if spread else ""]
        value = shown_value(words, kpi, mark, currency)
        if any(evidence):
            joined = words("report.evidence.join").join(filter(None, evidence))
            value = words("report.seen.evidence", value=value, evidence=joined)
        rule = rule_text(words, kpi, mark, currency)
        parts.append(
            words("report.seen.against", value=value, rule=rule) if rule else words("report.seen.end", text=value)
        )
    parts.append(_against_peers(step, card, kpi, words, currency))
    if mark.value is not None and mark.low_certainty:
        parts.append(words("report.seen.few"))
    return " ".join(filter(None, parts))


def _against_peers(step: Step, card: Scorecard, kpi: Kpi, words: Words, currency: str | None) -> str:
    """Return the colleagues' figure: one, and that it is for the rep's own mix of products where it is."""
    if kind_text(kpi).is_by_appointments:
        activity = card.activity
        if activity is None or activity.value is None or activity.peer_average is None:
            return ""
        mine, theirs = appointments_text(words, activity.value), weekly_text(words, activity.peer_average)
        gauge = card.marks[step.kpi].value
        key = "verdict.activity_gauge" if gauge is None else "report.seen.activity"
        return words(key, mine=mine, theirs=theirs)
    mark = card.marks[step.kpi]
    peers = peers_text(words, kpi, mark, currency)
    if not peers:
        return ""
    return words("report.seen.peers.mix" if mark.mix_expected is not None else "report.seen.peers", peers=peers)


def _worth(step: Step, card: Scorecard, words: Words, currency: str | None) -> str:
    texts = []
    if step.weekly_gain is not None and round(step.weekly_gain) > 0:
        texts.append(words("report.worth.gain", gain=words.money(step.weekly_gain, currency, 0, short=True)))
    magic = card.marks.get("magic_number")
    before = magic.value if magic else None
    after = step.magic_number_after
    if before is not None and after is not None and round(before, 1) > round(after, 1):
        texts.append(words("report.worth.magic", before=words.number(before, 1), after=words.number(after, 1)))
    return " ".join(texts)


def _target(step: Step, kpi: Kpi | None, words: Words, currency: str | None) -> str:
    """Return the aim, over which days it will be read, and the target behind it."""
    if kpi is None:
        return ""
    if step.aim_a_week is not None:
        aim = appointments_text(words, step.aim_a_week)
        target = appointments_text(words, step.target_a_week or step.aim_a_week)
    elif step.aim is not None:
        aim, target = (target_text(words, kpi, value or 0.0, currency) for value in (step.aim, step.target))
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
    told = kind_text(kpi)
    if told.is_by_appointments:
        value = appointments_text(words, mentor.value)
    else:
        value = value_text(words, kpi, mentor.value, currency)
    value = told.of_mentor(words, mentor, value)
    return words("report.step.mentor", rep=shown_name(words, mentor.rep), value=value)
