"""The commitments of a rep and the notes on the page *Rep*."""

from __future__ import annotations

from pages.follow_up import agree, notes
from pages.workspace import Workspace


def show(work: Workspace, rep: str) -> None:
    """Show the commitments of the rep and the notes."""
    agree.agreed(rep, work.token, work.words)
    notes.show(rep, None, work.words)
