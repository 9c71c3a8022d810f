"""What the report tests share."""

from __future__ import annotations

import pytest

from coaching.words import Words


@pytest.fixture(params=["en", "ar"])
def words(request: pytest.FixtureRequest) -> Words:
    """Both languages."""
    return Words(request.param)
