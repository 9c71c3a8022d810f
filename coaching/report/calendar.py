"""A review date as a calendar file (iCalendar, RFC 5545): one all-day event with a reminder on the day before."""

from __future__ import annotations

import datetime as dt

from coaching.words import plain

_LINE = 75
_LONGEST = 500


def review_ics(uid: str, day: dt.date, summary: str, description: str, made_at: dt.datetime) -> bytes:
    """Return a calendar file for a review.

    Parameters
    ----------
    uid : str
        Names the event for good: the same file read again changes the entry and adds none.
    day : date
        When to look again.
    summary, description : str
        Finished text; a person wrote parts of it, so it is escaped and can add no line of its own.
    made_at : datetime
        When the agreement was made (UTC).
    """
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sales Coach//Review//EN",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(description)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(summary)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    escaped = plain(value)[:_LONGEST].replace("\\", "\\\\")
    return escaped.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """Return a line cut after at most 75 octets, never inside a character."""
    parts, room = [b""], _LINE
    for letter in line:
        octets = letter.encode()
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
            room = _LINE - 1
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
