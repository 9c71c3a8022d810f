"""Read uploads into raw tables: where rows come from."""

from coaching.sources.files.reader import read
from coaching.sources.sandbox.limits import Limits
from coaching.sources.settings import limits_from

__all__ = ["Limits", "limits_from", "read"]
