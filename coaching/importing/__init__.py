"""Turn raw tables into the canonical tables, with a report on every row."""

from coaching.importing.allocator import give_back
from coaching.importing.build.assemble import apply_mapping
from coaching.importing.checks import suspicious_issues
from coaching.importing.history.diff import Changes, TableChanges, aside_groups, compare_intakes, merge, people
from coaching.importing.history.inferred_dates import inferred_dates
from coaching.importing.mapping.overrides import Given, dump_mapping, given_for, load_mapping, override
from coaching.importing.mapping.preview import preview, readings, samples, stage_counts, values_of
from coaching.importing.mapping.saved_layouts import layout_for, layout_key, recall, remember
from coaching.importing.mapping.schema import FIELDS, SURE
from coaching.importing.mapping.suggest import suggest_mapping
from coaching.importing.model import Intake, Issue, RawTable, Reading, Source, TableMapping, Upload
from coaching.importing.vocabulary.word_lists import preset_names

__all__ = [
    "FIELDS",
    "SURE",
    "Changes",
    "Given",
    "Intake",
    "Issue",
    "RawTable",
    "Reading",
    "Source",
    "TableChanges",
    "TableMapping",
    "Upload",
    "apply_mapping",
    "aside_groups",
    "compare_intakes",
    "dump_mapping",
    "give_back",
    "given_for",
    "inferred_dates",
    "layout_for",
    "layout_key",
    "load_mapping",
    "merge",
    "override",
    "people",
    "preset_names",
    "preview",
    "readings",
    "recall",
    "remember",
    "samples",
    "stage_counts",
    "suggest_mapping",
    "suspicious_issues",
    "values_of",
]
