"""What was agreed with a rep, and the notes."""

from __future__ import annotations

from pages.ui import follow_agree, follow_notes
from pages.workspace import Workspace


def show(work: Workspace, rep: str) -> None:
    """Show what was agreed with the rep before, and the notes."""
    follow_agree.agreed(rep, work.token, work.words)
    follow_notes.show(rep, None, work.words)
