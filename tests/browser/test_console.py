"""No page gives the browser a reason to complain: nothing is refused by the security policy, missing or broken.

What would be lost: a script that the policy keeps from running leaves a page in the wrong direction, and a missing file
hides among the noise that everybody has learnt to look past.
"""

from __future__ import annotations

import pytest

from coaching.words import languages
from pages import registry

pytestmark = pytest.mark.browser


def test_the_browser_has_nothing_to_say_about_any_page_in_any_language(fresh_server, open_site) -> None:
    """The first visitor of all comes by the address of a page, and so does every other."""
    site = open_site(fresh_server)
    said: list[str] = []
    noted = {"error", "warning"}
    site.page.on("console", lambda one: said.append(f"{site.page.url}: {one.text}") if one.type in noted else None)
    site.page.on("pageerror", lambda error: said.append(f"{site.page.url}: {error}"))
    site.page.on("response", lambda one: said.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    site.go("definitions")
    assert site.page.locator("[role=dialog]").count() == 0
    site.go("upload", lang="en")
    site.page.locator(".st-key-sample button").first.click()
    site.page.wait_for_url("**/team?*", timeout=60_000)
    site.settle()
    link = site.page.url.partition("data=")[2].partition("&")[0]
    for lang in languages():
        for page in registry.PAGES:
            site.go(page.address, lang=lang, data=link)
            assert site.page.evaluate("document.documentElement.lang") == lang, page
            assert site.page.locator("[role=dialog]").count() == 0, page
    assert said == []
    assert site.elsewhere == []
