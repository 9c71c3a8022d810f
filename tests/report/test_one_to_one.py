"""The sheet for a one-to-one: one page with what was agreed, what happened, what to ask and room to write."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

from pypdf import PdfReader

from coaching.report import Commitment, one_to_one_pdf, rep_content
from coaching.report.pdf.one_to_one import choose, questions
from coaching.words import Words, plain
from tests.report import made

EN = Words("en")


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return re.sub(r"\s", "", plain(pages[0].extract_text()))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", plain(text))


def test_the_sheet_asks_two_questions_and_tells_the_tip() -> None:
    content = rep_content(made.assessment(), made.NAMES[0], EN)
    text = text_of(one_to_one_pdf(content))
    tips = content.steps[0].tips
    wanted = [tips[0].ask, tips[1].ask, tips[0].title, *tips[0].steps, tips[0].say, tips[0].practise, tips[0].tell]
    wanted += [EN(f"meeting.{name}") for name in ("what", "by", "seen_by", "rep", "coach", "next_meeting")]
    assert [part for part in wanted if squeezed(part) not in text] == []
    assert squeezed(EN("meeting.nothing_agreed")) in text


def test_what_was_agreed_stands_with_its_date_and_state(words: Words) -> None:
    agreed = [Commitment("Call five", dt.date(2026, 6, 12), state) for state in ("open", "done", "missed", "dropped")]
    text = text_of(one_to_one_pdf(rep_content(made.assessment(), made.NAMES[0], words), agreed))
    assert text.count("Callfive") == 4
    if not words.rtl:
        assert text.count("12Jun2026") == 4
        assert all(words(f"meeting.state.{one.state}") in text for one in agreed)


def test_the_figures_since_stand_under_what_was_agreed(words: Words) -> None:
    agreed = [
        Commitment("Call five", dt.date(2026, 6, 12), "done", "Win rate: 30% (6/20), 64% (14/22)"),
        Commitment("x"),
    ]
    text = text_of(one_to_one_pdf(rep_content(made.assessment(), made.NAMES[0], words), agreed))
    assert "Winrate" in text and "14/22" in text


def test_another_tip_can_be_chosen() -> None:
    content = rep_content(made.assessment(), made.NAMES[0], EN)
    wanted = "closing.bring_references"
    step, tip = choose(content, wanted)
    assert step is not None and tip is not None
    assert (step.kpi, tip.id) == ("closing_ratio", wanted)
    assert questions(content, EN, wanted)[0] == EN(f"tip.{wanted}.ask")
    assert squeezed(tip.title) in text_of(one_to_one_pdf(content, tip=wanted))
    assert choose(content, "no.such_tip") == choose(content)


def test_a_rep_without_a_plan_is_asked_what_always_helps(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[-1], words)
    assert questions(content, words) == [words("meeting.ask.well"), words("meeting.ask.stuck")]
    assert one_to_one_pdf(content)


def test_the_sheet_is_one_page_whatever_is_agreed_or_named(words: Words) -> None:
    team = made.assessment()
    content = rep_content(team, made.NAMES[0], words, before=team)
    hostile = ('#read("/etc/passwd")', "=1+1", "\u202egnp", "\ud800half", "😀 王小明", "word " * 200, "x" * 500, "")
    agreed = [Commitment(what, dt.date(2026, 6, 1)) for what in hostile]
    for name in (made.NAMES[0], "x" * 300, "$x$ *b*"):
        assert text_of(one_to_one_pdf(replace(content, rep=name), agreed[:5]))
        assert text_of(one_to_one_pdf(replace(content, rep=name), agreed[5:]))


def test_the_same_meeting_gives_the_same_bytes(words: Words) -> None:
    content = rep_content(made.assessment(), made.NAMES[0], words)
    assert one_to_one_pdf(content) == one_to_one_pdf(content)
