"""Bytes of any export -> canonical tables, with an account of every row."""

from coaching.intake.applying import apply_mapping
from coaching.intake.choices import Given, dump_mapping, given_for, load_mapping, override
from coaching.intake.comparing import Changes, TableChanges, aside_groups, compare_intakes, merge, people
from coaching.intake.doubts import doubts
from coaching.intake.fields import FIELDS, SURE
from coaching.intake.lexicon import preset_names
from coaching.intake.memory import give_back
from coaching.intake.model import Intake, Issue, RawTable, Reading, Source, TableMapping, Upload
from coaching.intake.moves import date_moves
from coaching.intake.parse.limits import Limits
from coaching.intake.peeking import preview, readings, samples, stage_counts, values_of
from coaching.intake.reading import read
from coaching.intake.remembering import layout_for, layout_key, recall, remember
from coaching.intake.settings import limits_from
from coaching.intake.suggest import suggest_mapping
from coaching.intake.template import template

__all__ = [
    "FIELDS",
    "SURE",
    "Changes",
    "Given",
    "Intake",
    "Issue",
    "Limits",
    "RawTable",
    "Reading",
    "Source",
    "TableChanges",
    "TableMapping",
    "Upload",
    "apply_mapping",
    "aside_groups",
    "compare_intakes",
    "date_moves",
    "doubts",
    "dump_mapping",
    "give_back",
    "given_for",
    "layout_for",
    "layout_key",
    "limits_from",
    "load_mapping",
    "merge",
    "override",
    "people",
    "preset_names",
    "preview",
    "read",
    "readings",
    "recall",
    "remember",
    "samples",
    "stage_counts",
    "suggest_mapping",
    "template",
    "values_of",
]
