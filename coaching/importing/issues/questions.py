"""Every question that an import can ask, declared once: what it is about, what its answer unlocks, how it is answered.

The words stand in the catalogues: ``question.<about>`` asks, ``unlocks.<code>`` says what is gained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from coaching.importing.issues.catalogue import Unlocks
from coaching.importing.model import Question

#: What answers a question: the type of the table, the column of a field, the reading of a column's values, what the
#: labels of stages and statuses mean, which kinds of rows to leave out.
AnsweredBy = Literal["table", "column", "reading", "stages", "kinds"]

#: What the column of a field unlocks, where it is more than rows.
_BY_FIELD: Mapping[str, Unlocks] = MappingProxyType(
    {
        **dict.fromkeys(("amount", "currency", "revenue", "share"), "revenue"),
        **dict.fromkeys(("status", "is_won", "is_closed", "active", "forecast", "won", "lost"), "outcomes"),
        **dict.fromkeys(("stage", "furthest_stage", "first_appointment_on", "next_step_on", "next_steps"), "steps"),
        **dict.fromkeys(("created_on", "closed_on", "won_on", "lost_on", "expected_close_on", "entered_on"), "dates"),
        **dict.fromkeys(("kind", "result", "done", "happened_on", "conversations", "first_appointments"), "activity"),
        **dict.fromkeys(("goal_from", "goal_to", "goal_period", "year"), "goals"),
        **dict.fromkeys(("rep", "rep_email", "rep_id", "rep_first", "rep_last", "email", "team"), "people"),
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
    answered_by : str
        What answers it.
    first_edition : str
        What the first edition called it, in stored layouts and in JSON.
    reading : str
        The reading of the whole table (``formats``) that holds the answer, ``""`` where another part does.
    choices : tuple of str
        The answers to choose from; none where it is written out.
    """

    about: str
    unlocks: Unlocks
    answered_by: AnsweredBy
    first_edition: str
    reading: str = ""
    choices: tuple[str, ...] = ()

    def asked(self, field: str = "", header: str = "", label: str = "", guess: str = "") -> Question:
        """Return one question of this kind: about a field, a column, a label, with what is guessed until answered."""
        unlocks = _BY_FIELD.get(field, self.unlocks) if self is COLUMN else self.unlocks
        return Question(self.about, field, header, label, guess, unlocks)


TABLE = QuestionType("table", "file", "table", "role")
COLUMN = QuestionType("column", "rows", "column", "column")
DATE_ORDER = QuestionType("date_order", "dates", "reading", "date_order")
DECIMAL = QuestionType("decimal", "revenue", "reading", "decimal")
OWNER = QuestionType("owner", "people", "column", "owner")
DEAL_ID = QuestionType("deal_id", "rows", "column", "deal_id")
OUTCOME = QuestionType("outcome", "outcomes", "stages", "outcome")
KINDS = QuestionType("kinds", "rows", "kinds", "kinds")
FIRST_APPOINTMENT_STAGE = QuestionType("first_appointment_stage", "steps", "stages", "first_appointment_stage")
NEXT_STEP_STAGE = QuestionType("next_step_stage", "steps", "stages", "next_step_stage")
STAGE = QuestionType("stage", "steps", "stages", "stage_undecided")
YEAR = QuestionType("year", "dates", "reading", "year")
PERIOD = QuestionType("period", "goals", "reading", "period")
TIME_ZONE = QuestionType("time_zone", "dates", "reading", "time_zone", "time_zone")
SEVERAL_OWNERS = QuestionType("several_owners", "people", "reading", "several_owners", "owners", ("split", "first"))
CURRENCY = QuestionType("currency", "revenue", "reading", "currency", "currency")
_COUNT_AS = ("won", "lost", "discarded")
REFUNDS = QuestionType("refunds", "outcomes", "reading", "refunds", "refunds", _COUNT_AS)
NEGATIVE_AMOUNTS = QuestionType(
    "negative_amounts", "revenue", "reading", "negative_amounts", "negative_amounts", _COUNT_AS
)

_TYPES = (
    *(TABLE, COLUMN, DATE_ORDER, DECIMAL, OWNER, DEAL_ID, OUTCOME, KINDS),
    *(FIRST_APPOINTMENT_STAGE, NEXT_STEP_STAGE, STAGE, YEAR, PERIOD),
    *(TIME_ZONE, SEVERAL_OWNERS, CURRENCY, REFUNDS, NEGATIVE_AMOUNTS),
)
#: Every kind of question by what it is about.
QUESTIONS: Mapping[str, QuestionType] = MappingProxyType({kind.about: kind for kind in _TYPES})
#: The readings of a whole table that answer questions.
READINGS = tuple(kind.reading for kind in _TYPES if kind.reading)
_BY_FIRST_EDITION = {kind.first_edition: kind for kind in _TYPES}


def remembered(question: Question) -> str:
    """Return a question as layouts keep it, and as the first edition wrote it: ``column:amount``."""
    kind = QUESTIONS[question.about].first_edition
    return f"{kind}:{question.field}" if question.field else kind


def recalled(text: str) -> tuple[str, str]:
    """Return what a remembered question is about, and its field (``""`` for none); ``("", "")`` if it is none."""
    kind, _, field = text.partition(":")
    known = _BY_FIRST_EDITION.get(kind) or QUESTIONS.get(kind)
    return (known.about, field) if known else ("", "")
