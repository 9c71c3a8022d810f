"""Results are cached by the arguments that they depend on.

What would be lost: a reader waits for what was worked out a moment ago, or is shown another reader's figures.
"""

from __future__ import annotations

import pytest

from coaching.advise import Options
from coaching.tables import Tables
from pages.session import datasets
from pages.session.cache import cached, key_of
from tests.build import deals, won
from tests.pages.stored import store_dataset


def test_what_is_worked_out_is_kept_by_its_arguments(open_app) -> None:
    asked = []

    @cached
    def work(token: str, options: Options, rep: str | None = None) -> list[object]:
        asked.append((token, rep))
        return [token]

    first = work("a@1", Options(rates={"USD": 3.75}), "Amal")
    assert work("a@1", Options(rates={"USD": 3.75}), "Amal") is first
    work("a@1", Options(rates={"USD": 3.76}), "Amal")
    work("a@1", Options(rates={"USD": 3.75}), None)
    work("a@2", Options(rates={"USD": 3.75}), "Amal")
    assert len(asked) == 4


def test_what_only_its_identity_tells_apart_is_no_key() -> None:
    with pytest.raises(TypeError):
        key_of(object())


def test_a_data_set_is_loaded_once(open_app) -> None:
    scope = store_dataset(Tables(deals=deals(*[won()] * 3)))
    assert datasets.intake(scope.token) is datasets.intake(scope.token)
