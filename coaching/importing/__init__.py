"""Turn raw tables into the canonical tables, with a report on every row."""

from coaching.importing.allocator import give_back
from coaching.importing.build.assemble import apply_mapping
from coaching.importing.build.builder import name_for_all
from coaching.importing.checks import suspicious_issues
from coaching.importing.crosstabs import rep_and_count, reshaped
from coaching.importing.history.diff import (
    Changes,
    TableChanges,
    aside_by_group,
    aside_groups,
    compare_intakes,
    merge,
    people,
)
from coaching.importing.history.inferred_dates import inferred_dates
from coaching.importing.issues.catalogue import (
    CANCELLED,
    DECIMALS_JOINED,
    EMPTY_FILE,
    GROUPED_REPORT,
    ISSUES,
    LONG_CELLS,
    NO_HEADER,
    NO_ROWS,
    PIVOT_TABLE,
    SAME_FILE,
    IssueType,
)
from coaching.importing.issues.questions import (
    OUTCOME_COLUMN,
    QUESTIONS,
    TABLE,
    QuestionType,
    asks_for_sales,
    raised,
)
from coaching.importing.link.export_age import day_in_name
from coaching.importing.mapping.evidence.profiles import is_person
from coaching.importing.mapping.labels import stage_labels, status_labels
from coaching.importing.mapping.overrides import (
    BadMapping,
    Given,
    dump_mapping,
    fitted,
    given_for,
    load_mapping,
    override,
)
from coaching.importing.mapping.preview import preview, readings, samples, stage_counts, values_of
from coaching.importing.mapping.saved_layouts import layout_for, layout_key, recall, remember
from coaching.importing.mapping.schema import FIELDS, OWNERS, PLAIN, SURE
from coaching.importing.mapping.sheets import named_after_people
from coaching.importing.mapping.stages import ENDS, meaning_of, outcome_for, shows_wins
from coaching.importing.mapping.suggest import relabelled, suggest_mapping
from coaching.importing.model import (
    ASIDE,
    Intake,
    Issue,
    Question,
    RawTable,
    Reading,
    Severity,
    Source,
    TableMapping,
    Upload,
)
from coaching.importing.shapes import period_named
from coaching.importing.values.amounts import LARGEST_AMOUNT, amount_of
from coaching.importing.values.currency import codes as currency_codes
from coaching.importing.values.currency import currency_in
from coaching.importing.values.normalize import key, normalize, visible
from coaching.importing.values.text_columns import blank, equal, factorize, filled, in_use, longer, where
from coaching.importing.vocabulary.header_words import is_total, table_kinds, total_words
from coaching.importing.vocabulary.known_headers import is_known_header, mean_the_same, names_field
from coaching.importing.vocabulary.word_lists import preset_names, presets

__all__ = [
    "ASIDE",
    "CANCELLED",
    "DECIMALS_JOINED",
    "EMPTY_FILE",
    "ENDS",
    "FIELDS",
    "GROUPED_REPORT",
    "ISSUES",
    "LARGEST_AMOUNT",
    "LONG_CELLS",
    "NO_HEADER",
    "NO_ROWS",
    "OUTCOME_COLUMN",
    "OWNERS",
    "PIVOT_TABLE",
    "PLAIN",
    "QUESTIONS",
    "SAME_FILE",
    "SURE",
    "TABLE",
    "BadMapping",
    "Changes",
    "Given",
    "Intake",
    "Issue",
    "IssueType",
    "Question",
    "QuestionType",
    "RawTable",
    "Reading",
    "Severity",
    "Source",
    "TableChanges",
    "TableMapping",
    "Upload",
    "amount_of",
    "apply_mapping",
    "aside_by_group",
    "aside_groups",
    "asks_for_sales",
    "blank",
    "compare_intakes",
    "currency_codes",
    "currency_in",
    "day_in_name",
    "dump_mapping",
    "equal",
    "factorize",
    "filled",
    "fitted",
    "give_back",
    "given_for",
    "in_use",
    "inferred_dates",
    "is_known_header",
    "is_person",
    "is_total",
    "key",
    "layout_for",
    "layout_key",
    "load_mapping",
    "longer",
    "mean_the_same",
    "meaning_of",
    "merge",
    "name_for_all",
    "named_after_people",
    "names_field",
    "normalize",
    "outcome_for",
    "override",
    "people",
    "period_named",
    "preset_names",
    "presets",
    "preview",
    "raised",
    "readings",
    "recall",
    "relabelled",
    "remember",
    "rep_and_count",
    "reshaped",
    "samples",
    "shows_wins",
    "stage_counts",
    "stage_labels",
    "status_labels",
    "suggest_mapping",
    "suspicious_issues",
    "table_kinds",
    "total_words",
    "values_of",
    "visible",
    "where",
]
