"""The limits of an upload, from the app's settings."""

from __future__ import annotations

from coaching.settings import Settings
from coaching.sources.sandbox.limits import MIB, Limits


def limits_from(settings: Settings) -> Limits:
    """Return the limits in the settings."""
    return Limits(
        file_bytes=settings.limit_file_mb * MIB,
        unpacked_bytes=settings.limit_unpacked_mb * MIB,
        ratio=settings.limit_ratio,
        entries=settings.limit_entries,
        rows=settings.limit_rows,
        columns=settings.limit_columns,
        cell_chars=settings.limit_cell_characters,
        memory_bytes=settings.limit_memory_mb * MIB,
        cpu_seconds=settings.limit_processor_seconds,
        wall_seconds=settings.limit_seconds,
    )
