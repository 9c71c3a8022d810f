"""Documentation made from the same objects as the pages: ``python -m coaching.report.docs`` writes it.

A test fails when a file is no longer what this would write.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from coaching.advise import Assessment, Options, assess
from coaching.importing import ISSUES, QUESTIONS, IssueType, QuestionType, Upload, apply_mapping, suggest_mapping
from coaching.report.content.definitions import definitions, notes
from coaching.report.content.model import Headline, RepContent, StepText
from coaching.report.content.pages import rep_content
from coaching.report.content.phrases import sentence
from coaching.report.text import as_text, say
from coaching.sources import read
from coaching.words import Words, languages, plain

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "team.xlsx"
_PLANS = 5


def definitions_page() -> str:
    """Return docs/definitions.md: every KPI as declared, in both languages."""
    return _page("docs.definitions", [_in_direction(words, _definitions(words)) for words in map(Words, languages())])


def example_plans_page(assessment: Assessment) -> str:
    """Return docs/example-plans.md: the plans of five reps of the sample team, in both languages."""
    reps = [card.rep for card in assessment.reps if card.rep and assessment.plans[card.rep].steps][:_PLANS]
    parts = [
        _in_direction(words, _plan(rep_content(assessment, rep, words), words))
        for rep in reps
        for words in map(Words, languages())
    ]
    return _page("docs.plans", parts)


def sample_assessment() -> Assessment:
    """Return the assessment of the sample team, over all its data."""
    reading = read([Upload(SAMPLE.name, SAMPLE.read_bytes())])
    intake = apply_mapping([(table, suggest_mapping(table)) for table in reading.tables])
    return assess(intake.tables, Options())


def data_formats_page(text: str) -> str:
    """Return docs/data-formats.md with its tables of findings and questions as they are declared."""
    words = Words("en")
    rows = [_row(words, issue) for issue in ISSUES.values()]
    found = _table(("Found", "What becomes of it", "What to do", "Code"), rows)
    questions = [
        (_asked(words, kind), words(f"unlocks.{kind.unlocks}"), f"`{kind.about}`") for kind in QUESTIONS.values()
    ]
    asked = _table(("Question", "What an answer improves", "Code"), questions)
    for name, table in (("findings", found), ("questions", asked)):
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{table}\n\n{end}{rest.partition(end)[2]}"
    return text


#: What becomes of what an issue touches, by its severity.
_BECOMES = {"fatal": "not read", "set_aside": "rows set aside", "note": "kept, and pointed out"}


def _row(words: Words, issue: IssueType) -> tuple[str, ...]:
    example = {
        "count": 3,
        "rows": [4, 7, 9],
        "row": 4,
        "values": ["…" if issue.code != "other_records" else "leads"],
        "value": "…",
        "file": "…",
        "column": "…",
    }
    message = sentence(words, "issue", issue.code, example)
    key = f"issue.{issue.code}.mend"
    mend = words(key) if words.has(key) else ""
    reason = message.removesuffix(mend).strip()
    return reason, _BECOMES[issue.severity], mend, f"`{issue.code}`"


def _asked(words: Words, kind: QuestionType) -> str:
    text = words(f"question.{kind.about}", field="…", column="…", label="…")
    choices = [words(f"{kind.reading}.{choice}") for choice in kind.choices]
    return f"{text} ({'; '.join(choices)})" if choices else text


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(plain(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def pages() -> dict[str, str]:
    """Return every generated document by its file name."""
    formats = (ROOT / "docs" / "data-formats.md").read_text(encoding="utf-8")
    return {
        "definitions.md": definitions_page(),
        "example-plans.md": example_plans_page(sample_assessment()),
        "data-formats.md": data_formats_page(formats),
    }


def _page(key: str, parts: Iterable[str]) -> str:
    english = Words("en")
    head = [f"# {english(f'{key}.title')}", english(f"{key}.lead"), f"<!-- {english('docs.generated')} -->"]
    return "\n\n".join([*head, *parts]) + "\n"


def _in_direction(words: Words, blocks: Iterable[str]) -> str:
    text = "\n\n".join(blocks)
    return f'<div dir="rtl" lang="{words.lang}">\n\n{text}\n\n</div>' if words.rtl else text


def _definitions(words: Words) -> list[str]:
    blocks = [f"## {words('docs.definitions.head')}"]
    for definition in definitions(words):
        facts = (
            ("excel.formula", definition.formula),
            ("excel.reason", definition.rule),
            ("excel.source", definition.source),
            ("excel.unit", words("docs.unit", unit=definition.unit, better=definition.better)),
            ("excel.minimum", definition.minimum),
            ("excel.watch", definition.watch),
        )
        blocks += [
            f"### {definition.label}",
            definition.about,
            _listed(_fact(words, words(key), text) for key, text in facts if text),
        ]
    blocks.append(f"## {words('docs.notes')}")
    for title, text in notes(words):
        blocks += [f"### {title}", text]
    return blocks


def _plan(content: RepContent, words: Words) -> list[str]:
    blocks = [f"## {words.name(content.rep) if words.rtl else plain(content.rep)}", f"*{content.period}*"]
    blocks.append(_listed(_fact(words, line.label, _headline(words, line)) for line in content.headlines))
    if content.strengths:
        blocks += [_bold(words, words("report.head.strengths")), _listed(content.strengths)]
    for number, step in enumerate(content.steps, 1):
        blocks += [f"### {words.number(number)}. {step.label}", *_step(step, words)]
    return blocks


def _step(step: StepText, words: Words) -> list[str]:
    blocks = [
        " ".join(filter(None, (step.seen, step.worth))),
        _listed(_fact(words, t.title, t.text) for t in step.tips),
    ]
    if step.tips:
        first = step.tips[0]
        facts = ((words("tip.say"), words("tip.quoted", text=first.say)), (words("tip.practise"), first.practise))
        blocks.append(_listed(_fact(words, *fact) for fact in facts))
    ahead = (step.target or step.review, step.watch, step.mentor)
    return [*blocks, " ".join(filter(None, ahead))]


def _headline(words: Words, line: Headline) -> str:
    return say(words, "docs.headline", value=line.value, note=line.note) if line.note else as_text(line.value, words)


def _fact(words: Words, name: str, text: str) -> str:
    return f"{_bold(words, name)} {text}"


def _bold(words: Words, name: str) -> str:
    return f"**{name}{words('report.colon')}**"


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"* {item}" for item in items)


def main() -> None:
    """Write the documents into docs/."""
    for name, text in pages().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
