"""A KPI stands in one file.

What would be lost: a team's own ratio would take changes in a dozen places, and one forgotten would break a page.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from coaching import report
from coaching.advise import Assessment, Options, assess
from coaching.cli.console import score_lines
from coaching.cli.documents import score_document
from coaching.importing.model import Intake
from coaching.metrics import Kpi, counted_by_deal, drilldown, kpi, load_kpis
from coaching.report.content.definitions import definitions
from coaching.report.content.phrases import kpi_text, sentence
from coaching.tables import Tables
from coaching.words import Words, languages, plain
from tests.build import deals, lost, team, won

LABELS = {"en": "Early losses", "ar": "خسائر مبكرة"}
OWN = """
key: early_losses
label: {en: Early losses, ar: خسائر مبكرة}
short: {en: Early, ar: مبكرة}
about: {en: Of the lost deals those lost before the next step., ar: من الصفقات المفقودة ما فُقد قبل الخطوة التالية.}
formula: {en: lost before the next step ÷ lost, ar: المفقودة قبل الخطوة التالية ÷ المفقودة}
kind: ratio
numerator: [gate_failed]
denominator: [lost_from_first]
unit: ratio
weight: 2
better: lower
reason: {en: Nothing was lost in this period., ar: لم تُفقد صفقات في هذه الفترة.}
watch: {en: deals lost after one visit, ar: صفقات ضاعت بعد زيارة واحدة}
source: {en: The team's own figure., ar: مؤشر الفريق الخاص.}
"""


@pytest.fixture
def with_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Declare a ratio of the team's own over counts that there are: one file and nothing else.

    Its weight is one of an earlier version, which has no effect.
    """
    folder = tmp_path / "declarations"
    shutil.copytree(str(kpi.DECLARATIONS), folder)
    (folder / "45_early_losses.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(kpi, "DECLARATIONS", folder)
    load_kpis.cache_clear()
    yield
    load_kpis.cache_clear()


@pytest.fixture
def found(with_own: None) -> Assessment:
    return assess(Tables(deals=team(Sara=(10, 6, 4), Omar=(12, 9, 3), Lina=(9, 5, 5))), Options(goal=1000.0))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_ratio_of_ones_own_takes_one_file(found: Assessment, lang: str) -> None:
    words = Words(lang)
    mark = found.card("Sara").marks["early_losses"]
    assert (mark.figure.numerator, mark.figure.denominator, mark.value) == (4, 10, 0.4)
    assert mark.low is not None and mark.estimate is not None and mark.peer_average is not None
    pages = report.team_content(found, words), report.rep_content(found, "Sara", words)
    for content in pages:
        (row,) = (row for row in content.kpis if row.key == "early_losses")
        assert row.label == LABELS[lang] and row.value and row.counted
    lines = "\n".join(score_lines(found, Intake(Tables(), (), deals().head(0)), words))
    assert all(word in lines for word in LABELS[lang].split())
    document = score_document(found, Intake(Tables(), (), deals().head(0)), words)
    assert json.loads(json.dumps(document))["reps"][0]["kpis"]["early_losses"]["value"] is not None
    assert LABELS[lang] in {one.label for one in definitions(words, found)}
    assert kpi_text(words, "early_losses", "short") in ("Early", "مبكرة")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_it_is_in_the_workbook_and_the_pdf(found: Assessment, lang: str, tmp_path: Path) -> None:
    words = Words(lang)
    workbook = openpyxl.load_workbook(io.BytesIO(report.scorecards_xlsx(found, words)))
    cells = {str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert any(LABELS[lang] in plain(cell) for cell in cells)
    pdf = report.rep_pdf(report.rep_content(found, "Sara", words))
    if shutil.which("pdftotext") and lang == "en":
        (tmp_path / "rep.pdf").write_bytes(pdf)
        text = subprocess.run(["pdftotext", tmp_path / "rep.pdf", "-"], capture_output=True, text=True, check=True)
        assert LABELS[lang] in text.stdout


def test_its_deals_can_be_listed(with_own: None) -> None:
    assert "early_losses" in counted_by_deal()
    frame = deals(won(), *[lost()] * 2, *[lost("next_step")] * 3)
    table = drilldown(frame, "early_losses", *_ever())
    assert (table["in_numerator"].sum(), len(table)) == (2, 5)


def test_its_reason_is_its_own_and_one_without_a_reason_gets_the_common_one(with_own: None) -> None:
    found = assess(Tables(deals=deals(won(rep="Sara"), lost(rep="Omar"))))
    reason = found.card("Sara").marks["early_losses"].reason
    assert sentence(Words("en"), "reason", reason.code, reason.values) == "Nothing was lost in this period."
    assert "win" in sentence(Words("en"), "reason", "nothing_counted", {"kpi": "win_rate"}).lower()


def _ever():
    from tests.build import AS_OF, EVER

    return EVER, AS_OF


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"unit": "furlongs"}, "unknown_word"),
        ({"texts": {"label": {"en": "Only a name"}}}, "missing_text"),
        ({"numerator": ("no_such_count",)}, "unknown_column"),
        ({"falls_by": "no_such_count"}, "unknown_column"),
        ({"denominator": ()}, "nothing_counted"),
        ({"stands_in_for": ("nobody",)}, "unknown_kpi"),
    ],
)
def test_a_faulty_declaration_is_refused_and_says_where(change: dict, rule: str) -> None:
    sound = list(load_kpis().values())
    assert kpi.problems(sound) == ()
    faulty: list[Kpi] = [replace(one, **change) if one.key == "closing_ratio" else one for one in sound]
    assert rule in {problem.rule for problem in kpi.problems(faulty)}
    assert {problem.rule for problem in kpi.problems([*sound, sound[0]])} == {"repeated_key"}


def test_a_misspelt_name_in_a_declaration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "45_early_losses.yaml").write_text(OWN.replace("unit:", "units:"), encoding="utf-8")
    with pytest.raises(ValueError, match="missing_name unit; unknown_name units"):
        kpi.read_kpis(tmp_path)


def test_every_reason_of_a_declaration_is_in_the_catalogues() -> None:
    for one in load_kpis().values():
        for lang in languages():
            assert not one.empty or Words(lang).has(f"reason.{one.empty}"), one.key


@pytest.mark.parametrize("lang", languages())
def test_every_text_of_a_declaration_is_in_the_catalogues(lang: str) -> None:
    for key in load_kpis():
        missing = [name for name in kpi.TEXTS if not Words(lang).text(f"kpi.{key}.{name}")]
        assert not missing, key
