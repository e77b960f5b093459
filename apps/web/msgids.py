"""Every text that the pages and the code ask gettext for, found without gettext's own programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from jinja2.ext import extract_from_ast

from apps.web.templating import Environment


class Message(NamedTuple):
    """What identifies a text in a catalogue; "" where there is no plural or context."""

    singular: str
    plural: str = ""
    context: str = ""


class NotLiteral(Exception):
    """A text is put together while running, so no translator can be shown it; says where."""


# Which arguments of gettext's functions are which parts of a message.
PARTS: Final = ("context", "singular", "plural")
FUNCTIONS: Final = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
# Written out in full and given a variable, these look up what is marked elsewhere.
LOOKUPS: Final = frozenset({"gettext", "ngettext", "pgettext", "npgettext"})
PLACE: Final = re.compile(r"%\(\w+\)s|%%")
_ENVIRONMENT: Final = Environment()


def collect(root: Path) -> dict[Message, list[str]]:
    """Each message under `root`, with the files that ask for it."""
    found: dict[Message, list[str]] = {}
    sources = [
        *sorted((root / "templates").rglob("*.html")),
        *sorted((root / "apps").rglob("*.py")),
    ]
    for path in sources:
        name = path.relative_to(root).as_posix()
        read = in_template if path.suffix == ".html" else in_python
        for message in read(path.read_text("utf-8"), name):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def in_python(source: str, name: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        places = FUNCTIONS.get(re.sub("_(lazy|noop)$", "", called or ""))
        if places is None:
            continue
        given = [node.args[at] for at in places if at is not None]
        if called in LOOKUPS and not all(isinstance(each, ast.Constant) for each in given):
            continue
        where = f"{name}:{node.lineno}"
        yield Message(
            **{
                part: _literal(node.args[at], where)
                for part, at in zip(PARTS, places, strict=True)
                if at is not None
            }
        )


def _literal(node: ast.expr, where: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotLiteral(where)


def in_template(source: str, name: str) -> Iterator[Message]:
    for line, function, found in extract_from_ast(_ENVIRONMENT.parse(source, name)):
        given = found if isinstance(found, tuple) else (found,)
        parts = {
            part: given[at]
            for part, at in zip(PARTS, FUNCTIONS[function], strict=True)
            if at is not None
        }
        if function in LOOKUPS and None in parts.values():
            continue
        if odd := [text for text in parts.values() if text is None or "%" in PLACE.sub("", text)]:
            raise NotLiteral(f"{name}:{line}", *odd)
        yield Message(**{part: text or "" for part, text in parts.items()})
