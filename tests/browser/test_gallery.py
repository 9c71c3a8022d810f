"""Every page in both languages, both themes, on three screens: pictures to look at, nothing cut, nothing inaccessible.

What would be lost: a page that is fine on the developer's screen and broken on the manager's phone, or for somebody
who cannot see it. The pictures lie in ``build/screenshots``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import registry
from tests.browser.audit import STREAMLITS_OWN, cut_text, findings, sticking_out

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "build" / "screenshots"
WIDTHS = (1440, 1024, 390)
_TALLEST = 4000
#: Milliseconds a chart or a table takes to follow its screen.
_REDRAWN = 150
REP = "Omar%20Nasser"
#: What the address of a page asks for where it is more than the sample data.
PAGES = {
    "team": {"period": "last_quarter", "behind": "closing_ratio"},
    "rep": {"rep": REP, "period": "last_quarter"},
    "calculator": {"m_from": REP},
    "upload": {"data": ""},
}
#: Further states of pages: name -> page and what the address asks for.
STATES = {
    "empty": ("team", {}),
    "funnel": ("team", {"data": "sample", "show": "funnel", "who": REP}),
    "segments": ("team", {"data": "sample", "show": "segments"}),
    "wall": ("team", {"data": "sample", "wall": "1"}),
}


def look(site, name: str) -> list[str]:
    """Take a picture of the page on each screen and return what is wrong with it."""
    wrong = ["an exception"] if site.page.locator("[data-testid=stException]").count() else []
    for width in WIDTHS:
        site.page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
        site.page.wait_for_timeout(_REDRAWN)
        height = site.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        site.page.set_viewport_size({"width": width, "height": max(700, min(height, _TALLEST))})
        site.page.wait_for_timeout(_REDRAWN)
        site.page.screenshot(path=GALLERY / f"{name}-{width}.png")
        wrong += [f"sticks out at {width}: {text}" for text in sticking_out(site.page)]
        wrong += [f"cut at {width}: {text}" for text in cut_text(site.page)]
    site.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return [f"{name}: {text}" for text in (*wrong, *map(str, findings(site.page)))]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_fit_their_screen_and_their_reader(server: str, open_site, lang: str, theme: str) -> None:
    GALLERY.mkdir(parents=True, exist_ok=True)
    site, other = (open_site(server, WIDTHS[0], theme) for _ in range(2))
    listed = [page.address for page in registry.PAGES if not page.only_signed_in]
    pages = {name: (name, {"data": "sample"} | PAGES.get(name, {})) for name in listed}
    wrong, entries = [], list((pages | STATES).items())
    site.begin(entries[0][1][0], lang=lang, **entries[0][1][1])
    for (name, _), (_, ahead) in zip(entries, [*entries[1:], ("", None)], strict=True):
        if ahead:  # the next page loads while this one is looked at
            other.begin(ahead[0], lang=lang, **ahead[1])
        site.settle()
        assert site.page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
        wrong += look(site, f"{name}-{lang}-{theme}")
        site, other = other, site
    site.go("", lang=lang)
    site.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", [ROOT / "sample_data" / "hubspot-deals.csv"])
    site.page.locator(".st-key-use").wait_for(timeout=60_000)
    site.settle()
    wrong += look(site, f"mapping-{lang}-{theme}")
    assert wrong == []
    assert site.elsewhere + other.elsewhere == []


def test_only_what_can_be_reached_or_is_read_out_may_be_out_of_sight(open_site) -> None:
    page = open_site("").page
    line = '<div style="width:200px;overflow-x:%s;white-space:nowrap">%s%s</div>'
    far = '<span style="display:inline-block;width:2000px"></span>'
    page.set_content(
        '<main data-testid="stMain" style="overflow:auto hidden">'
        + line % ("auto", far, '<a href="#"><p style="display:inline-block">scrolled to</p></a>')
        + line % ("auto", far, '<p style="display:inline-block">no stop</p>')
        + line % ("hidden", far, '<a href="#"><p style="display:inline-block">cut away</p></a>')
        + '<p style="position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)">read out</p>'
        + '<p style="width:30px;overflow:hidden;white-space:nowrap">cut off</p></main>'
    )
    assert sticking_out(page) == ["no stop", "cut away"]
    assert cut_text(page) == ["cut off"]


def test_what_is_streamlits_own_is_told_to_the_reader() -> None:
    told = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert all(f"`{rule}`" in told and f"`{inside}`" in told for rule, inside in STREAMLITS_OWN)
