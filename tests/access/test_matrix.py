"""Every role over every page and download: nothing of anybody else leaves the server.

What would be lost: a rep reads a colleague's figures, or a manager another team's.
"""

from __future__ import annotations

import pytest

from coaching.access import EVERYTHING, MATRIX, Viewer, may
from coaching.words import Words
from pages import registry
from tests.access.conftest import ADMIN, Offered
from tests.access.leaks import contents, found_in, made, sent
from tests.access.world import COACH, MANAGER, NAMES, REP, TEAMS, UNSEEN

PAGES = tuple(page.key for page in registry.PAGES)
#: Links that ask for more than the page does by itself; ``{}`` stands for somebody the viewer may not see.
ASKED = {
    "quality": [{}],
    "team": [
        {},
        {"wall": "1"},
        {"team": "South"},
        {"behind": "win_rate"},
        {"period": "custom", "from": "2026-04-01"},
        *({"show": "funnel", **link} for link in ({}, {"who": "{}"}, {"behind": "average_sale"}, {"rep": "{}"})),
        *({"show": "segments", **link} for link in ({}, {"cut": "source"}, {"cut": "team"}, {"cut": "product"})),
        {"show": "certainty"},
    ],
    "rep": [{}, {"rep": "{}"}, {"rep": "{}", "behind": "win_rate", "by": "quarter"}, {"peers": "all"}],
    "follow_up": [{}, {"rep": "{}"}, {"team": "South"}],
    "calculator": [{}, {"m_from": "{}"}, {"m_from": "*"}],
}
#: Pages whose files are made in the reader's language; the others, and further links, are walked in one.
IN_ARABIC = ("team", "rep")
VIEWERS = (MANAGER, COACH, REP)


def role(viewer: Viewer) -> str:
    return viewer.role


def test_the_menu_holds_the_pages_of_the_matrix(sign_in) -> None:
    """A page that is not in the matrix would be walked by nobody here."""
    menu = {page.replace("-", "_") for page in _menu(sign_in(ADMIN))} - {"", *registry.MOVED}
    assert menu - {address.replace("-", "_") for address in registry.MOVED} == set(PAGES)
    assert set(PAGES) <= set(MATRIX)


def _menu(app) -> set[str]:
    return {info["url_pathname"] for info in app._registered_pages.values()}


#: What the title of a page says of old data, and of an upload to data that is there.
OTHER_TITLES = {"team": ["team.title.old"], "upload": ["upload.more.title"]}


@pytest.mark.parametrize("viewer", VIEWERS, ids=role)
@pytest.mark.parametrize(("page", "lang"), [*((page, "en") for page in PAGES), *((page, "ar") for page in IN_ARABIC)])
def test_a_page_tells_nothing_of_others(sign_in, offered: Offered, page: str, viewer: Viewer, lang: str) -> None:
    unseen = UNSEEN[viewer][0]
    for link in ASKED.get(page, [{}])[: None if lang == "en" else 1]:
        asked = {name: value.format(unseen) for name, value in link.items()}
        app = sign_in(viewer.email, page, lang=lang, **asked)
        assert not app.exception, (asked, app.exception)
        shown = "wall" if "wall" in link else page
        words = Words(lang)
        if not may(viewer, page):
            titles = [words("access.not_yours.title")]
        elif page == "rep":
            titles = [words.name(app.selectbox(key="rep").value)]
        else:
            titles = [words(key) for key in (f"{shown}.title", *OTHER_TITLES.get(shown, ()))]
        assert app.title[0].value in titles
        assert not found_in(sent(app), names=UNSEEN[viewer]), asked
        if not may(viewer, page):
            assert not found_in(sent(app)), asked
    for name, make in dict(offered).items():
        assert not found_in(*contents(name, made(make)), names=UNSEEN[viewer]), name


@pytest.mark.parametrize("viewer", VIEWERS, ids=role)
def test_everybody_finds_the_own_reps(sign_in, offered: Offered, viewer: Viewer) -> None:
    own = set(NAMES) - set(UNSEEN[viewer])
    app = sign_in(viewer.email, "rep")
    shown = found_in(sent(app))
    files = {name: found_in(*contents(name, made(make))) for name, make in dict(offered).items()}
    assert shown == own
    (book,) = (name for name in files if name.endswith(".xlsx"))
    # Beside the rep a plan may name a colleague to learn from, whom its reader may see.
    assert {book.removesuffix(".xlsx")} <= files[book] <= own
    assert len(files) >= 3
    if may(viewer, "team"):
        sign_in(viewer.email, "team")
        made_of = dict(offered)["scorecards.xlsx"]
        assert found_in(*contents("scorecards.xlsx", made(made_of))) == own


def test_an_admin_finds_everybody(sign_in, offered: Offered) -> None:
    app = sign_in(ADMIN, "team")
    assert found_in(sent(app)) == set(NAMES)
    files = {name: found_in(*contents(name, made(make))) for name, make in dict(offered).items()}
    assert files["plans.zip"] == files["team-summary.pdf"] == files["scorecards.xlsx"] == set(NAMES)
    assert {"Private word on Amal"} == found_in(sent(sign_in(ADMIN, "rep", rep="Amal")), names=["Private word on Amal"])


def test_the_private_note_of_another_is_not_shown(sign_in) -> None:
    for viewer in VIEWERS:
        app = sign_in(viewer.email, "rep")
        assert not found_in(sent(app), names=["Private word"])
        assert found_in(sent(app), names=["Note on"])


def test_one_readers_cached_result_is_not_anothers(sign_in, offered: Offered) -> None:
    """The same link, opened by one after the other, in every order."""
    for viewer in (EVERYTHING, REP, EVERYTHING, COACH, MANAGER, REP):
        app = sign_in(viewer.email or ADMIN, "rep", rep="Ghada")
        assert found_in(sent(app)) == set(NAMES) - set(UNSEEN.get(viewer, ()))


def test_the_teams_of_others_are_not_listed(sign_in) -> None:
    assert not found_in(sent(sign_in(MANAGER.email, "team", team="South")), names=["South"])
    assert set(TEAMS) == {"North", "South"}
