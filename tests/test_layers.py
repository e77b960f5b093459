"""The order of the house: an app imports only from the rows above its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APPS = Path(__file__).parent.parent / "apps"
ROWS = {
    "crypto": 0,
    "web": 1,
    "audit": 1,
    "accounts": 2,
    "teams": 3,
    "cases": 4,
    "retention": 5,
    "mailbox": 6,
    "intake": 7,
    "sharing": 7,
    "desk": 8,
    "operations": 9,
}
# Not apps: what Django itself asks for by name, and what any app may ask a database by.
BESIDE = {"settings", "environment", "added", "urls", "wsgi", "sqlite", "lookups", "inserting"}
FOR_ALL = {"sqlite", "added", "lookups", "inserting"}
IMPURE = {"django", "psycopg", "pysqlite3", "sqlcipher3", "sqlite3", "time", "datetime"}
NEVER = (
    "django.contrib.admin",
    "django.contrib.messages",
    "django.dispatch",
    "django.db.models.signals",
)

SOURCES = sorted(path.relative_to(APPS) for path in APPS.rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module a file imports, and whether relative to itself."""
    for node in ast.walk(ast.parse((APPS / path).read_text())):
        if isinstance(node, ast.Import):
            yield from ((name.name, False) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{name.name}", node.level > 0) for name in node.names)


def part(module: str) -> str | None:
    """The part of the house that `apps.…` names."""
    first, *rest = module.split(".")
    return rest[0] if first == "apps" and rest else None


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parts[0] in ROWS], ids=str)
def test_it_imports_from_above_only(path: Path) -> None:
    own = path.parts[0]
    reached = {found for module, _ in imports(path) if (found := part(module))}
    below = {
        name for name in reached - {own} - FOR_ALL if name not in ROWS or ROWS[name] >= ROWS[own]
    }
    assert not below, f"{path} imports {below}"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_it_uses_no_hidden_wires(path: Path) -> None:
    hidden = {
        module
        for module, relative in imports(path)
        if relative or any(module == never or module.startswith(f"{never}.") for never in NEVER)
    }
    assert not hidden, f"{path} imports {hidden}"


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parts[0] == "crypto"], ids=str)
def test_its_cryptography_knows_no_framework_database_or_clock(path: Path) -> None:
    impure = {module for module, _ in imports(path) if module.split(".")[0] in IMPURE}
    assert not impure, f"{path} imports {impure}"


def test_every_folder_has_a_row() -> None:
    folders = {path.parts[0].removesuffix(".py") for path in SOURCES} - {"__init__"}
    assert folders <= ROWS.keys() | BESIDE


@pytest.mark.parametrize("name", ["utils", "helpers", "signals", "admin"])
def test_no_module_is_called(name: str) -> None:
    assert not [path for path in SOURCES if name in (*path.parts[:-1], path.stem)]
