"""What is kept of uploaded texts has an end, whatever is uploaded."""

from __future__ import annotations

from coaching.importing.remembered import remembered


def test_short_texts_are_understood_once_and_long_ones_never_kept() -> None:
    understood: list[str] = []

    @remembered
    def understand(text: str) -> int:
        understood.append(text)
        return len(text)

    for text in ("Deal name", "Deal name", "x" * 30_000, "x" * 30_000):
        assert understand(text) == len(text)
    assert [len(text) for text in understood] == [9, 30_000, 30_000]
