"""The limits beyond which a file is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """The bounds of one uploaded file and of the child process that parses it.

    Sizes are in bytes. ``ratio`` (unpacked to packed size) is checked only for files that unpack to more than
    ``ratio_from_bytes``, because small files of repeated text compress very well and do no harm.
    """

    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 1024 * MIB
    ratio: float = 60.0
    ratio_from_bytes: int = 300 * MIB
    entries: int = 2_000
    rows: int = 1_048_576
    columns: int = 512
    cell_chars: int = 32_767
    memory_bytes: int = 4096 * MIB
    cpu_seconds: int = 120
    wall_seconds: int = 180


DEFAULT = Limits()
