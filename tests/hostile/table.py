"""The table of hostile files with their declared outcomes, for docs/hostile.md: ``python -m tests.hostile.table``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.attacks import ATTACKS
from tests.hostile.files import FILES, File

DOCUMENT = Path(__file__).parents[2] / "docs" / "hostile.md"


def table(files: Sequence[File]) -> str:
    """Return the document."""
    counts = Counter(file.outcome for file in files)
    lines = [
        "# Odd and hostile files",
        "",
        "Every file that the importer is tried on, with what must become of it. The files are made by code in",
        "`tests/hostile/`, go through the whole importer in each run of the tests, and this page is made from the same",
        "list (`python -m tests.hostile.table`).",
        "",
        f"{len(files)} files: " + ", ".join(f"{counts[name]} {name}" for name in sorted(counts)) + ".",
        "",
        "* **accept**: read in full. **note**: read in full, and something is pointed out.",
        "* **set aside**: read, but for rows that are set aside with their reason.",
        "* **refuse**: nothing is read; the reason is given, with what to do.",
        "",
        "| file | outcome | deals | rows set aside | codes |",
        "|---|---|---|---|---|",
    ]
    for file in files:
        said = ", ".join([file.refused] if file.refused else file.notes)
        deals = "" if file.good is None else str(file.good)
        lines.append(f"| {_shown(file.name)} | {file.outcome} | {deals} | {file.aside or ''} | {said} |")
    return "\n".join(lines) + "\n"


def _shown(name: str) -> str:
    short = name if len(name) <= 50 else f"{name[:20]}… ({len(name)} characters)"
    return "`" + "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short) + "`"


if __name__ == "__main__":
    DOCUMENT.write_text(table([*FILES, *ATTACKS]), encoding="utf-8")
