"""No file breaks the importer: it is read in full, or refused with a reason the catalogue can say.

What would be lost: rows that vanish silently, a page that shows a traceback, or a server that a 5 kB file kills.
"""

from __future__ import annotations

import pytest

from coaching.importing import Upload
from coaching.words import Words
from tests.hostile.attacks import ATTACKS
from tests.hostile.files import FILES, ROWS, File, text
from tests.hostile.table import DOCUMENT, table
from tests.importing.made import assert_all_rows_accounted, codes, uploaded

ALL = [*FILES, *ATTACKS]
GOOD = [file for file in ALL if file.good is not None]
REFUSED = [file for file in ALL if file.refused]


def name_of(file: File) -> str:
    return ascii(file.name[:40])


@pytest.mark.parametrize("file", GOOD, ids=name_of)
def test_an_odd_file_is_read_in_full(file: File) -> None:
    intake = uploaded(Upload(file.name, file.make()), limits=file.limits)
    assert len(intake.tables.deals) == file.good, intake.issues
    assert len(intake.set_aside) == file.aside
    assert set(file.notes) <= codes(intake)
    assert {source.file for source in intake.sources} == {file.name}
    assert_all_rows_accounted(intake)


@pytest.mark.parametrize("file", REFUSED, ids=name_of)
def test_a_file_of_no_use_is_refused_with_the_reason(file: File) -> None:
    intake = uploaded(Upload(file.name, file.make()), limits=file.limits)
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


def test_every_outcome_is_declared_and_the_list_of_them_is_in_step() -> None:
    assert len(ATTACKS) >= 60
    assert all((file.good is None) == bool(file.refused) for file in ALL)
    assert DOCUMENT.read_text(encoding="utf-8") == table(ALL), "run python -m tests.hostile.table"


def test_a_name_that_would_like_to_be_code_stays_a_name() -> None:
    for name in ("<script>alert(1)</script>", ":red[x] $\\LaTeX$ [a](javascript:x)", "@SUM(1+1)"):
        made = text(rows=[["D-1", name, *ROWS[0][2:]]]).encode()
        assert uploaded(Upload("a.csv", made)).tables.deals.rep.tolist() == [name]
    turned = text(rows=[["D-1", "Dana \u202egnp.exe", *ROWS[0][2:]]]).encode()
    assert uploaded(Upload("a.csv", turned)).tables.deals.rep.tolist() == ["Dana gnp.exe"]
