"""Who may leave files in the server's memory, how many, how large, and until when.

What would be lost: the server, to anybody who can reach it: a page that asks for a sign-in took files of 190 MB, as
many as were sent, and kept them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from coaching.settings import Settings
from coaching.words import Words
from server.uploads import UploadGuard, _Coming
from tests.access.world import MANAGER, REP
from tests.server.client import Client, Session
from tests.server.conftest import ADMIN, Running, company, running

MB = 2**20
SMALL = {"SALES_COACH_UPLOAD_FILES": "3", "SALES_COACH_UPLOAD_MB": "5", "SALES_COACH_UPLOAD_ALL_MB": "6"}


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with little room, which forgets a tab a second after it is closed."""
    folder = tmp_path_factory.mktemp("bounded") / "memory"
    link = company(folder)
    with running(folder, link, options=["--server.disconnectedSessionTTL=1"], **SMALL) as server:
        yield server


def held(server: Running) -> int:
    """Return how many bytes of uploaded files a server holds, as it says itself."""
    said = re.search(r"^sales_coach_upload_bytes (\S+)$", server.client.ask("/metrics").text, re.MULTILINE)
    assert said
    return int(float(said[1]))


def let_go(server: Running) -> bool:
    """Wait until a server holds nothing."""
    until = time.monotonic() + 40
    while held(server) and time.monotonic() < until:
        time.sleep(0.5)
    return held(server) == 0


def put(session: Session, size: int, said: int | None = None, file: str = "") -> int:
    return session.client.upload(session.id, b"x" * size, file, said).status


def test_who_is_not_signed_in_leaves_nothing(guarded: Running) -> None:
    with guarded.client.session() as session:
        session.open()
        assert session.id
        assert [put(session, MB), put(session, MB, said=0)] == [403, 403]
        assert session.client.upload(session.id, b"x", method="POST").status == 403
    assert held(guarded) == 0
    assert guarded.events()[-1] | {"at": ""} == {
        "at": "",
        "event": "upload_refused",
        "who": "",
        "why": "not allowed to add data",
        "peer": "127.0.0.1",
    }


def test_only_who_may_add_data_uploads(guarded: Running) -> None:
    for email, status in ((ADMIN, 204), (MANAGER.email, 204), (REP.email, 403), ("nobody@example.com", 403)):
        with guarded.client.as_somebody(email).session() as session:
            session.open()
            assert put(session, 10) == status, email


def test_a_session_takes_files_of_its_own_user_alone(guarded: Running) -> None:
    with guarded.client.as_somebody(ADMIN).session() as theirs:
        theirs.open()
        manager = guarded.client.with_token().as_somebody(MANAGER.email)
        assert manager.upload(theirs.id, b"x").status == 403
        assert manager.upload(theirs.id, b"", method="DELETE").status == 403
        assert manager.upload("no-session", b"x").status == 403
        forged = Client(theirs.client.port, cookies={**theirs.client.cookies, "_streamlit_user": "forged"})
        assert forged.upload(theirs.id, b"x").status == 403
    with guarded.client.session() as unsigned:
        unsigned.open()
        assert manager.upload(unsigned.id, b"x").status == 403, "the session of somebody who is not signed in"


def test_a_sign_in_that_is_too_old_uploads_nothing(guarded: Running) -> None:
    with guarded.client.as_somebody(ADMIN, since=time.time() - 13 * 3600).session() as session:
        session.open()
        assert put(session, 10) == 403


def test_without_sign_in_only_this_machine_uploads(open_server: Running) -> None:
    with open_server.client.session() as session:
        session.open()
        behind = Client(open_server.port, cookies=session.client.cookies, headers={"X-Forwarded-For": "203.0.113.9"})
        assert behind.upload(session.id, b"x").status == 403
        assert put(session, 10) == 204


def test_the_token_against_forged_requests_is_needed_as_before(open_server: Running) -> None:
    with open_server.client.session() as session:
        session.open()
        assert Client(open_server.port).upload(session.id, b"x").status == 403


def test_a_tab_holds_so_many_files_and_so_much(bounded: Running) -> None:
    with bounded.client.session() as session:
        session.open("upload")
        assert put(session, 5 * MB) == 413, "by the size it says"
        assert put(session, 5 * MB, said=0) == 413, "by what comes"
        assert held(bounded) == 0
        assert [put(session, MB, file=f"{number}") for number in range(3)] == [204] * 3
        assert put(session, 10) == 413, "a fourth file"
        assert put(session, MB, file="0") == 204, "the same file again takes no second place"
        assert session.client.upload(session.id, b"", "1", method="DELETE").status == 204
        assert put(session, 10) == 204, "there is room again"
    assert let_go(bounded)


@pytest.mark.parametrize(("lang", "size", "said", "why"), [("en", 10, None, "no_room"), ("ar", 5 * MB, 0, "no_room")])
def test_the_page_says_in_the_readers_language_why_a_file_was_refused(
    bounded: Running, lang: str, size: int, said: int | None, why: str
) -> None:
    sentence = Words(lang)(f"upload.refused.{why}").encode()
    with bounded.client.session() as session:
        assert sentence not in session.open("upload", query=f"lang={lang}&data={bounded.link}")
        assert [put(session, 10) for _ in range(3)] == [204] * 3
        before = held(bounded)
        assert put(session, size, said) == 413
        assert sentence in session.heard()
        assert held(bounded) == before, "the files that were taken stay"
    assert let_go(bounded)


def test_all_tabs_together_hold_so_much_until_one_is_closed(bounded: Running) -> None:
    with bounded.client.session() as first, bounded.client.session() as second:
        first.open()
        second.open()
        assert put(first, 3 * MB) == 204
        assert put(second, 3 * MB, said=0) == 413
        assert put(second, 2 * MB, said=0) == 204
    assert let_go(bounded), "files of tabs that are gone are let go of although nobody else comes"
    with bounded.client.session() as third:
        third.open()
        assert put(third, 3 * MB) == 204
    assert let_go(bounded)


def test_a_file_is_let_go_of_when_its_page_is_left(open_server: Running) -> None:
    with open_server.client.session() as session:
        session.open("upload")
        before = held(open_server)
        assert put(session, MB) == 204
        assert held(open_server) >= before + MB
        session.open("upload")
        assert held(open_server) >= before + MB, "while its page is open it stays"
        session.open("definitions")
        assert held(open_server) <= before


def test_room_is_kept_for_what_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many that begin at once and say how much will come find no more room than one after the other."""
    monkeypatch.setattr("server.uploads.sizes", dict)
    guard = UploadGuard(Starlette(), Settings(upload_all_mb=10), lambda _: True)
    first, second = _Coming("a", "1", 6 * MB), _Coming("b", "2", 6 * MB)
    with guard._reserved(first) as arrived:
        assert not guard._has_room(second, second.size)
        arrived()
        assert guard._has_room(second, second.size)
    with pytest.raises(OSError), guard._reserved(first):
        raise OSError("the line was cut")
    assert guard._has_room(second, second.size)


def test_one_who_uploads_month_after_month_is_not_stopped(bounded: Running) -> None:
    with bounded.client.session() as session:
        for page in ("upload", "definitions") * 3:
            session.open(page)
            if page == "upload":
                assert [put(session, 10), put(session, 10)] == [204, 204]
