"""Messages by key; the catalogues themselves are checked in tests/test_catalogues.py."""

from __future__ import annotations

import pytest

from coaching.words import Words


def test_arabic_has_six_plural_forms() -> None:
    shown = [Words("ar").count("unit.deals", n) for n in (0, 1, 2, 3, 11, 100)]
    assert shown == ["لا صفقات", "صفقة واحدة", "صفقتان", "3 صفقات", "11 صفقة", "100 صفقة"]


def test_an_unknown_message_is_an_error_in_development() -> None:
    with pytest.raises(KeyError):
        Words("en")("no.such.message")
    with pytest.raises(KeyError):
        Words("en").count("no.such.message", 1)
