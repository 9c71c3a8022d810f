"""The title of the page *Team*, which speaks of this week only where the data reach into the last two months."""

from __future__ import annotations

import re

from coaching.words import Words


def team_titles(lang: str = "en") -> tuple[str, str]:
    """Return the title over recent data, and that over old data."""
    words = Words(lang)
    return words("team.title"), words("team.title.old")


def team_heading(lang: str = "en") -> re.Pattern[str]:
    """Return what finds either title in a browser."""
    return re.compile("|".join(map(re.escape, team_titles(lang))))
