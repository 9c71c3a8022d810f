"""Every page in both languages, both themes, wide and narrow: pictures to look at, and nothing that sticks out.

What would be lost: a page that is fine on the developer's screen and broken on the manager's phone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "build" / "screenshots"
REP = "Omar%20Nasser"
PAGES = {
    "upload": {},
    "quality": {"data": "sample"},
    "leaderboard": {"data": "sample", "period": "last_quarter", "behind": "closing_ratio"},
    "funnel": {"data": "sample", "who": REP},
    "offerings": {"data": "sample"},
    "scorecard": {"data": "sample", "rep": REP, "period": "last_quarter"},
    "action-plan": {"data": "sample", "rep": REP},
    "magic-number": {"data": "sample", "m_from": REP},
    "definitions": {"data": "sample"},
}
STICKS_OUT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const wide = [...main.querySelectorAll('h1, h2, h3, p, button, .sc-card, [data-testid=stSelectbox]')]
    .filter(e => !e.closest('.sc-scroll, [data-testid=stDataFrame], [data-testid=stTabs]') && e.offsetParent)
    .map(e => e.getBoundingClientRect())
    .filter(r => r.width && (r.left < -1 || r.right > innerWidth + 1));
  return [main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth, wide.length];
}"""


def picture(site, name: str, width: int) -> None:
    height = site.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    site.page.set_viewport_size({"width": width, "height": max(700, min(height, 4000))})
    site.page.wait_for_timeout(500)
    GALLERY.mkdir(parents=True, exist_ok=True)
    site.page.screenshot(path=GALLERY / f"{name}.png")
    site.page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_fit_their_screen(server: str, open_site, lang: str, theme: str, width: int) -> None:
    site = open_site(server, width, theme)
    for path, query in PAGES.items():
        site.go(path if path != "upload" else "", lang=lang, **query)
        site.page.wait_for_timeout(600)
        assert site.page.locator("[data-testid=stException]").count() == 0, path
        assert site.page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
        assert site.page.evaluate(STICKS_OUT) == [0, 0, 0], path
        picture(site, f"{path}-{lang}-{theme}-{width}", width)
    site.go("", lang=lang)
    site.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", [ROOT / "sample_data" / "hubspot-deals.csv"])
    site.page.locator(".st-key-use").wait_for(timeout=60_000)
    site.settle()
    assert site.page.evaluate(STICKS_OUT) == [0, 0, 0]
    picture(site, f"mapping-{lang}-{theme}-{width}", width)
    assert site.elsewhere == []
