"""A backup of the store, and the check of the store for damage."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from coaching.store import automatic_backups, backup, backups_folder, verify
from coaching.words import Words
from pages.kit import cards, downloads
from pages.kit.escape import markdown
from pages.session import access, clock, datasets

_SHOWN = 20
_A_MEGABYTE = 1024 * 1024
_RESTORE = "python -m coaching restore FILE"


def show(words: Words) -> None:
    """Show buttons for a backup and for the check, to viewers who may see all data sets."""
    cards.lead(words("privacy.backup.lead"))
    if not (datasets.is_private() and access.may("backup")):
        st.info(words("privacy.backup.not_here"), icon=":material/lock:")
        return
    with st.container(horizontal=True):
        downloads.button(
            words("privacy.backup.button"),
            _backup,
            file_name=f"sales-coach-{clock.today().isoformat()}.zip",
            mime="application/zip",
            icon=":material/backup:",
            what="backup",
            key="backup-file",
            on_click="ignore",
        )
        is_asked = st.button(words("privacy.verify.button"), icon=":material/verified:", key="verify")
    if is_asked:
        _verify(words)
    backups, folder = automatic_backups(datasets.store()), words.name(str(backups_folder(datasets.store())))
    automatic = (
        words.count("privacy.backup.automatic", len(backups), folder=folder)
        if backups
        else words("privacy.backup.no_automatic", folder=folder)
    )
    cards.sentences([automatic, words("privacy.backup.restore", command=words.name(_RESTORE))])


def _backup() -> bytes:
    if not datasets.is_private():
        raise PermissionError("backup")
    with tempfile.TemporaryDirectory(prefix="sales-coach") as folder:
        path = Path(folder, "backup.zip")
        backup(datasets.store(), path)
        return path.read_bytes()


def _verify(words: Words) -> None:
    with st.spinner(words("privacy.verify.looking")):
        report = verify(datasets.store())
    size = words.number(report.bytes / _A_MEGABYTE, 1)
    summary = words.count("privacy.verify.looked", report.imports, size=size)
    if report.whole:
        st.success(f"{words('privacy.verify.whole')} {summary}", icon=":material/check:")
        return
    places = [*report.problems[:_SHOWN], *(["…"] if len(report.problems) > _SHOWN else [])]
    st.error(f"{words.count('privacy.verify.broken', len(report.problems))} {summary}", icon=":material/error:")
    st.markdown("  \n".join(map(markdown, places)))
