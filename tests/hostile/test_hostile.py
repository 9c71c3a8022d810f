"""No file breaks the importer: it is read in full, or refused with a reason the catalogue can say.

What would be lost: rows that vanish silently, a page that shows a traceback, or a server that a 5 kB file kills.
"""

from __future__ import annotations

import pytest

from coaching.intake import Upload
from coaching.words import Words
from tests.hostile.files import FILES, File
from tests.intake.made import assert_all_rows_accounted, codes, uploaded

GOOD = [file for file in FILES if file.good is not None]
REFUSED = [file for file in FILES if file.refused]


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.name)
def test_an_odd_file_is_read_in_full(file: File) -> None:
    intake = uploaded(Upload(file.name, file.make()))
    assert len(intake.tables.deals) == file.good, intake.issues
    assert set(file.notes) <= codes(intake)
    assert_all_rows_accounted(intake)


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.name)
def test_a_file_of_no_use_is_refused_with_the_reason(file: File) -> None:
    intake = uploaded(Upload(file.name, file.make()))
    fatal = [issue for issue in intake.issues if issue.severity == "fatal"]
    assert [issue.code for issue in fatal] == [file.refused]
    assert fatal[0].file == file.name
    assert intake.tables.deals.empty


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_refusal_says_what_to_do(lang: str) -> None:
    words = Words(lang)
    for file in REFUSED:
        for part in ("found", "mend"):
            assert words.has(f"issue.{file.refused}.{part}") or words.counts(f"issue.{file.refused}.{part}")
