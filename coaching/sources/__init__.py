"""Sources of rows: uploaded files, parsed in a sandbox, and Parquet files, read in batches."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coaching.sources.files.reader import read
    from coaching.sources.parquet import parquet_deals
    from coaching.sources.sandbox.limits import Limits
    from coaching.sources.settings import limits_from

__all__ = ["Limits", "limits_from", "parquet_deals", "read"]

_PLACES = {
    "Limits": "coaching.sources.sandbox.limits",
    "limits_from": "coaching.sources.settings",
    "parquet_deals": "coaching.sources.parquet",
    "read": "coaching.sources.files.reader",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used.

    The sandbox's child process imports this package together with ``coaching.sources.sandbox``; importing pandas,
    which ``read`` needs, would triple the time of its start.
    """
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
