"""What the figures rest on, as text: period, files, findings and assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.advise import Assessment, Finding
from coaching.importing import Source
from coaching.report.content.phrases import kpi_label, meaning, sentence, shown_name
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
    """Return the findings as sentences; the reps, or figures, of like findings share one, so that it stays readable."""
    by_code: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        by_code.setdefault(finding.code, []).append(finding)
    texts = []
    for code, alike in by_code.items():
        if len(alike) > 1 and words.has(f"finding.{code}.many"):
            named = {"kpis": _kpis(code, alike, words)} if "kpi" in alike[0].values else {"reps": _names(alike, words)}
            texts.append(words(f"finding.{code}.many", **named))
        else:
            texts += [
                sentence(words, "finding", code, {"currency": assessment.currency} | dict(finding.values))
                for finding in alike
            ]
    return tuple(texts)


def _kpis(code: str, alike: Sequence[Finding], words: Words) -> str:
    """Return the figures of like findings, each with how many reps it is about."""
    texts = []
    for finding in alike:
        shown = {"kpi": kpi_label(words, str(finding.values["kpi"]))}
        shown |= {name: words.number(float(str(finding.values[name]))) for name in ("count", "of")}
        if "median_ratio" in finding.values:
            shown["median_ratio"] = words.percent(float(str(finding.values["median_ratio"])))
        texts.append(words(f"finding.{code}.each", **shown))
    return words("report.list.join").join(texts)


def _names(alike: Sequence[Finding], words: Words) -> str:
    """Return the reps of like findings, the largest difference first and with it where there is one."""

    def size(finding: Finding) -> float:
        gap = finding.values.get("gap")
        return abs(gap) if isinstance(gap, float) else 0.0

    names = []
    for finding in sorted(alike, key=size, reverse=True)[:_MOST_NAMES]:
        name = shown_name(words, str(finding.values["rep"]))
        names.append(words("report.with_gap", value=name, gap=words.percent(size(finding))) if size(finding) else name)
    if len(alike) > _MOST_NAMES:
        names.append(words("report.sources.more", count=words.number(len(alike) - _MOST_NAMES)))
    return words("report.list.join").join(names)


def assumption_texts(assessment: Assessment, words: Words, sources: Sequence[Source] = ()) -> tuple[str, ...]:
    """Return what the figures rest on, each sentence once: of the core, then of the files."""
    core = [
        sentence(words, "assumption", assumption.code, {"currency": assessment.currency} | dict(assumption.values))
        for assumption in assessment.assumptions
    ]
    step_name = meaning(assessment.next_step, words)
    core += [words("next_step.here", what=step_name)] if step_name else []
    known = {assumption.code for assumption in assessment.assumptions}
    files = [
        sentence(words, "assumption", code)
        for source in sources
        for code in source.assumptions
        if code not in known and words.has(f"assumption.{code}")
    ]
    return tuple(dict.fromkeys([*core, *files]))
