"""What the next step is in a team: a site visit, a proposal, or words of its own."""

from __future__ import annotations

from coaching.report.content.phrases import shown_name
from coaching.words import Words

#: What a next step usually is; each has a catalogue entry ``next_step.<code>``.
MEANINGS = ("demonstration", "site_visit", "survey", "proposal")
_KPI = "next_step_ratio"


def meaning(next_step: str, words: Words) -> str:
    """Return what the next step is, by a code of ``MEANINGS`` or a team's own words; ``""`` where nobody said."""
    if next_step in MEANINGS:
        return words(f"next_step.{next_step}")
    return shown_name(words, next_step) if next_step.strip() else ""


def meant(kpi: str, next_step: str, words: Words) -> str:
    """Return the sentence that says what the next step is, for the KPI that leads to it; else ``""``."""
    said = meaning(next_step, words)
    return words("next_step.here", what=said) if said and kpi == _KPI else ""
