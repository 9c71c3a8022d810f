"""Access: roles, the reps that a viewer may see, redaction of results, erasure of names, and the security log."""

from coaching.access import security_log
from coaching.access.erasure import PersonFinder, person_finder
from coaching.access.groups import Grant, read_groups, viewer_of_groups
from coaching.access.redact import (
    NOT_YOURS,
    is_named_period,
    of_visible,
    redact_assessment,
    redact_intake,
    redact_options,
    redact_tables,
    redact_trainings,
    redact_upload,
)
from coaching.access.roles import ADMIN, COACH, EVERYTHING, MANAGER, MATRIX, REP, ROLES, Viewer, may, viewer_of
from coaching.access.scope import known_reps, visible_reps

__all__ = [
    "ADMIN",
    "COACH",
    "EVERYTHING",
    "MANAGER",
    "MATRIX",
    "NOT_YOURS",
    "REP",
    "ROLES",
    "Grant",
    "PersonFinder",
    "Viewer",
    "is_named_period",
    "known_reps",
    "may",
    "of_visible",
    "person_finder",
    "read_groups",
    "redact_assessment",
    "redact_intake",
    "redact_options",
    "redact_tables",
    "redact_trainings",
    "redact_upload",
    "security_log",
    "viewer_of",
    "viewer_of_groups",
    "visible_reps",
]
