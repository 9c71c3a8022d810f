"""Each CRM's own export, as its preset's sample shows it, is understood without a question about its columns.

What would be lost: a manager who drops the CRM's export on the page would have to map columns by hand, or,
worse, would get figures from the wrong column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

import coaching
from coaching.importing import SURE
from coaching.importing.mapping.layouts import layouts_of
from coaching.importing.vocabulary.word_lists import preset_names
from tests.importing.made import asked, deals, raw, suggested, taken

PRESETS = Path(coaching.__file__).parent / "importing" / "vocabulary" / "presets"

FIRST, NEXT, BEFORE, WON, LOST = "first_appointment", "next_step", "conversation", "won", "lost"


@dataclass(frozen=True)
class Export:
    """Headers with one value each, the field each must serve, and what its stages mean."""

    preset: str
    columns: tuple[tuple[str, str, str | None], ...]
    stages: dict[str, str] = field(default_factory=dict)
    table: str = "deals"
    stage_header: str | None = None

    def rows(self) -> list[list[str]]:
        header = [name for name, _, _ in self.columns]
        values = [value for _, value, _ in self.columns]
        rows = [header, values]
        if self.stages and self.stage_header:
            at = header.index(self.stage_header)
            rows += [[*values[:at], stage, *values[at + 1 :]] for stage in self.stages]
        ids = [at for at, (_, _, name) in enumerate(self.columns) if name == "deal_id"]
        for number, row in enumerate(rows[2:]):
            for at in ids:
                row[at] += str(number)
        return rows


def samples() -> dict[str, Export]:
    """Return the samples that the presets carry, by name."""
    found = {}
    for file in sorted(PRESETS.glob("*.yaml")):
        preset = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        for sample in preset["sample"]:
            columns = tuple((*column, None)[:3] for column in sample["columns"])
            stages, stage_column = sample.get("stages", {}), sample.get("stage_column")
            found[sample["name"]] = Export(preset["name"], columns, stages, sample["table"], stage_column)
    return found


EXPORTS = samples()


def test_every_preset_carries_a_sample() -> None:
    assert {export.preset for export in EXPORTS.values()} == set(preset_names())


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_no_preset_recognises_the_sample_of_another(export: Export) -> None:
    assert {layout.preset for _, layout in layouts_of(raw(export.rows()))} == {export.preset}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_every_column_of_an_export_serves_the_right_field(export: Export) -> None:
    mapping = suggested(export.rows())
    wanted = {name: header for header, _, name in export.columns if name}
    assert (mapping.preset, mapping.table) == (export.preset, export.table)
    assert dict(mapping.fields) == wanted
    assert not [question for question in mapping.questions if question.about == "column"]


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.stages])
def test_every_stage_of_a_default_pipeline_means_the_right_gate(name: str) -> None:
    export = EXPORTS[name]
    mapping = suggested(export.rows())
    assert {label: mapping.stages.get(label) for label in export.stages} == export.stages


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_an_export_of_a_crm_keeps_its_rows(export: Export) -> None:
    source = taken(export.rows()).sources[0]
    assert source.rows_kept == source.rows_read > 0


#: Columns that CRMs and teams add, and that must serve nothing: they sound like a field or hold its kind of value.
DECOYS = (
    ("Modified By", "Omar Said"),
    ("Last Modified Date", "2026-02-03"),
    ("Last Activity Date", "2026-02-03"),
    ("Next Activity Date", "2026-03-03"),
    ("Weighted Value (forecast)", "120.00"),
    ("Discount", "5.00"),
    ("Days in Stage", "12"),
    ("Number of Contacts", "3"),
    ("Contact Email", "buyer@example.com"),
    ("Contact Birthday", "1980-02-03"),
    ("Contract Renewal Date", "2027-02-03"),
    ("Billing City", "Riyadh"),
    ("Description", "Wants a demo next week"),
    ("Competitor", "Globex"),
    ("Is Private", "false"),
    ("Score", "77"),
)


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_columns_that_a_team_added_serve_nothing_in_silence(export: Export) -> None:
    header, *rows = export.rows()
    names, values = zip(*DECOYS, strict=True)
    mapping = suggested([[*names, *header], *([*values, *row] for row in rows)])
    wanted = {name: shown for shown, _, name in export.columns if name}
    assert (mapping.preset, mapping.table) == (export.preset, export.table)
    silent = {name: header for name, header in mapping.fields.items() if mapping.certainty[name] >= SURE}
    assert silent == wanted
    assert {f"column:{name}" for name in set(mapping.fields) - set(wanted)} <= asked(mapping)


def test_a_stage_that_only_stands_in_for_the_first_appointment_is_asked_about() -> None:
    export = EXPORTS["salesforce report"]
    assert suggested(export.rows()).asks("first_appointment_stage")
    assert "first_appointment_stage_proxy" in taken(export.rows()).sources[0].assumptions


def test_amounts_of_close_are_cents() -> None:
    assert deals(EXPORTS["close"].rows()).amount.iloc[0] == 1200


def test_hubspot_stage_dates_date_the_gates_whatever_quotes_they_use() -> None:
    for left, right in ('""', "''", "“”", "‘’"):
        stages = ("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Contract Sent")
        entered = [f"Date entered {left}{stage} (Sales Pipeline){right}" for stage in stages]
        rows = [
            ["Record ID", "Deal Name", "Deal Stage", "Deal owner", *entered],
            ["1", "A", "Contract Sent", "Dana", "2026-01-02", "2026-01-05", "2026-01-09", "2026-01-15"],
            ["2", "B", "Contract Sent", "Dana", "2026-01-02", "", "2026-01-20", "2026-01-15"],
            ["3", "C", "Closed Lost", "Dana", "2026-01-02", "2026-01-07", "", ""],
        ]
        found = deals(rows)
        assert [f"{d:%m-%d}" if d == d else "" for d in found.first_appointment_on] == ["01-05", "", "01-07"]
        assert [f"{d:%m-%d}" if d == d else "" for d in found.next_step_on] == ["01-09", "01-15", ""]
        assert list(found.gate) == [NEXT, NEXT, FIRST]
        assert found.gate_shown.all()
        assert not found.created_stands_in.any()


def test_hubspot_stage_dates_are_known_by_their_internal_names_too() -> None:
    entered = ["hs_v2_date_entered_qualifiedtobuy", "hs_v2_date_entered_contractsent"]
    head = ["hs_object_id", "dealname", "dealstage", "hubspot_owner_id", *entered]
    found = deals([head, ["1", "A", "closedlost", "77", "2026-01-05T10:00:00Z", "2026-01-09T10:00:00Z"]])
    assert (f"{found.first_appointment_on[0]:%m-%d}", f"{found.next_step_on[0]:%m-%d}") == ("01-05", "01-09")
    assert (found.gate[0], found.outcome[0]) == (NEXT, LOST)


def test_lost_in_odoo_is_an_inactive_row_not_a_stage() -> None:
    head = ["Opportunity", "Salesperson", "Expected Closing", "Days to Close", "Stage", "Active", "Expected Revenue"]
    rows = [
        head,
        ["A", "Dana", "2026-03-01", "3", "Proposition", "False", "10"],
        ["B", "Dana", "2026-03-01", "3", "Won", "True", "10"],
        ["C", "Dana", "2026-03-01", "3", "New", "True", "10"],
        ["D", "Dana", "2026-03-01", "3", "New", "False", "10"],
    ]
    found = deals(rows)
    assert list(found.outcome) == ["lost", "won", "open", "lost"]
    assert list(found.gate) == [NEXT, WON, BEFORE, BEFORE]
    assert found.gate_shown.all()
