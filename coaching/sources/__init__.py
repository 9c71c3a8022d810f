"""Read uploads into raw tables: where rows come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coaching.sources.files.reader import read
    from coaching.sources.sandbox.limits import Limits
    from coaching.sources.settings import limits_from

__all__ = ["Limits", "limits_from", "read"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for.

    The sandbox's child process imports this package on its way to ``coaching.sources.sandbox``; pandas, which ``read``
    needs, would triple the time that it takes to start.
    """
    if name == "read":
        from coaching.sources.files.reader import read

        return read
    if name == "Limits":
        from coaching.sources.sandbox.limits import Limits

        return Limits
    if name == "limits_from":
        from coaching.sources.settings import limits_from

        return limits_from
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
