"""Names of people: what is the same person however it is written, and which spelling is shown.

What would be lost: one rep split in two in every figure, by a blank, a hamza or a status that the CRM added.
"""

from __future__ import annotations

import pytest

from coaching.importing import suggest_mapping
from coaching.importing.values.person_names import without_status
from tests.importing.made import deals, raw, taken

HEAD = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date"]


def owners(*names: str) -> list[str]:
    rows = [[str(n), name, "Closed Won", "10", "2026-01-05", "2026-02-10"] for n, name in enumerate(names)]
    return list(deals([HEAD, *rows]).rep)


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("عبدالله الدوسري", "عبد الله الدوسري", None),
        ("احمد الشهري", "أحمد الشهري", "أحمد الشهري"),
        ("نورالدين حسن", "نور الدين حسن", None),
        ("أبوبكر علي", "ابو بكر علي", "أبوبكر علي"),
        ("JOSE GARCIA", "José García", "José García"),
        ("ann lee", "Ann Lee", "Ann Lee"),
    ],
)
def test_spellings_of_one_name_are_one_person_and_the_better_one_is_shown(
    one: str, other: str, shown: str | None
) -> None:
    found = owners(one, one, other)
    assert len(set(found)) == 1
    assert found[0] == shown or (shown is None and found[0] in (one, other))


def test_names_and_mailboxes_in_one_column_are_the_same_people() -> None:
    assert owners("Nadia Brooks", "nadia.brooks@corp.com", "Ali Hassan", "Hassan Ali") == [
        *("Nadia Brooks", "Nadia Brooks", "Ali Hassan", "Hassan Ali")
    ]


def test_a_name_is_shown_as_it_is_spoken_even_where_the_list_of_people_sorts_by_surname() -> None:
    sales = [HEAD, ["1", "Tyler Boone", "Closed Won", "10", "2026-01-05", "2026-02-10"]]
    people = [
        ["Employee name", "E-mail", "Team"],
        ["Boone, Tyler", "tb@x.com", "East"],
        ["Kim, Ann", "ak@x.com", "East"],
    ]
    found = taken(sales, people).tables
    assert list(found.deals.rep) == ["Tyler Boone"]
    assert list(found.reps.rep) == ["Tyler Boone", "Kim, Ann"]


@pytest.mark.parametrize("header", ["Initials", "Kürzel", "Iniciales", "Сокращение"])
def test_owners_by_their_initials_are_the_people_of_the_list(header: str) -> None:
    sales = [
        ["Deal", *HEAD[1:]],
        *([str(n), owner, "Closed Won", "10", "2026-01-05", "2026-02-10"] for n, owner in enumerate(("TB", "AK"))),
    ]
    people = [[header, "Full name", "Team"], ["TB", "Tyler Boone", "East"], ["AK", "Ann Kim", "West"]]
    assert list(taken(sales, people).tables.deals.rep) == ["Tyler Boone", "Ann Kim"]


@pytest.mark.parametrize(
    ("one", "other"), [("محمد علي", "محمد عليان"), ("عبد الله", "عبد الرحمن"), ("Ann Lee", "Ann Leigh")]
)
def test_names_that_only_look_alike_stay_two_people(one: str, other: str) -> None:
    assert len(set(owners(one, other))) == 2


@pytest.mark.parametrize(
    "name",
    [
        *("Ann Lee (Deactivated User)", "Ann Lee [Deleted]", "Ann Lee (inactive)", "Ann Lee - Inactive"),
        *("Ann Lee (left company)", "Ann Lee (ya no trabaja aquí)", "Ann Lee (inaktiv seit 01.03.2025)"),
        *("Inactive: Ann Lee", "Ann Lee (left Mar 2025)", "Ann Lee / ex", "Ann Lee（退職済）", "Ann Lee (ترك الشركة)"),
        *("(Inactive) Ann Lee", "Ann Lee (ausgeschieden)", "Ann Lee (уволен)", "Ann Lee（退職）"),
    ],
)
def test_a_status_written_into_a_name_is_no_part_of_it(name: str) -> None:
    assert without_status(name) == "Ann Lee"
    assert set(owners("Ann Lee", name)) == {"Ann Lee"}


@pytest.mark.parametrize(
    "name", ["Ann Lee (North)", "Ann Lee-Left", "Deleted", "Mary Ex", "Jean - Luc", "Ann (Left Bank)"]
)
def test_what_is_no_status_stays_part_of_a_name(name: str) -> None:
    assert without_status(name) == name


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("First Name (Owner)", "Last Name (Owner)"),
        ("Owner: First", "Owner: Last"),
        ("Vorname (Betreuer)", "Nachname (Betreuer)"),
        ("Nombre (Vendedor)", "Apellido (Vendedor)"),
        ("担当者(名)", "担当者(姓)"),
        ("Owner Name", "Owner Surname"),
    ],
)
def test_the_two_parts_of_owners_names_are_one_name(first: str, last: str) -> None:
    names = [("Anna", "Berg"), ("Anna", "Holm"), ("Omar", "Said")]
    rows = [
        [str(n), *names[n % 3], "Won" if n % 2 else "Lost", str(1000 + 37 * n), "2026-01-02", "2026-02-02"]
        for n in range(9)
    ]
    found = deals([["ID", first, last, "Stage", "Amount", "Created", "Closed"], *rows])
    assert set(found.rep) == {"Anna Berg", "Anna Holm", "Omar Said"}


@pytest.mark.parametrize("header", ["User", "Login", "اسم المستخدم"])
def test_owners_are_shown_by_the_names_of_the_list_in_which_another_column_calls_them_so(header: str) -> None:
    sales = [
        [*HEAD[:1], header, *HEAD[2:]],
        ["1", "ctan", "Closed Won", "10", "2026-01-05", "2026-02-10"],
        ["2", "lwhite", "Closed Won", "10", "2026-01-05", "2026-02-10"],
        ["3", "ctan", "Closed Lost", "10", "2026-01-05", "2026-02-10"],
    ]
    people = [
        [header, "Full Name", "Team", "Start date"],
        ["lwhite", "Lena White", "Field", "2022-05-01"],
        ["ctan", "Chloe Tan", "Inside", "2023-01-09"],
    ]
    assert list(taken(sales, people).tables.deals.rep) == ["Chloe Tan", "Lena White", "Chloe Tan"]


def test_a_team_that_is_called_like_an_owner_is_not_taken_for_one() -> None:
    sales = [
        HEAD,
        ["1", "Lena White", "Closed Won", "10", "2026-01-05", "2026-02-10"],
        ["2", "Field", "Closed Won", "10", "2026-01-05", "2026-02-10"],
    ]
    people = [
        ["Name", "Team", "Start date"],
        ["Lena White", "Inside", "2022-05-01"],
        ["Chloe Tan", "Field", "2023-01-09"],
    ]
    assert list(taken(sales, people).tables.deals.rep) == ["Lena White", "Field"]


@pytest.mark.parametrize("others", [("Chloe Tan", "Lena White"), ("Chloe", "Lena")])
def test_owners_keep_their_names_beside_a_list_of_who_came_after_them(others: tuple[str, str]) -> None:
    sales = [HEAD, *([str(n), others[n % 2], "Closed Won", "10", "2026-01-05", "2026-02-10"] for n in range(4))]
    people = [["Sales rep", "Replaces", "Start date"], ["Kim Park", others[0], "2022-05-01"]]
    people += [["Lee Moss", others[1], "2023-01-09"]]
    assert list(taken(sales, people).tables.deals.rep) == [*others, *others]


@pytest.mark.parametrize(
    ("header", "values"),
    [("Number of seats", ("1", "2")), ("Rating", ("1", "2")), ("Approved by", ("Lena White", "Chloe Tan"))],
)
def test_a_count_or_who_approved_says_not_whose_deals_they_are(header: str, values: tuple[str, str]) -> None:
    sales = [["Customer", "Created Date", "Stage", header, "Amount", "Close Date"]]
    sales += [[f"Firm {n}", "2026-01-05", "Won", values[n % 2], f"{n}00", "2026-02-10"] for n in range(1, 7)]
    people = [["Employee ID", "Sales rep", "Start date"], ["1", "Lena White", "2022-05-01"]]
    people += [["2", "Chloe Tan", "2023-01-09"]]
    assert not {"Lena White", "Chloe Tan"} & set(taken(sales, people).tables.deals.rep)


def test_the_last_owner_is_no_last_name() -> None:
    rows = [[str(n), "Jane", "Bob", "Won", "10", "2026-01-05", "2026-02-10"] for n in range(4)]
    assert "rep_last" not in suggest_mapping(raw([[*HEAD[:2], "Last owner", *HEAD[2:]], *rows]), "deals").fields


@pytest.mark.parametrize("header", ["Nome e Cognome", "Nom et prénom"])
def test_a_column_of_both_parts_is_none_of_them(header: str) -> None:
    people = [
        ["Nome", "Cognome", header, "Squadra", "Email"],
        ["Lia", "Neri", "Lia Neri", "Nord", "lia@x.com"],
        ["Ugo", "Sala", "Ugo Sala", "Sud", "ugo@x.com"],
    ]
    fields = suggest_mapping(raw(people), "reps").fields
    assert header not in (fields.get("rep_first"), fields.get("rep_last"))
