"""The browser that the tests of the pages drive, for those of a whole installation."""

from tests.browser.conftest import browser

__all__ = ["browser"]
