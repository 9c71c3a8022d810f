"""The review date as a calendar file. What would be lost: a review nobody recalls, or a name that adds an alarm."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coaching.report import review_ics

MADE_AT = dt.datetime(2026, 6, 1, 9, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 31)


def lines(summary: str = "Review", about: str = "Call five") -> list[str]:
    """The lines of a file, unfolded as RFC 5545 says."""
    data = review_ics("commitment-1@sales-coach", DAY, summary, about, MADE_AT)
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return re.sub(r"\r\n[ \t]", "", data.decode()).removesuffix("\r\n").split("\r\n")


def value(name: str, of: list[str]) -> str:
    found = next(line for line in of if line.startswith(name))
    return re.sub(r"\\([\\;,])", r"\1", found.removeprefix(name))


def test_the_day_is_a_whole_day_with_a_reminder() -> None:
    read = lines()
    assert value("DTSTART;VALUE=DATE:", read) == "20261231"
    assert value("DTEND;VALUE=DATE:", read) == "20270101"
    assert value("DTSTAMP:", read) == "20260601T093000Z"
    assert value("UID:", read) == "commitment-1@sales-coach"
    assert "TRIGGER:-P1D" in read
    assert [line for line in read if line.startswith(("BEGIN:", "END:"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Agree; a, b \\ c",
        "مراجعة مع نورة: " + "متوسط قيمة الصفقة " * 12,
        "😀" * 60,
        "a\u0301" * 80,
        "",
    ],
)
def test_text_comes_back_as_it_was(text: str) -> None:
    read = lines(text, text)
    assert value("SUMMARY:", read) == text
    assert read[9] == "DESCRIPTION:" + read[8].removeprefix("SUMMARY:")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\v", "\f"])
def test_no_text_adds_a_line_of_its_own(end: str) -> None:
    read = lines(f"Review{end}ATTACH:https://evil.example{end}BEGIN:VALARM", f"x{end}END:VEVENT")
    assert len(read) == len(lines())
    assert not [line for line in read if line.startswith("ATTACH")]
