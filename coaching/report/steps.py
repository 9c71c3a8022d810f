"""The steps of a plan and a rep's strengths as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.advise import Tip
from coaching.advise.model import Step
from coaching.compare.model import Scorecard
from coaching.metrics.kpi import Kpi, load_kpis
from coaching.report.model import StepText
from coaching.report.next_step import meant
from coaching.report.phrases import (
    counted_text,
    kpi_label,
    note_text,
    peers_text,
    range_text,
    rule_text,
    shown_name,
    shown_value,
    target_text,
    value_text,
)
from coaching.report.tips import tip_texts
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
        status=step.status,
        status_word=words(f"status.{step.status}"),
        seen=" ".join(filter(None, (_seen(step.kpi, card, words, currency), meant(step.kpi, next_step, words)))),
        worth=_worth(step, card, words, currency),
        tips=tip_texts(words, step.tips, playbook),
        target=_target(step, kpi, card, words, currency),
        review=words("report.step.review", day=words.date(step.review_on)) if step.review_on else "",
        watch=words("report.step.watch", what=kpi.watch[words.lang]) if kpi else "",
        mentor=_mentor(step, kpi, words, currency),
    )


def strength_text(key: str, card: Scorecard, words: Words, currency: str | None) -> str:
    """Return what goes well as a line: the KPI, its value, the peers'."""
    kpi, mark = load_kpis().get(key), card.marks.get(key)
    if kpi is None or mark is None or mark.value is None:
        return kpi_label(words, key)
    value = shown_value(words, kpi, mark, currency)
    peers = peers_text(words, kpi, mark, currency)
    if peers:
        return words("report.strength.peers", label=kpi.label[words.lang], value=value, peers=peers)
    return words("report.strength", label=kpi.label[words.lang], value=value)


def _seen(key: str, card: Scorecard, words: Words, currency: str | None) -> str:
    mark, kpi = card.marks.get(key), load_kpis().get(key)
    if mark is None or kpi is None:
        return ""
    if mark.value is None:
        return note_text(words, mark)
    spread = range_text(words, kpi, mark)
    evidence = [counted_text(words, kpi, mark), words("report.seen.range", range=spread) if spread else ""]
    value = shown_value(words, kpi, mark, currency)
    if any(evidence):
        joined = words("report.evidence.join").join(filter(None, evidence))
        value = words("report.seen.evidence", value=value, evidence=joined)
    rule, peers = rule_text(words, kpi, mark, currency), peers_text(words, kpi, mark, currency)
    mix = value_text(words, kpi, mark.mix_expected, currency) if mark.mix_expected is not None else ""
    parts = [
        words("report.seen.against", value=value, rule=rule) if rule else words("report.seen.end", text=value),
        words("report.seen.peers.mix" if mix else "report.seen.peers", peers=peers, mix=mix) if peers else "",
        words("report.seen.few") if mark.low_certainty else "",
    ]
    return " ".join(filter(None, parts))


def _worth(step: Step, card: Scorecard, words: Words, currency: str | None) -> str:
    texts = []
    if step.weekly_gain is not None and step.weekly_gain > 0:
        texts.append(words("report.worth.gain", gain=words.money(step.weekly_gain, currency, short=True)))
    magic = card.marks.get("magic_number")
    before = magic.value if magic else None
    after = step.magic_number_after
    if before is not None and after is not None and round(before, 1) > round(after, 1):
        texts.append(words("report.worth.magic", before=words.number(before, 1), after=words.number(after, 1)))
    return " ".join(texts)


def _target(step: Step, kpi: Kpi | None, card: Scorecard, words: Words, currency: str | None) -> str:
    mark = card.marks.get(step.kpi)
    if kpi is None or mark is None or mark.target is None or step.suggested is None:
        return ""
    rule = target_text(words, kpi, mark.target, currency)
    if step.suggested == mark.target:
        if step.review_on is None:
            return words("report.step.target.rule", value=rule)
        return words("report.step.target.rule.by", value=rule, day=words.date(step.review_on))
    value = target_text(words, kpi, step.suggested, currency)
    if step.review_on is None:
        return words("report.step.target", value=value, rule=rule)
    return words("report.step.target.by", value=value, rule=rule, day=words.date(step.review_on))


def _mentor(step: Step, kpi: Kpi | None, words: Words, currency: str | None) -> str:
    mentor = step.mentor
    if kpi is None or mentor is None:
        return ""
    value = value_text(words, kpi, mentor.value, currency)
    if kpi.kind == "ratio":
        value = words("report.step.mentor.ratio", value=value, deals=words.number(mentor.trials))
    elif kpi.kind == "mean":
        value = words("report.step.mentor.mean", value=value, deals=words.count("unit.deals", mentor.trials))
    return words("report.step.mentor", rep=shown_name(words, mentor.rep), value=value)
