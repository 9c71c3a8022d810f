"""The limits of an upload as whoever runs the app sets them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from coaching.sources.sandbox.limits import DEFAULT, MIB, Limits

PREFIX = "SALES_COACH_LIMIT_"
#: The setting (behind the prefix) of each limit, and what one of it stands for.
SETTINGS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "FILE_MB": ("file_bytes", MIB),
        "UNPACKED_MB": ("unpacked_bytes", MIB),
        "RATIO": ("ratio", 1),
        "ENTRIES": ("entries", 1),
        "ROWS": ("rows", 1),
        "COLUMNS": ("columns", 1),
        "CELL_CHARACTERS": ("cell_chars", 1),
        "MEMORY_MB": ("memory_bytes", MIB),
        "PROCESSOR_SECONDS": ("cpu_seconds", 1),
        "SECONDS": ("wall_seconds", 1),
    }
)


def limits_from(env: Mapping[str, str]) -> Limits:
    """Return the limits that environment variables set; what is no whole number above zero is logged and left out."""
    given: dict[str, int] = {}
    for setting, (name, unit) in SETTINGS.items():
        text = env.get(PREFIX + setting, "").strip()
        if text.isdecimal() and int(text) > 0:
            given[name] = int(text) * unit
        elif text:
            logging.getLogger(__name__).warning("%s%s is no whole number above zero: %r", PREFIX, setting, text)
    return replace(DEFAULT, **given)  # type: ignore[arg-type]
