"""An assessment as finished text: the one content object that page, PDF and Excel share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from coaching.advise.model import Assessment, Plan, Step
from coaching.compare.model import Mark, Scorecard
from coaching.intake.model import Source
from coaching.measure.kpi import Kpi, load_kpis
from coaching.report.basis import assumption_texts, finding_texts, period_text, sources_text
from coaching.report.funnel import funnel_rows
from coaching.report.model import Headline, KpiRow, LeaderRow, RepContent, StepText, TeamContent
from coaching.report.phrases import (
    NOTHING,
    counted_text,
    kpi_label,
    note_text,
    peers_text,
    range_text,
    rule_text,
    sentence,
    shown_value,
    value_text,
)
from coaching.report.tips import tip_texts
from coaching.words import Words

_HEADINGS = ["kpis", "plan", "also", "strengths", "funnel", "assumptions", "leaders", "findings", "coach"]
_COLUMNS = [
    "kpi",
    "value",
    "counted",
    "range",
    "rule",
    "peers",
    "status",
    "note",
    "rank",
    "rep",
    "score",
    "first_step",
    "tip",
]


def rep_content(assessment: Assessment, rep: str, words: Words, sources: Sequence[Source] = ()) -> RepContent:
    """Return the scorecard and plan of ``rep`` in the reader's language.

    ``sources`` are the files behind the assessment, printed with their row counts. Raises ``KeyError`` for
    an unknown rep.
    """
    card = assessment.card(rep)
    plan = assessment.plans.get(rep, Plan(rep, ()))
    empty, collect = ("", ()) if plan.steps else _empty_plan(card, words)
    return RepContent(
        lang=words.lang,
        rtl=words.rtl,
        title=words("report.rep.title"),
        rep=rep,
        period=period_text(assessment, words),
        as_of=words("report.as_of", day=words.date(assessment.as_of)),
        sources=sources_text(sources, words),
        headlines=headlines(card, words),
        kpis=kpi_rows(card, words, assessment.currency),
        steps=tuple(_step(step, card, words, assessment.currency) for step in plan.steps),
        strengths=tuple(_strength(key, card, words, assessment.currency) for key in plan.strengths),
        funnel=funnel_rows(card.funnel, words),
        assumptions=assumption_texts(assessment, words, sources),
        empty_plan=empty,
        collect=collect,
        headings=_headings(words),
        digits=words.digits,
    )


def team_content(assessment: Assessment, words: Words, sources: Sequence[Source] = ()) -> TeamContent:
    """Return the team's leaderboard, funnel and findings in the reader's language."""
    team = assessment.team
    revenue = Headline(
        "revenue",
        words("report.headline.revenue"),
        words.money(team.counts.revenue, assessment.currency, short=True),
        words.count("report.headline.revenue.note", team.counts.won),
    )
    return TeamContent(
        lang=words.lang,
        rtl=words.rtl,
        title=words("report.team.title"),
        period=period_text(assessment, words),
        as_of=words("report.as_of", day=words.date(assessment.as_of)),
        sources=sources_text(sources, words),
        headlines=(revenue, *(line for line in headlines(team, words) if line.key != "score")),
        kpis=kpi_rows(team, words, assessment.currency),
        leaders=tuple(_leader(card, assessment, words) for card in assessment.reps),
        funnel=funnel_rows(team.funnel, words),
        findings=finding_texts(assessment, words),
        assumptions=assumption_texts(assessment, words, sources),
        headings=_headings(words),
        digits=words.digits,
    )


def kpi_rows(card: Scorecard, words: Words, currency: str | None) -> tuple[KpiRow, ...]:
    """Return every KPI of a scorecard, in the order of the declarations."""
    return tuple(
        _kpi_row(kpi, card.marks[key], card, words, currency) for key, kpi in load_kpis().items() if key in card.marks
    )


def headlines(card: Scorecard, words: Words) -> tuple[Headline, ...]:
    """Return the figures in front: activity gauge, magic number and score."""
    kpis = load_kpis()
    lines = []
    for key in ("activity_gauge", "magic_number"):
        mark = card.marks.get(key)
        if mark is None:
            continue
        value, note, share = NOTHING, "", None
        if mark.value is None:
            note = note_text(words, mark)
        elif key == "activity_gauge":
            value, share = shown_value(words, kpis[key], mark), mark.value
            done, needed = mark.figure.numerator, mark.figure.denominator
            if done is not None and needed is not None:
                note = words(
                    "report.headline.activity_gauge.note", done=words.number(done, 1), needed=words.number(needed, 1)
                )
        else:
            value = words.number(math.ceil(round(mark.value, 6)))
            note = words("report.headline.magic_number.note", exact=words.number(mark.value, 2))
        lines.append(Headline(key, kpis[key].label[words.lang], value, note, share))
    return (*lines, _score(card, words))


def _score(card: Scorecard, words: Words) -> Headline:
    label = words("report.headline.score")
    if card.score is None:
        return Headline("score", label, NOTHING, words("report.headline.score.none"))
    note = words.count("report.headline.score.note", len(card.score_kpis))
    return Headline("score", label, words.number(card.score), note, card.score / 100)


def _kpi_row(kpi: Kpi, mark: Mark, card: Scorecard, words: Words, currency: str | None) -> KpiRow:
    differs = mark.estimate is not None and mark.value is not None and not math.isclose(mark.estimate, mark.value)
    return KpiRow(
        key=kpi.key,
        label=kpi.label[words.lang],
        value=shown_value(words, kpi, mark, currency),
        counted=counted_text(words, kpi, mark),
        range=range_text(words, kpi, mark),
        rule=rule_text(words, kpi, mark, bare=True),
        peers=peers_text(words, kpi, mark, bare=True),
        status=mark.status,
        status_word=words(f"status.{mark.status}") if mark.status else "",
        note=_note(kpi.key, mark, card, words),
        attainment=mark.attainment,
        estimate=value_text(words, kpi, mark.estimate, currency) if differs else "",
        low_certainty=mark.low_certainty,
        about=kpi.about[words.lang],
    )


def _note(key: str, mark: Mark, card: Scorecard, words: Words) -> str:
    pending = {"next_step_ratio": card.counts.next_steps_pending, "closing_ratio": card.counts.closings_pending}
    notes = [note_text(words, mark, pending.get(key, 0))]
    if key == "sales_cycle_days" and mark.value is not None and card.cycle_median is not None:
        notes.append(words("report.cycle_median", days=words.days(card.cycle_median)))
        notes.append(words("report.ageing") if card.ageing else "")
    return words("report.separator").join(filter(None, notes))


def _step(step: Step, card: Scorecard, words: Words, currency: str | None) -> StepText:
    return StepText(
        kpi=step.kpi,
        label=kpi_label(words, step.kpi),
        status=step.status,
        status_word=words(f"status.{step.status}"),
        seen=_seen(step.kpi, card, words, currency),
        worth=_worth(step, card, words, currency),
        tips=tip_texts(words, step.tips),
    )


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
    parts = [
        value,
        words("report.seen.target", rule=rule) if rule else "",
        words("report.seen.peers", peers=peers) if peers else "",
        words("certainty.low") if mark.low_certainty else "",
    ]
    if mark.mix_expected is not None:
        mix = value_text(words, kpi, mark.mix_expected, currency)
        parts.insert(-1, words("report.seen.mix", value=mix))
    return words("report.seen.end", text=words("report.seen.join").join(filter(None, parts)))


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


def _strength(key: str, card: Scorecard, words: Words, currency: str | None) -> str:
    kpi, mark = load_kpis().get(key), card.marks.get(key)
    if kpi is None or mark is None or mark.value is None:
        return kpi_label(words, key)
    value = shown_value(words, kpi, mark, currency)
    peers = peers_text(words, kpi, mark, currency)
    if peers:
        return words("report.strength.peers", label=kpi.label[words.lang], value=value, peers=peers)
    return words("report.strength", label=kpi.label[words.lang], value=value)


def _empty_plan(card: Scorecard, words: Words) -> tuple[str, tuple[str, ...]]:
    judged = [mark for mark in card.marks.values() if mark.status is not None]
    if any(mark.status != "no_data" for mark in judged):
        return words("report.plan.none"), ()
    reasons = [sentence(words, "reason", mark.reason.code, mark.reason.values) for mark in judged if mark.reason]
    return words("report.plan.no_data"), tuple(dict.fromkeys(reasons))


def _leader(card: Scorecard, assessment: Assessment, words: Words) -> LeaderRow:
    rep = card.rep or ""
    steps = assessment.plans[rep].steps if rep in assessment.plans else ()
    tips = tip_texts(words, steps[0].tips[:1]) if steps else ()
    score = _score(card, words)
    return LeaderRow(
        rep=rep,
        rank=card.rank,
        score=card.score,
        score_text=score.value,
        score_note=score.note,
        kpis=kpi_rows(card, words, assessment.currency),
        first_step=kpi_label(words, steps[0].kpi) if steps else "",
        first_tip=tips[0].title if tips else "",
        first_status=steps[0].status if steps else None,
        rank_range=_rank_range(card, words),
    )


def _rank_range(card: Scorecard, words: Words) -> str:
    if card.rank_low is None or card.rank_high is None or card.rank_low == card.rank_high:
        return ""
    return words.number_range(card.rank_low, card.rank_high)


def _headings(words: Words) -> dict[str, str]:
    heads = {name: words(f"report.head.{name}") for name in _HEADINGS}
    return heads | {f"col.{name}": words(f"report.col.{name}") for name in _COLUMNS}
