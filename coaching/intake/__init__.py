"""Bytes of any export -> canonical tables, with an account of every row."""

from coaching.intake.applying import apply_mapping
from coaching.intake.choices import Given, dump_mapping, given_for, load_mapping, override
from coaching.intake.fields import FIELDS, SURE
from coaching.intake.lexicon import preset_names
from coaching.intake.model import Intake, Issue, RawTable, Reading, Source, TableMapping, Upload
from coaching.intake.parse.limits import Limits
from coaching.intake.peeking import preview, samples, stage_counts
from coaching.intake.reading import read
from coaching.intake.suggest import suggest_mapping
from coaching.intake.template import template

__all__ = [
    "FIELDS",
    "SURE",
    "Given",
    "Intake",
    "Issue",
    "Limits",
    "RawTable",
    "Reading",
    "Source",
    "TableMapping",
    "Upload",
    "apply_mapping",
    "dump_mapping",
    "given_for",
    "load_mapping",
    "override",
    "preset_names",
    "preview",
    "read",
    "samples",
    "stage_counts",
    "suggest_mapping",
    "template",
]
