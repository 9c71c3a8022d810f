"""What of an upload looks wrong as a whole, however well each row was understood."""

from __future__ import annotations

from coaching.importing.model import Intake, Issue

#: Findings that point to a column or a date taken for something else where they touch many rows.
_TELLING = frozenset(
    {
        *("bad_date", "bad_amount", "bad_number", "future_dates", "closed_before_created", "won_without_amount"),
        *("no_rep", "no_date", "no_period", "no_goal_amount", "no_goal_period", "no_deal_or_stage", "too_many_cells"),
        *("nothing_joined", "unknown_result"),
    }
)
#: The part of a table's rows from which on a finding is worth a look before anything is used.
_MANY = 0.1


def doubts(intake: Intake) -> tuple[Issue, ...]:
    """Return the findings that touch so many rows of a table that it was probably taken wrongly, the largest first."""
    rows = {(source.file, source.sheet): max(source.rows_read, 1) for source in intake.sources}
    found = {
        issue: issue.count / rows[issue.file, issue.sheet]
        for issue in dict.fromkeys(intake.issues)
        if issue.code in _TELLING and (issue.file, issue.sheet) in rows
    }
    many = [issue for issue, share in found.items() if share >= _MANY]
    return tuple(sorted(many, key=lambda issue: -found[issue]))
