"""An assessment as the one content object that page, PDF and Excel share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from coaching.advise import Assessment, Newcomer, Plan, is_old
from coaching.compare import Mark, Scorecard, Status
from coaching.importing import Source
from coaching.metrics import MINIMUM_TRIALS, Kpi, load_kpis
from coaching.report.content.figures.cells import Cell, Phrase, Quantity
from coaching.report.content.figures.change import kpi_change, rank_change
from coaching.report.content.figures.units import (
    appointments_cell,
    counted_cell,
    gap_cell,
    peers_cell,
    range_cell,
    rule_cell,
    shown_cell,
    value_cell,
    weekly_cell,
)
from coaching.report.content.funnel import funnel_rows
from coaching.report.content.model import Headline, KpiRow, LeaderKpi, LeaderRow, RepContent, TeamContent
from coaching.report.content.phrases import (
    differs_text,
    factor_label,
    kpi_label,
    kpi_text,
    meant,
    note_text,
    score_factors,
    sentence,
    tone_of,
)
from coaching.report.content.plan.open_deals import OpenDeal
from coaching.report.content.plan.steps import step_text, strength_text
from coaching.report.content.plan.talks import newcomer_text, rep_head, talk_texts, team_verdict
from coaching.report.content.plan.tips import tip_texts
from coaching.report.content.provenance import assumption_texts, finding_texts, period_text, sources_text
from coaching.report.text import say
from coaching.words import Words


def rep_content(
    assessment: Assessment,
    rep: str,
    words: Words,
    sources: Sequence[Source] = (),
    before: Assessment | None = None,
    deals: Sequence[OpenDeal] = (),
) -> RepContent:
    """Return the scorecard and plan of ``rep`` in the reader's language.

    ``sources`` are the files behind the assessment, printed with their row counts; ``before`` is the assessment
    of the period before, for how the figures have moved; ``deals`` are the open ones to work on first.
    Raises ``KeyError`` for an unknown rep.
    """
    card = assessment.card(rep)
    plan = assessment.plans.get(rep, Plan(rep, ()))
    empty, collect = ("", ()) if plan.steps else _empty_plan(card, plan, assessment, words)
    return RepContent(
        **_page(assessment, card, words, sources, before),
        title=words("report.rep.title"),
        rep=rep,
        headlines=headlines(card, words),
        steps=tuple(
            step_text(step, card, words, assessment.currency, assessment.playbook, assessment.next_step)
            for step in plan.steps
        ),
        remark=_remark(plan, words),
        strengths=tuple(strength_text(key, card, words, assessment.currency) for key in plan.strengths),
        empty_plan=empty,
        verdict=rep_head(assessment, rep, words).verdict,
        deals=tuple(deals),
        collect=collect,
    )


def team_content(
    assessment: Assessment, words: Words, sources: Sequence[Source] = (), before: Assessment | None = None
) -> TeamContent:
    """Return the team's leaderboard, funnel, findings and whom to talk to in the reader's language.

    With ``before``, the assessment of the period before, ranks and figures say how they have moved.
    """
    team = assessment.team
    revenue = Headline(
        "revenue",
        words("report.headline.revenue"),
        Quantity(team.counts.known_revenue, "money", currency=assessment.currency),
        words.count("report.headline.revenue.note", team.counts.won),
    )
    talks = talk_texts(assessment, words)
    earlier = _cards_of(before, assessment.currency)
    return TeamContent(
        **_page(assessment, team, words, sources, before),
        title=words("report.team.title"),
        headlines=(revenue, *(line for line in headlines(team, words) if line.key != "score")),
        leaders=tuple(_leader(card, assessment, words, earlier.get(card.rep)) for card in assessment.reps),
        findings=finding_texts(assessment, words),
        talks=talks,
        verdict=team_verdict(assessment, words, talks),
    )


def _page(
    assessment: Assessment, card: Scorecard, words: Words, sources: Sequence[Source], before: Assessment | None
) -> dict[str, Any]:
    """Return what the pages of a rep and of the team have in common (``PageContent``), but for title and headlines."""
    earlier = _cards_of(before, assessment.currency).get(card.rep)
    return {
        "words": words,
        "period": period_text(assessment, words),
        "as_of": words("report.as_of", day=words.date(assessment.as_of)),
        "sources": sources_text(sources, words),
        "kpis": kpi_rows(card, words, assessment.currency, earlier, assessment.next_step),
        "funnel": funnel_rows(card.funnel, words, assessment.next_step),
        "assumptions": assumption_texts(assessment, words, sources),
        "compared": words("report.compared", period=period_text(before, words)) if before else "",
    }


def kpi_rows(
    card: Scorecard, words: Words, currency: str | None, before: Scorecard | None = None, next_step: str = ""
) -> tuple[KpiRow, ...]:
    """Return every KPI of a scorecard, in the order of the declarations.

    With how it moved since ``before``, and what the ``next_step`` is in this team.
    """
    return tuple(
        _kpi_row(kpi, card.marks[key], card, words, currency, before, next_step)
        for key, kpi in load_kpis().items()
        if key in card.marks
    )


def headlines(card: Scorecard, words: Words) -> tuple[Headline, ...]:
    """Return the figures in front: activity gauge, magic number and score."""
    kpis = load_kpis()
    lines = []
    for key in ("activity_gauge", "magic_number"):
        mark = card.marks.get(key)
        if mark is None:
            continue
        value, note, share = Quantity(None), "", None
        if mark.value is None:
            note = note_text(words, mark)
        elif key == "activity_gauge":
            value, share = shown_cell(kpis[key], mark), mark.value
            done, needed = mark.figure.numerator, mark.figure.denominator
            if done is not None and needed is not None:
                note = say(
                    words, "report.headline.activity_gauge.note", done=weekly_cell(done), needed=weekly_cell(needed)
                )
        else:
            value = Quantity(math.ceil(round(mark.value, 6)))
            note = words("report.headline.magic_number.note", exact=words.number(mark.value, 2))
        lines.append(Headline(key, kpi_label(words, key), value, note, share))
    return (*lines, _score(card, words))


def _score(card: Scorecard, words: Words) -> Headline:
    label = words("report.headline.score")
    if card.standing != "active":
        return Headline("score", label, Quantity(None), words(f"standing.{card.standing}"))
    if card.score is None:
        names = words.listed([factor_label(words, key) for key in card.score_left_out]) if card.score_factors else ""
        note = words("report.headline.score.lacks", names=names) if names else words("report.headline.score.none")
        return Headline("score", label, Quantity(None), note)
    return Headline("score", label, Quantity(card.score), score_note(card, words), card.score / 100)


def score_note(card: Scorecard, words: Words) -> str:
    """Return what a score is made of (1.09 × 0.57: activity × average sale), what is left out, and the rules met."""
    factors = words("report.score.times").join(
        words("report.score.factor", factor=value, name=factor_label(words, key))
        for key, value in score_factors(card, words).items()
    )
    parts = [words("report.score.made", factors=factors)] if factors else []
    if card.score_left_out:
        names = words("report.list.join").join(factor_label(words, key) for key in card.score_left_out)
        parts.append(words("report.score.left_out", names=names))
    by_mix = [key for key in card.score_factors if key in card.marks and card.marks[key].status == "explained_by_mix"]
    if by_mix:
        names = words("report.list.join").join(factor_label(words, key) for key in by_mix)
        parts.append(words("report.score.by_mix", names=names))
    if card.rules_met.of:
        met, of = (words.number(n) for n in (card.rules_met.met, card.rules_met.of))
        parts.append(words("report.rules_met", met=met, of=of))
    return words("report.separator").join(parts)


def _kpi_row(
    kpi: Kpi,
    mark: Mark,
    card: Scorecard,
    words: Words,
    currency: str | None,
    before: Scorecard | None,
    next_step: str,
) -> KpiRow:
    is_shrunk = mark.estimate is not None and mark.value is not None and not math.isclose(mark.estimate, mark.value)
    return KpiRow(
        key=kpi.key,
        label=kpi_label(words, kpi.key),
        value=shown_cell(kpi, mark, currency),
        counted=counted_cell(kpi, mark),
        range=range_cell(kpi, mark),
        rule=rule_cell(kpi, mark, bare=True),
        peers=peers_cell(kpi, mark, bare=True),
        status=tone_of(mark.status),
        status_word=_status_word(mark, words),
        note=_note(kpi.key, mark, card, words, next_step),
        attainment=mark.attainment,
        estimate=value_cell(kpi, mark.estimate, currency) if is_shrunk else "",
        low_certainty=mark.low_certainty,
        tone=_tone(mark),
        about=kpi_text(words, kpi.key, "about"),
        rank=_rank(mark),
        differs=differs_text(words, mark),
        mix=_mix(kpi, mark, card, currency),
        change=kpi_change(kpi, mark, before.marks.get(kpi.key), words, currency) if before else None,
    )


def _tone(mark: Mark) -> Status | None:
    """Return the status whose colour is shown: a plain one where there are too few trials for any."""
    return "no_data" if mark.status and mark.figure.trials < MINIMUM_TRIALS else tone_of(mark.status)


def _rank(mark: Mark) -> Cell:
    """Return a place with those that the evidence allows: 3, may be 1 to 7."""
    if mark.rank is None or mark.value is None:
        return ""
    rank, low, high = mark.rank, mark.rank_low, mark.rank_high
    if low is None or high is None or low == high:
        return Quantity(rank)
    return Phrase("report.rank", {"rank": Quantity(rank), "low": Quantity(low), "high": Quantity(high)})


def _mix(kpi: Kpi, mark: Mark, card: Scorecard, currency: str | None) -> Cell:
    """Return the colleagues' plain figure, and that the one with the rep's own mix is what judges."""
    if mark.mix_expected is None or mark.mix_gap is None or mark.peer_average is None:
        return ""
    judges, plain = (value_cell(kpi, value, currency) for value in (mark.mix_expected, mark.peer_average))
    values: dict[str, Cell] = {"value": judges, "gap": gap_cell(kpi, mark.mix_gap), "plain": plain}
    return Phrase("report.mix", values | {"mix": Phrase(f"mix.{card.mix_by}")})


def _cards_of(before: Assessment | None, currency: str | None) -> dict[str | None, Scorecard]:
    """Return the scorecards of the period before by rep, the team's under None; none if their currency is another."""
    if before is None or before.currency != currency:
        return {}
    return {None: before.team} | {card.rep: card for card in before.reps}


def _status_word(mark: Mark, words: Words) -> str:
    """Return the status in words; a figure that is there and has nobody to be compared with is not without data."""
    if mark.status is None:
        return ""
    return words("status.not_compared" if mark.status_reason else f"status.{mark.status}")


def _note(key: str, mark: Mark, card: Scorecard, words: Words, next_step: str) -> str:
    pending = {"next_step_ratio": card.counts.next_steps_pending, "closing_ratio": card.counts.closings_pending}
    notes = [note_text(words, mark, pending.get(key, 0))]
    if key == "sales_cycle_days" and mark.value is not None and card.cycle_median is not None:
        notes.append(words("report.cycle_median", days=words.days(card.cycle_median)))
        notes.append(words("report.ageing") if card.ageing else "")
    if key == "next_step_ratio":
        notes.append(meant(key, next_step, words))
    return words("report.separator").join(filter(None, notes))


def _empty_plan(card: Scorecard, plan: Plan, assessment: Assessment, words: Words) -> tuple[str, tuple[str, ...]]:
    if plan.standing == "left":
        return words("report.plan.left"), ()
    if plan.newcomer is not None:
        said = newcomer_text(plan.newcomer, assessment, words)
        return said, _newcomer(plan.newcomer, words, is_old(assessment.as_of, assessment.today or assessment.as_of))
    judged = [mark for mark in card.marks.values() if mark.status is not None]
    if any(mark.status != "no_data" for mark in judged):
        return words("report.plan.none"), ()
    reasons = [sentence(words, "reason", mark.reason.code, mark.reason.values) for mark in judged if mark.reason]
    return words("report.plan.no_data"), tuple(dict.fromkeys(reasons))


def _remark(plan: Plan, words: Words) -> str:
    """Return what the steps do for the goal: that it is then reached, or that it asks for more than anybody holds."""
    if plan.goal_beyond_peers is not None:
        return say(words, "report.plan.goal_beyond", needed=appointments_cell(plan.goal_beyond_peers))
    return words("report.plan.solves_itself") if plan.solves_itself and plan.steps else ""


def _newcomer(new: Newcomer, words: Words, ended: bool) -> tuple[str, ...]:
    """Return how a new rep does, and when there will be enough to judge; of data that ended long ago only the first."""
    lines = []
    if new.a_week is not None and new.peers_a_week is not None:
        key = "report.plan.new.on_the_way" if new.on_the_way else "report.plan.new.behind"
        lines.append(say(words, key, mine=appointments_cell(new.a_week), theirs=weekly_cell(new.peers_a_week)))
    elif new.a_week is not None:
        lines.append(say(words, "report.plan.new.a_week", mine=appointments_cell(new.a_week)))
    if not ended:
        lines.append(words.count("report.plan.new.enough", max(1, new.weeks_until_enough)))
    return tuple(lines)


def _leader(card: Scorecard, assessment: Assessment, words: Words, earlier: Scorecard | None) -> LeaderRow:
    rep = card.rep or ""
    steps = assessment.plans[rep].steps if rep in assessment.plans else ()
    first = kpi_label(words, steps[0].kpi) if steps else ""
    tips = tip_texts(words, steps[0].tips[:1], assessment.playbook) if steps else ()
    is_scored = card.standing == "active"
    return LeaderRow(
        rep=rep,
        rank=card.rank,
        score=Quantity(card.score if is_scored else None),
        kpis=tuple(
            _leader_kpi(kpi, card.marks[key], assessment.currency)
            for key, kpi in load_kpis().items()
            if key in card.marks
        ),
        first_step=first,
        first_step_short=(kpi_text(words, steps[0].kpi, "short") or first) if steps else "",
        first_tip=tips[0].title if tips else "",
        first_status=tone_of(steps[0].status) if steps else None,
        standing="" if is_scored else words(f"standing.{card.standing}"),
        rules_met=_rules_met(card),
        movement=rank_change(card, earlier, words),
    )


def _leader_kpi(kpi: Kpi, mark: Mark, currency: str | None) -> LeaderKpi:
    return LeaderKpi(
        key=kpi.key,
        value=shown_cell(kpi, mark, currency),
        counted=counted_cell(kpi, mark),
        status=tone_of(mark.status),
        tone=_tone(mark),
    )


def _rules_met(card: Scorecard) -> Cell:
    if not card.rules_met.of:
        return ""
    return Phrase("report.rules_met.short", {"met": Quantity(card.rules_met.met), "of": Quantity(card.rules_met.of)})
