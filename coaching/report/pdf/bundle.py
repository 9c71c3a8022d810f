"""All reps' plans in one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from coaching.advise import Assessment
from coaching.importing import Source
from coaching.report.content.model import Look
from coaching.report.content.pages import rep_content
from coaching.report.content.plan.open_deals import open_deals
from coaching.report.filenames import file_names
from coaching.report.pdf.pages import rep_pdf
from coaching.words import Words

#: Two PDFs of the same contents are the same bytes; so are two bundles.
_STAMP = (1980, 1, 1, 0, 0, 0)
#: Pages set at once; Typst works outside of Python's lock. More would mostly take more memory.
_AT_ONCE = 2


def plans_zip(
    assessment: Assessment,
    words: Words,
    sources: Sequence[Source] = (),
    before: Assessment | None = None,
    look: Look | None = None,
    deals: pd.DataFrame | None = None,
) -> bytes:
    """Return every rep's scorecard and action plan as PDFs in a ZIP, named by rank and rep.

    With the table of ``deals`` each plan names the open ones to work on first.
    Names are safe on every file system, never twice the same and never leave the folder they are unpacked in.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bundle:
        names = list(bundle_names(assessment))

        def pdf_of(entry: tuple[str, str]) -> bytes:
            rep = entry[1]
            own = () if deals is None else open_deals(assessment, rep, deals, words)
            return rep_pdf(rep_content(assessment, rep, words, sources, before, own), look)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for (name, _), pdf in zip(names, pool.map(pdf_of, names), strict=True):
                bundle.writestr(zipfile.ZipInfo(name, _STAMP), pdf, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def bundle_names(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield the file name of each rep's plan and the rep, in the order of the leaderboard."""
    reps = [card.rep for card in assessment.reps if card.rep is not None]
    places = len(str(len(reps)))
    for place, (rep, name) in enumerate(file_names(reps, ".pdf").items(), 1):
        yield f"{place:0{places}d}-{name}", rep
