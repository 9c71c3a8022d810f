"""Every page in both languages, both themes, on three screens: pictures to look at, nothing cut, nothing inaccessible.

What would be lost: a page that is fine on the developer's screen and broken on the manager's phone, or for somebody
who cannot see it; a script that the security policy refuses, which leaves a page in the wrong direction. The pictures
lie in ``build/screenshots``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pages import registry
from tests.browser.audit import STREAMLITS_OWN, cut_text, findings, sticking_out

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "build" / "screenshots"
WIDTHS = (1440, 1024, 390)
#: The language of the browser, whose direction some of Streamlit's elements follow instead of the page's.
LOCALES = {"en": "en-GB", "ar": "ar-SA"}
_TALLEST = 4000
#: Milliseconds a chart or a table takes to follow its screen.
_REDRAWN = 150
#: Whether elements have taken on a theme: the colour of their ground is dark or light.
_HAVE_THEME = """([elements, theme]) => [...document.querySelectorAll(elements)].every(ground => {
  const colour = getComputedStyle(ground).backgroundColor.match(/[0-9.]+/g).map(Number);
  return colour[3] === 0 || (colour[0] < 128) === (theme === 'dark');
})"""
_APP, _CHARTS = "[data-testid=stApp]", ".js-plotly-plot .main-svg:first-of-type"
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


def look(site, name: str, widths: Sequence[int]) -> list[str]:
    """Take a picture of the page on each screen and return what is wrong with it."""
    wrong = ["an exception"] if site.page.locator("[data-testid=stException]").count() else []
    wrong += ["a dialog"] if site.page.locator("[role=dialog]").count() else []
    for width in widths:
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


def look_in_both(site, name: str, first: str) -> list[str]:
    """Look at a page in the theme that it has (``first``), then in the other; what fits a screen fits it in both."""
    wrong = []
    for theme in (first, "dark" if first == "light" else "light"):
        if theme != first:
            site.page.emulate_media(color_scheme=theme)
            site.page.wait_for_function(_HAVE_THEME, arg=[_APP, theme])
            site.page.keyboard.press("r")  # runs the page again, whose charts are made in the theme of the reader
            site.settle()
            site.page.wait_for_function(_HAVE_THEME, arg=[_CHARTS, theme])
        wrong += look(site, f"{name}-{theme}", WIDTHS if theme == "light" else WIDTHS[:1])
    return wrong


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_fit_their_screen_and_their_reader(server: str, open_site, lang: str) -> None:
    GALLERY.mkdir(parents=True, exist_ok=True)
    site, other = (open_site(server, WIDTHS[0], locale=LOCALES[lang]) for _ in range(2))
    listed = [page.address for page in registry.PAGES if not page.only_signed_in]
    pages = {name: (name, {"data": "sample"} | PAGES.get(name, {})) for name in listed}
    wrong, entries = [], list((pages | STATES).items())
    site.begin(entries[0][1][0], lang=lang, **entries[0][1][1])
    for at, ((name, _), (_, ahead)) in enumerate(zip(entries, [*entries[1:], ("", None)], strict=True)):
        if ahead:  # the next page loads while this one is looked at
            other.begin(ahead[0], lang=lang, **ahead[1])
        site.settle()
        expected = ["rtl" if lang == "ar" else "ltr", lang]
        assert site.page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == expected
        # Each of the two windows stays in the theme in which its last page was seen last.
        wrong += look_in_both(site, f"{name}-{lang}", "light" if at // 2 % 2 == 0 else "dark")
        site, other = other, site
    site.page.emulate_media(color_scheme="light")
    site.go("", lang=lang)
    site.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", [ROOT / "sample_data" / "hubspot-deals.csv"])
    site.page.locator(".st-key-use").wait_for(timeout=60_000)
    site.settle()
    wrong += look_in_both(site, f"mapping-{lang}", "light")
    assert wrong == []
    assert site.elsewhere + other.elsewhere == []
    assert site.complaints + other.complaints == [], "the browser has something to say"


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


def test_a_page_has_the_direction_of_its_reader_before_the_app_runs(server: str, open_site) -> None:
    site = open_site(server)
    site.page.route("**/static/js/**", lambda route: route.abort())
    for asked, expected in (
        ("?lang=ar", "rtl ar"),
        ("", "ltr en"),
        ("?lang=en", "ltr en"),
        ("?lang=constructor", "ltr en"),
    ):
        site.page.goto(f"{server}/{asked}", wait_until="domcontentloaded")
        found = site.page.evaluate("`${document.documentElement.dir} ${document.documentElement.lang}`")
        assert found == expected, asked
