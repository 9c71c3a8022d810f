"""Every question that an import can ask, declared once: what it is about, what its answer unlocks, how it is answered.

The words stand in the catalogues: ``question.<about>`` asks, ``unlocks.<code>`` says what is gained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coaching.importing.issues.catalogue import (
    AMOUNT_OUTLIER,
    AMOUNTS_FAR_APART,
    MORE_APPOINTMENTS,
    OUTCOMES_DISAGREE,
    Unlocks,
)
from coaching.importing.mapping.schema import LEFT_OUT, TICKED
from coaching.importing.model import Issue, Question, Source, TableMapping

#: What answers a question: the type of the table, the column of a field, the reading of a column's values, what the
#: labels of stages and statuses mean, which kinds of rows to leave out.

#: What the column of a field unlocks, where it is more than rows.
_BY_FIELD: Mapping[str, Unlocks] = MappingProxyType(
    {
        **dict.fromkeys(("amount", "currency", "revenue", "share"), "revenue"),
        **dict.fromkeys(("status", "is_won", "is_closed", "active", "forecast", "won", "lost"), "outcomes"),
        **dict.fromkeys(("stage", "furthest_stage", *TICKED, *TICKED.values(), "next_steps"), "steps"),
        **dict.fromkeys(("created_on", "closed_on", "won_on", "lost_on", "expected_close_on", "entered_on"), "dates"),
        **dict.fromkeys(("kind", "result", "done", "happened_on", "conversations", "first_appointments"), "activity"),
        **dict.fromkeys(("goal_from", "goal_to", "goal_period", "year"), "goals"),
        **dict.fromkeys(("rep", "rep_email", "rep_id", "rep_first", "rep_last", "email", "team"), "people"),
        **dict.fromkeys(("product", "segment", "source", "region", "pipeline", "deal_type", "lost_reason"), "segments"),
        **dict.fromkeys(("deal_name", "account"), "names"),
    }
)


@dataclass(frozen=True)
class QuestionType:
    """One kind of question.

    Attributes
    ----------
    about : str
        What is asked about; stable, used in JSON and in the catalogues.
    unlocks : str
        What an answer makes possible; a question about a column unlocks what the column is needed for.
    first_edition : str
        What the first edition called it, in stored layouts and in JSON.
    reading : str
        The reading of the whole table (``formats``) that holds the answer, ``""`` where another part does.
    choices : tuple of str
        The answers to choose from; none where it is written out.
    tables : tuple of str
        The tables that it is asked about, where a reading answers it.
    raised_by : str
        The issue that raises it once the rows are built, ``""`` where the columns alone do.
    is_standing : bool
        Whether an answer holds for later uploads of the same layout too.
    """

    about: str
    unlocks: Unlocks
    first_edition: str
    reading: str = ""
    choices: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("deals",)
    raised_by: str = ""
    is_standing: bool = True

    def asked(self, field: str = "", header: str = "", label: str = "", guess: str = "") -> Question:
        """Return one question of this kind: about a field, a column, a label, with what is guessed until answered."""
        unlocks = _BY_FIELD.get(field, self.unlocks) if self is COLUMN else self.unlocks
        return Question(self.about, field, header, label, guess, unlocks)


TABLE = QuestionType("table", "file", "role")
COLUMN = QuestionType("column", "rows", "column")
DATE_ORDER = QuestionType("date_order", "dates", "date_order")
DECIMAL = QuestionType("decimal", "revenue", "decimal")
OWNER = QuestionType("owner", "people", "owner")
DEAL_ID = QuestionType("deal_id", "rows", "deal_id")
OUTCOME = QuestionType("outcome", "outcomes", "outcome")
KINDS = QuestionType("kinds", "rows", "kinds")
FIRST_APPOINTMENT_STAGE = QuestionType("first_appointment_stage", "steps", "first_appointment_stage")
NEXT_STEP_STAGE = QuestionType("next_step_stage", "steps", "next_step_stage")
STAGE = QuestionType("stage", "steps", "stage_undecided")
YEAR = QuestionType("year", "dates", "year")
PERIOD = QuestionType("period", "goals", "period")
TIME_ZONE = QuestionType("time_zone", "dates", "time_zone", "time_zone")
SEVERAL_OWNERS = QuestionType("several_owners", "people", "several_owners", "owners", ("split", "first"))
CURRENCY = QuestionType("currency", "revenue", "currency", "currency")
_COUNT_AS = ("won", "lost", "discarded")
REFUNDS = QuestionType("refunds", "outcomes", "refunds", "refunds", _COUNT_AS)
NEGATIVE_AMOUNTS = QuestionType("negative_amounts", "revenue", "negative_amounts", "negative_amounts", _COUNT_AS)
#: Columns that say how a deal ended, in the order in which they are believed.
OUTCOME_COLUMNS = ("status", "is_won", "active", "forecast", "stage")
OUTCOME_COLUMN = QuestionType(
    about="outcome_column",
    unlocks="outcomes",
    first_edition="outcome_column",
    reading="outcome_column",
    choices=OUTCOME_COLUMNS,
    raised_by=OUTCOMES_DISAGREE.code,
)
RIGHT, UNKNOWN = "right", "unknown"
OUTLIERS = QuestionType(
    about="outliers",
    unlocks="revenue",
    first_edition="outliers",
    reading="outliers",
    choices=(RIGHT, UNKNOWN),
    raised_by=AMOUNT_OUTLIER.code,
    is_standing=False,
)
AS_WRITTEN, IN_CENTS, OTHERS_IN_THOUSANDS = "as_written", "in_cents", "others_in_thousands"
AMOUNT_UNIT = QuestionType(
    about="amount_unit",
    unlocks="revenue",
    first_edition="amount_unit",
    reading="amount_unit",
    choices=(AS_WRITTEN, IN_CENTS, OTHERS_IN_THOUSANDS),
    raised_by=AMOUNTS_FAR_APART.code,
)
AS_LOGGED, LEAVE_OUT = "as_logged", "leave_out"
CONVERSATIONS = QuestionType(
    about="conversations",
    unlocks="activity",
    first_edition="conversation_log",
    reading="conversation_log",
    choices=(AS_LOGGED, LEAVE_OUT),
    tables=("activities", "rep_periods"),
    raised_by=MORE_APPOINTMENTS.code,
)

_TYPES = (
    *(TABLE, COLUMN, DATE_ORDER, DECIMAL, OWNER, DEAL_ID, OUTCOME, KINDS),
    *(FIRST_APPOINTMENT_STAGE, NEXT_STEP_STAGE, STAGE, YEAR, PERIOD),
    *(TIME_ZONE, SEVERAL_OWNERS, CURRENCY, REFUNDS, NEGATIVE_AMOUNTS),
    *(OUTCOME_COLUMN, OUTLIERS, AMOUNT_UNIT, CONVERSATIONS),
)
#: Every kind of question by what it is about.
QUESTIONS: Mapping[str, QuestionType] = MappingProxyType({kind.about: kind for kind in _TYPES})
#: The readings of a whole table that answer questions.
READINGS = tuple(kind.reading for kind in _TYPES if kind.reading)
#: Readings that answer for one upload only.
OF_ONE_UPLOAD = tuple(kind.reading for kind in _TYPES if not kind.is_standing)
_BY_FIRST_EDITION = {kind.first_edition: kind for kind in _TYPES}


def asks_for_sales(question: Question) -> bool:
    """Return whether a question about what a table holds asks no more than whether its records are sales."""
    return question.about == TABLE.about and question.guess in ("deals", LEFT_OUT)


def raised(source: Source, mapping: TableMapping) -> tuple[Question, ...]:
    """Return the questions that the findings of a table raise and nobody has answered, each with its first choice."""
    found = {issue.code: issue for issue in source.issues}
    return tuple(
        kind.asked(header=issue.column or "", label=", ".join(issue.values), guess=_first(kind, mapping, issue))
        for kind in _TYPES
        if (issue := found.get(kind.raised_by)) and kind.reading not in mapping.formats
    )


def _first(kind: QuestionType, mapping: TableMapping, issue: Issue) -> str:
    """Return what holds until a question is answered: of columns the first that an issue names."""
    mapped = [choice for choice in kind.choices if mapping.fields.get(choice) in issue.values]
    return mapped[0] if kind is OUTCOME_COLUMN and mapped else kind.choices[0]


def remembered(question: Question) -> str:
    """Return a question as layouts keep it, and as the first edition wrote it: ``column:amount``."""
    kind = QUESTIONS[question.about].first_edition
    return f"{kind}:{question.field}" if question.field else kind


def recalled(text: str) -> tuple[str, str]:
    """Return what a remembered question is about, and its field (``""`` for none); ``("", "")`` if it is none."""
    kind, _, field = text.partition(":")
    known = _BY_FIRST_EDITION.get(kind) or QUESTIONS.get(kind)
    return (known.about, field) if known else ("", "")
