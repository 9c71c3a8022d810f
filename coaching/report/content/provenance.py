"""What the figures rest on, as text: period, files, findings and assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.advise import Assessment
from coaching.importing import Source
from coaching.report.content.next_step import meaning
from coaching.report.content.phrases import sentence, shown_name
from coaching.words import Words

_MOST_SOURCES = 3
_MOST_NAMES = 8


def period_text(assessment: Assessment, words: Words) -> str:
    """Return the days the figures cover."""
    period = assessment.period
    return words("report.period", start=words.date(period.start), end=words.date(period.end))


def sources_text(sources: Sequence[Source], words: Words) -> str:
    """Return the files behind the figures with their rows, the first few by name."""
    rows: dict[str, int] = {}
    for source in sources:
        rows[source.file] = rows.get(source.file, 0) + source.rows_kept
    texts = [
        words("report.source", file=shown_name(words, file), rows=words.count("report.rows", count))
        for file, count in list(rows.items())[:_MOST_SOURCES]
    ]
    if len(rows) > _MOST_SOURCES:
        texts.append(words("report.sources.more", count=words.number(len(rows) - _MOST_SOURCES)))
    return words("report.separator").join(texts)


def finding_texts(assessment: Assessment, words: Words) -> tuple[str, ...]:
    """Return the findings as sentences; reps with too little data share one."""
    few = [str(found.values["rep"]) for found in assessment.findings if found.code == "few_data"]
    texts = [
        sentence(words, "finding", found.code, {"currency": assessment.currency} | dict(found.values))
        for found in assessment.findings
        if found.code != "few_data"
    ]
    if few:
        names = [shown_name(words, rep) for rep in few[:_MOST_NAMES]]
        if len(few) > _MOST_NAMES:
            names.append(words("report.sources.more", count=words.number(len(few) - _MOST_NAMES)))
        texts.append(words("finding.few_data", rep=words("report.evidence.join").join(names)))
    return tuple(texts)


def assumption_texts(assessment: Assessment, words: Words, sources: Sequence[Source] = ()) -> tuple[str, ...]:
    """Return what the figures rest on, each sentence once: of the core, then of the files."""
    core = [
        sentence(words, "assumption", found.code, {"currency": assessment.currency} | dict(found.values))
        for found in assessment.assumptions
    ]
    said = meaning(assessment.next_step, words)
    core += [words("next_step.here", what=said)] if said else []
    known = {found.code for found in assessment.assumptions}
    files = [
        sentence(words, "assumption", code)
        for source in sources
        for code in source.assumptions
        if code not in known and words.has(f"assumption.{code}")
    ]
    return tuple(dict.fromkeys([*core, *files]))
