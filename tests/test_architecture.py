"""Who may import whom: the table in docs/architecture.md, read and enforced.

What would be lost: rooms that can be understood, tested and replaced one at a time, figures that do not change
with the day they are looked at, and pages on which a number cannot differ from the PDF.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = {"tables", "importing", "sources", "metrics", "compare", "advise"}
CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "time.time",
    "Timestamp.now",
    "Timestamp.today",
}
MAY_ASK_THE_CLOCK = {"cli", "store"}


def table() -> dict[str, set[str]]:
    """Room -> rooms it may import, as docs/architecture.md says."""
    allowed = {}
    for line in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`coaching/"):
            room = cells[0].strip("`").removeprefix("coaching/").removesuffix(".py")
            names = {name.strip() for name in cells[2].split(",")} - {"–", "nothing of ours"}
            allowed[room] = (names - {"the core"}) | (CORE if "the core" in names else set())
    return allowed


def modules(folder: str) -> list[Path]:
    return sorted(file for file in (ROOT / folder).rglob("*.py") if "__pycache__" not in file.parts)


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """All nodes of a module."""
    return tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


@cache
def imported(file: Path) -> tuple[str, ...]:
    """Full names of everything a module imports, relative imports resolved."""
    return tuple(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(file: Path) -> str:
    parts = file.relative_to(ROOT / "coaching").parts
    return parts[0].removesuffix(".py")


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


COACHING = [file for file in modules("coaching") if file.name != "__main__.py" and file.parent.name != "coaching"] + [
    ROOT / "coaching" / "tables.py",
    ROOT / "coaching" / "settings.py",
    ROOT / "coaching" / "spreadsheets.py",
    ROOT / "coaching" / "bounded_cache.py",
]
PAGES = [ROOT / "app.py", *modules("pages")]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_every_room_stands_in_the_table() -> None:
    rooms = {room_of(file) for file in COACHING}
    assert rooms == set(table())


def roots(file: Path) -> set[str]:
    """The packages that a module imports from."""
    return {other.split(".")[0] for other in imported(file)}


def test_a_room_imports_only_what_the_table_allows() -> None:
    allowed = table()
    for file in COACHING:
        used = {other.split(".")[1] for other in imported(file) if other.startswith("coaching.")}
        room = room_of(file)
        assert used - {room} <= allowed[room], f"{name(file)} may import {sorted(allowed[room])}"


def test_nothing_in_coaching_knows_streamlit_nor_the_pages() -> None:
    assert [name(file) for file in COACHING if roots(file) & {"streamlit", "pages", "app"}] == []


def test_only_the_store_speaks_to_a_database() -> None:
    databases = {"sqlalchemy", "alembic", "sqlite3", "psycopg"}
    assert [name(file) for file in COACHING if room_of(file) != "store" and roots(file) & databases] == []


def test_no_figure_depends_on_the_day_it_is_asked_for() -> None:
    asking = [
        f"{name(file)}:{node.lineno}"
        for file in COACHING
        if room_of(file) not in MAY_ASK_THE_CLOCK
        for node in nodes(file)
        if isinstance(node, ast.Call) and ".".join(dotted(node.func).split(".")[-2:]) in CLOCKS
    ]
    assert asking == []


def test_pages_neither_compute_nor_query() -> None:
    engines = {"sqlalchemy", "alembic", "sqlite3", "psycopg", "duckdb", "scipy"}
    work = {"groupby", "agg", "pivot_table", "merge", "strftime"}
    assert [name(file) for file in PAGES if roots(file) & engines] == []
    working = [
        f"{name(file)}:{node.lineno} calls {node.func.attr}"
        for file in PAGES
        for node in nodes(file)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in work
    ]
    assert working == []


def test_pages_leave_the_look_of_numbers_to_the_words() -> None:
    for file in PAGES:
        for node in nodes(file):
            if isinstance(node, ast.JoinedStr):
                for before, part in pairwise([ast.Constant(""), *node.values]):
                    is_style = isinstance(before, ast.Constant) and re.search(r"[\w-]:\s*$", str(before.value))
                    if isinstance(part, ast.FormattedValue) and part.format_spec and not is_style:
                        spec = ast.unparse(part.format_spec)[1:]
                        assert not re.search(r"[,%eEfFgG]", spec), f"{name(file)}:{node.lineno} formats a number itself"


def test_what_a_session_remembers_is_an_attribute_of_one_class() -> None:
    """A key in another module is misspelled one day, or stays when the rest is forgotten; widgets have keys."""
    for file in PAGES:
        for node in nodes(file):
            key = None
            if isinstance(node, ast.Subscript) and dotted(node.value).endswith("session_state"):
                key = node.slice
            elif isinstance(node, ast.Call) and ".session_state." in f".{dotted(node.func)}" and node.args:
                key = node.args[0]
            is_private = isinstance(key, ast.Constant) and str(key.value).startswith("_")
            is_named = isinstance(key, ast.Name) and key.id.isupper() and key.id not in ("KEY", "REFUSED")
            assert not is_private and not is_named, f"{name(file)}:{node.lineno} has a key of its own"


def test_no_import_of_pages_goes_in_a_circle() -> None:
    """Imports inside functions count: a circle that only they hide is one all the same."""
    known = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in PAGES}
    uses = {module: set(imported(file)) & known.keys() for module, file in known.items()}
    while leaves := {module for module, used in uses.items() if not used & uses.keys()}:
        uses = {module: used for module, used in uses.items() if module not in leaves}
    assert not uses, f"these import one another: {sorted(uses)}"


#: What the parts of pages may import of one another: the folders of single pages may import all of these.
LAYERS = {"session": {"session"}, "kit": {"session", "kit"}}


@pytest.mark.parametrize("layer", LAYERS)
def test_what_pages_share_knows_no_page(layer: str) -> None:
    """A shared part that imports a page cannot be used, moved or tested without it."""
    top = {file.stem for file in PAGES if file.parent.name == "pages"}
    for file in modules(f"pages/{layer}"):
        used = {other.split(".")[1] for other in imported(file) if other.startswith("pages.")}
        assert used - top <= LAYERS[layer], f"{name(file)} imports {sorted(used - top - LAYERS[layer])}"


def defined(module: str) -> set[str]:
    """The functions and classes that a module itself defines."""
    tree = ast.parse(OURS[module].read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def listed_functions() -> Iterator[tuple[str, str]]:
    """Each room with the names that docs/architecture.md lists for it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert block
    room = ""
    for line in block[1].splitlines():
        if found := re.match(r"# coaching\.(\w+)", line):
            room = found[1]
            continue
        signatures = line.partition("  #")[0]
        while signatures != (without_arguments := re.sub(r"\([^()]*\)", "", signatures)):
            signatures = without_arguments
        for item in signatures.split(";"):
            names = re.sub(r"->.*", "", item).replace("...", "")
            yield from ((room, listed.strip()) for listed in names.split(",") if listed.strip())


def test_the_functions_listed_for_each_room_are_there() -> None:
    """A list that names what is gone sends a stranger looking for it."""
    missing = [
        f"coaching.{room}.{listed}"
        for room, listed in listed_functions()
        if listed not in public(f"coaching.{room}") | defined(f"coaching.{room}")
    ]
    assert not missing, missing


#: What a reader takes in at once.
MOST_MODULES = 15
OURS = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for folder in ("coaching", "pages", "server")
    for file in modules(folder)
}


def imported_modules(file: Path) -> Iterator[tuple[str, str]]:
    """Each module of ours that a module imports, also inside a function, with the name it takes from there."""
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    for_types = {
        id(inner)
        for node in nodes(file)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in nodes(file):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name in OURS)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield (inner, "") if inner in OURS and alias.name not in public(module) else (module, alias.name)


def public(package: str) -> set[str]:
    """What a package shows: the names of its ``__all__``."""
    file = OURS.get(package)
    tree = ast.parse(file.read_text(encoding="utf-8")) if file and file.name == "__init__.py" else ast.Module([], [])
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def test_a_room_is_entered_by_its_door() -> None:
    """What stands behind a package's ``__init__`` may be moved and renamed without asking anybody else."""
    past = [
        f"{name(file)} imports {module}: let coaching.{module.split('.')[1]} show what it needs"
        for file in (*OURS.values(), ROOT / "app.py")
        for module, _ in imported_modules(file)
        if module.startswith("coaching.")
        and module.count(".") > 1
        and name(file).split("/")[:2] != module.split(".")[:2]
    ]
    assert not past, "\n".join(past)


def test_no_module_needs_itself() -> None:
    """Imports inside functions count: a cycle hidden there is one all the same."""
    needs = {
        own: {module for module, _ in imported_modules(file) if module in OURS and module != own}
        for own, file in OURS.items()
        if file.name != "__init__.py"
    }
    while free := [own for own, others in needs.items() if not others & needs.keys()]:
        for own in free:
            del needs[own]
    circles = {own: sorted(others & needs.keys()) for own, others in needs.items()}
    assert not circles, circles


def test_no_folder_holds_more_than_a_reader_takes_in() -> None:
    counts = Counter(
        file.parent.relative_to(ROOT).as_posix() for file in OURS.values() if file.name not in ("__init__.py",)
    )
    assert not {folder: n for folder, n in counts.items() if n > MOST_MODULES}


def test_there_is_one_defence_against_formulas() -> None:
    """A second rule would be the one that is forgotten: a name such as ``=HYPERLINK(...)`` then runs on opening."""
    doing = {"quotePrefix", "to_csv"}
    found = {
        name(file)
        for file in OURS.values()
        for node in nodes(file)
        if isinstance(node, ast.Attribute) and node.attr in doing
    }
    # The made-up team's exports hold no text of anybody else's.
    assert found - {"coaching/sample/exports.py"} == {"coaching/spreadsheets.py"}


def test_languages_and_engines_are_listed_once() -> None:
    """A language is a folder; a second list would leave it out somewhere."""
    lists = {
        name(file): ast.unparse(node)
        for file in OURS.values()
        for node in nodes(file)
        if isinstance(node, (ast.Tuple, ast.List, ast.Set))
        and {"en", "ar"} == {part.value for part in node.elts if isinstance(part, ast.Constant)}
    }
    engines = [name(file) for file in OURS.values() if '"polars"' in file.read_text(encoding="utf-8")]
    assert not lists
    assert engines == ["coaching/cli/parser.py"]


def test_there_is_one_answer_to_who_sells_and_one_way_to_set_rows_aside() -> None:
    """Two answers differ one day: a rep is on the page and not in the list of people, or a row is counted twice."""
    texts = {name(file): file.read_text(encoding="utf-8") for file in OURS.values()}
    named = [own for own, text in texts.items() if re.search(r"for \w+ in \w+\[.rep.\]\.dropna\(\)\.unique", text)]
    moved = [own for own, text in texts.items() if re.search(r"rows_set_aside=\w+\.rows_set_aside \+", text)]
    assert named == []
    assert moved == ["coaching/importing/model.py"]
