"""Input that cannot be used, as a value that finds its words late."""

from __future__ import annotations

from coaching.words import Words, plain


class Refusal(Exception):
    """The input was refused: a key of the catalogue (``cli.<code>``) with its values, and further lines."""

    def __init__(self, code: str, *lines: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.lines, self.values = code, lines, values

    def text(self, words: Words) -> str:
        """Return the reason and what to do, in the language of ``words``."""
        return "\n".join((plain(words(f"cli.{self.code}", **self.values)), *self.lines))
