"""What the report tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from coaching.words import Words


@pytest.fixture(params=["en", "ar"])
def words(request: pytest.FixtureRequest) -> Words:
    """Both languages."""
    return Words(request.param)
