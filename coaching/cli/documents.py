"""Results as plain data for JSON: the layout that scheduled jobs rely on (docs/cli.md)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from coaching.advise import Assessment, Newcomer, Plan, Step, Talk, Tip
from coaching.cli.files import all_issues, issue_text
from coaching.compare import Mark, Scorecard
from coaching.importing import PLAIN, SURE, Intake, Issue, Source, TableMapping, raised
from coaching.report import sentence, tip_texts
from coaching.words import Words, plain

Document = dict[str, Any]


def score_document(
    assessment: Assessment, intake: Intake, words: Words, mappings: Sequence[TableMapping] = ()
) -> Document:
    """Return the whole result of ``score``."""
    period = assessment.period
    return {
        "as_of": assessment.as_of.isoformat(),
        "period": {"from": period.start.isoformat(), "to": period.end.isoformat(), "weeks": period.weeks},
        "currency": assessment.currency,
        "sources": _with_questions(intake, mappings, words),
        "assumptions": _assumptions(assessment, intake, words),
        "team": {
            "rules_met": _rules_met(assessment.team),
            "talk_to": [_talk(talk) for talk in assessment.talks],
            "counts": _counts(assessment.team),
            "kpis": _kpis(assessment.team, words),
            "findings": [
                _coded_text(words, "finding", finding.code, {"currency": assessment.currency} | dict(finding.values))
                for finding in assessment.findings
            ],
        },
        "reps": [
            _rep(card, assessment.plans.get(card.rep or ""), assessment.playbook, words) for card in assessment.reps
        ],
    }


def check_document(intake: Intake, mappings: Sequence[TableMapping], words: Words) -> Document:
    """Return the mapping, the counts and the issues of every file; an edited copy is a valid ``--mapping`` file."""
    sources = _with_questions(intake, mappings, words)
    for source, mapping in zip(sources, mappings, strict=False):
        source["formats"] = dict(mapping.formats)
        source["exclude"] = {name: list(values) for name, values in mapping.exclude.items()}
    return {"sources": sources}


def _with_questions(intake: Intake, mappings: Sequence[TableMapping], words: Words) -> list[Document]:
    """Return the sources with their open questions, their other table types and, if left out, their likely type."""
    sources = source_documents(intake, words)
    for source, own, mapping in zip(sources, intake.sources, mappings, strict=False):
        source["questions"] = [asdict(question) for question in (*mapping.questions, *raised(own, mapping))]
        source["taken_for"] = mapping.taken_for or None
        source["also_tables"] = list(mapping.also_tables)
        # The columns of the table itself are what can be given back; those of the others are named beside them.
        source["also_mapping"] = {table: dict(fields) for table, fields in mapping.also_tables.items()}
        others = {name for fields in mapping.also_tables.values() for name in fields} - set(mapping.fields)
        source["mapping"] = {name: header for name, header in source["mapping"].items() if name not in others}
        source["likely"] = list(mapping.likely(SURE, PLAIN))
    return sources


def source_documents(intake: Intake, words: Words) -> list[Document]:
    """Return the import report of each source, and of each file or sheet that was refused before it became one."""
    issues = all_issues(intake)
    documents = []
    for source in intake.sources:
        own = [issue for issue in issues if (issue.file, issue.sheet) == (source.file, source.sheet)]
        documents.append(_source(source, own, words))
    known = {(source.file, source.sheet) for source in intake.sources}
    for file, sheet in dict.fromkeys((issue.file, issue.sheet) for issue in issues):
        if (file, sheet) not in known:
            rest = [issue for issue in issues if (issue.file, issue.sheet) == (file, sheet)]
            documents.append(_source(Source(file, sheet, None, "", 0, 0, 0, 0, {}, {}), rest, words))
    return documents


def number(value: float | None) -> float | int | None:
    """Return a plain number, or None for a missing or infinite value."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if isinstance(value, int) else float(value)


def _assumptions(assessment: Assessment, intake: Intake, words: Words) -> list[Document]:
    """Return the assumptions without repeats: those of the core, then those of the files."""
    currency = {"currency": assessment.currency}
    notes = {note.code: currency | dict(note.values) for note in assessment.assumptions}
    for source in intake.sources:
        notes |= {code: {} for code in source.assumptions if code not in notes}
    return [_coded_text(words, "assumption", code, values) for code, values in notes.items()]


def _source(source: Source, issues: Sequence[Issue], words: Words) -> Document:
    return {
        "file": source.file,
        "sheet": source.sheet,
        "preset": source.preset,
        "table": source.table or None,
        "also_tables": [],
        "also_mapping": {},
        "taken_for": None,
        "questions": [],
        "likely": [],
        "rows_read": source.rows_read,
        "rows_kept": source.rows_kept,
        "rows_set_aside": source.rows_set_aside,
        "rows_junk": source.rows_junk,
        "mapping": dict(source.mapping),
        "stages": dict(source.stages),
        "assumptions": [_coded_text(words, "assumption", code, {}) for code in source.assumptions],
        "issues": [
            {
                "code": issue.code,
                "severity": issue.severity,
                "count": issue.count,
                "column": issue.column,
                "rows": [int(row) for row in issue.rows],
                "values": list(issue.values),
                "text": issue_text(issue, words),
            }
            for issue in issues
        ],
    }


def _rep(card: Scorecard, plan: Plan | None, tips: Mapping[str, Tip], words: Words) -> Document:
    return {
        "rep": card.rep,
        "peer_group": card.peer_group,
        "standing": card.standing,
        "weeks_at_work": number(card.weeks),
        "score": number(card.score),
        "score_factors": {key: number(value) for key, value in card.score_factors.items()},
        "score_left_out": list(card.score_left_out),
        "coaching_skill": number(card.skill),
        "rules_met": _rules_met(card),
        # Deprecated, to be removed in the next release: the score is made of estimates, and names them.
        "score_estimate": number(card.score),
        "score_kpis": list(card.score_factors),
        "rank": card.rank,
        "rank_low": card.rank_low,
        "rank_high": card.rank_high,
        "goal": {"weekly": number(card.goal.weekly), "in_period": number(card.goal.in_period)} if card.goal else None,
        "counts": _counts(card),
        "kpis": _kpis(card, words),
        "plan": [_step(step, tips, words) for step in (plan.steps if plan else ())],
        "solves_itself": bool(plan and plan.solves_itself),
        "goal_beyond_peers": number(plan.goal_beyond_peers) if plan else None,
        "newcomer": _newcomer(plan.newcomer) if plan and plan.newcomer else None,
        "strengths": list(plan.strengths) if plan else [],
    }


def _step(step: Step, tips: Mapping[str, Tip], words: Words) -> Document:
    def tip_documents(ids: Sequence[str]) -> list[Document]:
        return [{"id": tip.id, "text": tip.text} for tip in tip_texts(words, ids, tips)]

    mentor = step.mentor
    return {
        "kpi": step.kpi,
        "status": step.status,
        "target": number(step.target),
        "aim": number(step.aim),
        "aim_a_week": number(step.aim_a_week),
        "aim_by": _day(step.review_on),
        "weekly_gain": number(step.weekly_gain),
        "magic_number_after": number(step.magic_number_after),
        "review_on": _day(step.review_on),
        "review_since": _day(step.review_since),
        "review_weeks": step.review_weeks,
        "read_instead": step.read_instead,
        "mentor": None if mentor is None else mentor.rep,
        "tips": tip_documents(step.tips),
        "manager_tips": tip_documents(step.manager_tips),
    }


def _newcomer(new: Newcomer) -> Document:
    return {name: number(value) if isinstance(value, float) else value for name, value in asdict(new).items()}


def _talk(talk: Talk) -> Document:
    return {
        "rep": talk.rep,
        "kpi": talk.kpi,
        "weekly_gap": number(talk.weekly_gap),
        "probability": number(talk.probability),
    }


def _rules_met(card: Scorecard) -> Document:
    return asdict(card.rules_met)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _counts(card: Scorecard) -> Document:
    return {name: number(value) for name, value in asdict(card.counts).items()}


def _kpis(card: Scorecard, words: Words) -> Document:
    return {key: _mark(mark, words) for key, mark in card.marks.items()}


def _mark(mark: Mark, words: Words) -> Document:
    reason = mark.reason
    return {
        "value": number(mark.value),
        "numerator": number(mark.figure.numerator),
        "denominator": number(mark.figure.denominator),
        "low": number(mark.low),
        "high": number(mark.high),
        "estimate": number(mark.estimate),
        "rule": number(mark.rule),
        "target": number(mark.target),
        "status": mark.status,
        "reason": plain(sentence(words, "reason", reason.code, reason.values)) if reason else None,
        "reason_code": reason.code if reason else None,
        "peer_average": number(mark.peer_average),
        "peer_gap": number(mark.peer_gap),
        "peer_count": mark.peer_count,
        "peer_numerator": number(mark.peer_numerator),
        "peer_denominator": number(mark.peer_denominator),
        "expected": number(mark.expected),
        "expected_gap": number(mark.expected_gap),
        "differs": mark.differs,
        "rank": mark.rank,
        # Deprecated, to be removed in the next release with the score that was made of it.
        "attainment": number(mark.attainment),
        "low_certainty": mark.low_certainty,
        "best_practice": mark.best_practice,
        "rests_on": list(mark.figure.rests_on),
    }


def _coded_text(words: Words, kind: str, code: str, values: Mapping[str, object]) -> Document:
    known = words.has(f"{kind}.{code}") or words.counts(f"{kind}.{code}")
    return {"code": code, "text": plain(sentence(words, kind, code, values)) if known else code}
