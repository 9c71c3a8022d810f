"""What of an upload looks wrong as a whole, however well each row was understood."""

from __future__ import annotations

from coaching.importing.issues.catalogue import ISSUES
from coaching.importing.model import Intake, Issue

#: The part of a table's rows from which on a suspicious finding is worth a look before anything is used.
_MANY = 0.1


def suspicious_issues(intake: Intake) -> tuple[Issue, ...]:
    """Return what casts doubt on the upload as a whole, to be said before any figure.

    First what concerns all of it however few rows show it (refunds, outcomes that disagree, amounts far too large),
    then findings on so many rows of a table that a column was probably taken for something else, the largest first.
    """
    rows = {(source.file, source.sheet): max(source.rows_read, 1) for source in intake.sources}
    issues = [issue for issue in dict.fromkeys(intake.issues) if issue.code in ISSUES]
    whole = [issue for issue in issues if ISSUES[issue.code].concerns_whole_file]
    share = {
        issue: issue.count / rows[issue.file, issue.sheet]
        for issue in issues
        if ISSUES[issue.code].is_suspicious and issue not in whole and (issue.file, issue.sheet) in rows
    }
    many = sorted((issue for issue in share if share[issue] >= _MANY), key=lambda issue: -share[issue])
    return (*whole, *many)
