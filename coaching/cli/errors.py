"""The error that ends a command with exit status 2 and a message in the reader's language."""

from __future__ import annotations

from coaching.words import Words, plain


class CliError(Exception):
    """The input cannot be used.

    ``code`` names the message in the catalogues (``cli.<code>``), ``values`` fill it in, and ``lines`` are printed
    below it as they are.
    """

    def __init__(self, code: str, *lines: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.lines, self.values = code, lines, values

    def text(self, words: Words) -> str:
        """Return the reason and the remedy in the language of ``words``."""
        return "\n".join((plain(words(f"cli.{self.code}", **self.values)), *self.lines))
