"""Every issue that an upload can raise, declared once: code, severity, whether it is suspicious, what mending unlocks.

The words stand in the catalogues: ``issue.<code>.found`` says what was found, ``issue.<code>.mend`` what to do, and
``unlocks.<code>`` what is gained. The table of issues in docs/data-formats.md is made from this list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from coaching.importing.model import Issue, Severity

#: What is gained by mending or answering: the file itself, its rows, or the figures that rest on them.
Unlocks = Literal[
    "file", "rows", "revenue", "outcomes", "steps", "dates", "activity", "goals", "people", "segments", "names",
    "nothing",
]  # fmt: skip


@dataclass(frozen=True)
class IssueType:
    """One kind of finding.

    Attributes
    ----------
    code : str
        Stable name, used in JSON, in stored imports and in the catalogues.
    severity : str
        ``fatal`` refuses the file or sheet, ``set_aside`` the rows, ``note`` keeps them.
    unlocks : str
        What mending it makes possible; ``nothing`` where there is nothing to mend.
    is_suspicious : bool
        Where it touches many rows of a table, a column or a date was probably taken for something else.
    concerns_whole_file : bool
        It concerns the upload as a whole, however few rows show it, and is said before any figure.
    """

    code: str
    severity: Severity
    unlocks: Unlocks
    is_suspicious: bool = False
    concerns_whole_file: bool = False

    def found(
        self,
        file: str,
        sheet: str | None = None,
        column: str | None = None,
        count: int = 1,
        rows: Sequence[int] = (),
        values: Sequence[str] = (),
    ) -> Issue:
        """Return one finding of this kind, with the first few rows that show it."""
        return Issue(self.code, self.severity, file, sheet, column, count, tuple(rows)[:_FEW], tuple(values))


#: How many rows a finding shows.
_FEW = 5


# A file or sheet that cannot be read.
EMPTY_FILE = IssueType("empty_file", "fatal", "file")
PDF_FILE = IssueType("pdf_file", "fatal", "file")
PICTURE_FILE = IssueType("picture_file", "fatal", "file")
NOT_A_TABLE = IssueType("not_a_table", "fatal", "file")
JSON_FILE = IssueType("json_file", "fatal", "file")
ENCRYPTED_FILE = IssueType("encrypted_file", "fatal", "file")
XLSB_FILE = IssueType("xlsb_file", "fatal", "file")
DAMAGED_FILE = IssueType("damaged_file", "fatal", "file")
FILE_TOO_LARGE = IssueType("file_too_large", "fatal", "file")
UNPACKS_TOO_LARGE = IssueType("unpacks_too_large", "fatal", "file")
TOO_MANY_ENTRIES = IssueType("too_many_entries", "fatal", "file")
TOO_MANY_ROWS = IssueType("too_many_rows", "fatal", "file")
TOO_MANY_COLUMNS = IssueType("too_many_columns", "fatal", "file")
TOO_MUCH_TO_READ = IssueType("too_much_to_read", "fatal", "file")
NESTED_ARCHIVE = IssueType("nested_archive", "fatal", "file")
UNSAFE_MARKUP = IssueType("unsafe_markup", "fatal", "file")
CANCELLED = IssueType("cancelled", "fatal", "file")
PIVOT_TABLE = IssueType("pivot_table", "fatal", "file")
NO_ROWS = IssueType("no_rows", "fatal", "file")
UNKNOWN_TABLE = IssueType("unknown_table", "fatal", "file")

# What was noticed while a file was read.
SAME_FILE = IssueType("same_file", "note", "nothing")
HIDDEN_SHEET = IssueType("hidden_sheet", "note", "nothing")
NO_HEADER = IssueType("no_header", "note", "rows")
ENCODING_GUESSED = IssueType("encoding_guessed", "note", "people")
BROKEN_CHARACTERS = IssueType("broken_characters", "note", "people")
STRAY_QUOTES = IssueType("stray_quotes", "note", "rows")
LONG_CELLS = IssueType("long_cells", "note", "nothing")
GROUPED_REPORT = IssueType("grouped_report", "note", "nothing")
DECIMALS_JOINED = IssueType("decimals_joined", "note", "revenue")
JUNK_HEADER = IssueType("junk_header", "note", "nothing")
JUNK_TOTAL = IssueType("junk_total", "note", "nothing")
JUNK_FOOTER = IssueType("junk_footer", "note", "nothing")
ROW_LIMIT = IssueType("row_limit", "note", "rows", concerns_whole_file=True)

# Rows set aside.
TOO_MANY_CELLS = IssueType("too_many_cells", "set_aside", "rows", is_suspicious=True)
LEFT_OUT_BY_CHOICE = IssueType("left_out_by_choice", "set_aside", "nothing")
DELETED_ROWS = IssueType("deleted_rows", "set_aside", "nothing")
OTHER_RECORDS = IssueType("other_records", "set_aside", "file")
SUPERSEDED = IssueType("superseded", "set_aside", "nothing")
FILLED_IN = IssueType("filled_in", "set_aside", "nothing")
NO_REP = IssueType("no_rep", "set_aside", "people", is_suspicious=True)
NOT_A_PERSON = IssueType("not_a_person", "set_aside", "nothing")
NO_DATE = IssueType("no_date", "set_aside", "dates", is_suspicious=True)
OTHER_ACTIVITY = IssueType("other_activity", "set_aside", "nothing")
NO_DEAL_OR_STAGE = IssueType("no_deal_or_stage", "set_aside", "steps", is_suspicious=True)
NO_GOAL_AMOUNT = IssueType("no_goal_amount", "set_aside", "goals", is_suspicious=True)
NO_GOAL_PERIOD = IssueType("no_goal_period", "set_aside", "goals", is_suspicious=True)
NO_SHARE = IssueType("no_share", "set_aside", "nothing")
NO_PERIOD = IssueType("no_period", "set_aside", "rows", is_suspicious=True)

# Cells that could not be read.
BAD_DATE = IssueType("bad_date", "note", "dates", is_suspicious=True)
BAD_AMOUNT = IssueType("bad_amount", "note", "revenue", is_suspicious=True)
BAD_NUMBER = IssueType("bad_number", "note", "rows", is_suspicious=True)

# Money.
UNKNOWN_CURRENCY = IssueType("unknown_currency", "note", "revenue", is_suspicious=True)
CURRENCY_MISSING = IssueType("currency_missing", "note", "revenue", concerns_whole_file=True)
WON_WITHOUT_AMOUNT = IssueType("won_without_amount", "note", "revenue", is_suspicious=True)
NEGATIVE_WON_AMOUNT = IssueType("negative_won_amount", "note", "revenue", concerns_whole_file=True)
AMOUNT_OUTLIER = IssueType("amount_outlier", "note", "revenue", concerns_whole_file=True)
AMOUNTS_FAR_APART = IssueType("amounts_far_apart", "note", "revenue", concerns_whole_file=True)

# Outcomes and stages.
UNKNOWN_STATUS = IssueType("unknown_status", "note", "outcomes")
STAGE_UNDECIDED = IssueType("stage_undecided", "note", "steps")
ONLY_WON = IssueType("only_won", "note", "outcomes")
NO_LOST = IssueType("no_lost", "note", "outcomes")
NO_WON = IssueType("no_won", "note", "outcomes", concerns_whole_file=True)
NO_OUTCOME = IssueType("no_outcome", "note", "outcomes", concerns_whole_file=True)
OUTCOMES_DISAGREE = IssueType("outcomes_disagree", "note", "outcomes", concerns_whole_file=True)
FILES_CONTRADICT = IssueType("files_contradict", "note", "outcomes", concerns_whole_file=True)
TAKEN_BACK = IssueType("taken_back", "note", "outcomes", concerns_whole_file=True)

# Dates.
CLOSED_BEFORE_CREATED = IssueType("closed_before_created", "note", "dates", is_suspicious=True)
NO_CLOSE_DATE = IssueType("no_close_date", "note", "dates")
EXPECTED_CLOSE_DATES = IssueType("expected_close_dates", "note", "nothing")
FUTURE_DATES = IssueType("future_dates", "note", "dates", is_suspicious=True)
DATES_IN_UTC = IssueType("dates_in_utc", "note", "dates")

# Deals and people across rows and files.
EXACT_COPIES = IssueType("exact_copies", "note", "rows")
SEVERAL_ROWS_PER_DEAL = IssueType("several_rows_per_deal", "note", "revenue")
LINES_ADDED_UP = IssueType("lines_added_up", "note", "revenue")
SHARED_DEALS = IssueType("shared_deals", "note", "people")
SEVERAL_OWNERS = IssueType("several_owners", "note", "people", is_suspicious=True)
ID_OF_TWO_DEALS = IssueType("id_of_two_deals", "note", "rows", is_suspicious=True)
IDS_WITHOUT_NAMES = IssueType("ids_without_names", "note", "people")
MAYBE_ONE_PERSON = IssueType("maybe_one_person", "note", "people", concerns_whole_file=True)
SPELLINGS_JOINED = IssueType("spellings_joined", "note", "nothing")
COUNTED_IN_DEALS = IssueType("counted_in_deals", "note", "nothing")
NOTHING_JOINED = IssueType("nothing_joined", "note", "rows", is_suspicious=True)

# Activities.
APPOINTMENT_NOT_HELD = IssueType("appointment_not_held", "note", "nothing")
UNKNOWN_RESULT = IssueType("unknown_result", "note", "activity", is_suspicious=True)
NO_CONVERSATION = IssueType("no_conversation", "note", "nothing")
OTHER_KINDS = IssueType("other_kinds", "note", "nothing")
MORE_APPOINTMENTS = IssueType("more_appointments", "note", "activity", concerns_whole_file=True)

#: Every issue by its code.
ISSUES: Mapping[str, IssueType] = MappingProxyType(
    {found.code: found for found in list(globals().values()) if isinstance(found, IssueType)}
)
#: Why a row is set aside, by code. An unknown table's rows are set aside with it.
REASONS = tuple(found.code for found in ISSUES.values() if found.severity == "set_aside" or found is UNKNOWN_TABLE)
