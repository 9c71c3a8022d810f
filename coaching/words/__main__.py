"""Compiles the catalogues of texts: ``python -m coaching.words``."""

from __future__ import annotations

from pathlib import Path

from coaching.words.catalogue import compile_catalogues

if __name__ == "__main__":
    for written in compile_catalogues(Path(__file__).parent / "catalogues"):
        print(f"compiled {written.parent.name}/{written.name}")
