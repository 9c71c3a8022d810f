"""What was agreed with a rep, and the notes."""

from __future__ import annotations

from pages.follow_up import agree, notes
from pages.workspace import Workspace


def show(work: Workspace, rep: str) -> None:
    """Show what was agreed with the rep before, and the notes."""
    agree.agreed(rep, work.token, work.words)
    notes.show(rep, None, work.words)
