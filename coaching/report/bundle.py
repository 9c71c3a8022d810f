"""All reps' plans in one file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from coaching.advise.model import Assessment
from coaching.intake.model import Source
from coaching.report.content import rep_content
from coaching.report.pdf import rep_pdf
from coaching.words import Words, clip, plain

#: What no file system takes in a name, and names that Windows keeps for devices.
_UNSAFE = re.compile(r'[\\/:*?"<>|]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LENGTH = 60
#: Two PDFs of the same contents are the same bytes; so are two bundles.
_STAMP = (1980, 1, 1, 0, 0, 0)


def plans_zip(
    assessment: Assessment, words: Words, sources: Sequence[Source] = (), before: Assessment | None = None
) -> bytes:
    """Return every rep's scorecard and action plan as PDFs in a ZIP, named by rank and rep.

    Names are safe on every file system, never twice the same and never leave the folder they are unpacked in.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bundle:
        for name, rep in file_names(assessment, words):
            pdf = rep_pdf(rep_content(assessment, rep, words, sources, before))
            bundle.writestr(zipfile.ZipInfo(name, _STAMP), pdf, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def file_names(assessment: Assessment, words: Words) -> Iterator[tuple[str, str]]:
    """Yield the file name of each rep's plan and the rep, in the order of the leaderboard."""
    reps = [card.rep for card in assessment.reps if card.rep is not None]
    places = len(str(len(reps)))
    for place, rep in enumerate(reps, 1):
        yield f"{place:0{places}d} {safe_name(rep) or words('report.col.rep')}.pdf", rep


def safe_name(text: str) -> str:
    """Return a name from a file as part of a file name: no path, no control character, no device of Windows."""
    name = clip(_UNSAFE.sub("-", plain(text)), _LENGTH).strip(" .")
    name = name.encode("utf-8", "ignore").decode("utf-8")
    return f"-{name}" if _DEVICES.fullmatch(name) else name
