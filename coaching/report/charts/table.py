"""What a chart shows, as a table for those who cannot see it and for export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChartTable:
    """The companion of a chart: finished text, as many cells a row as the header has."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
