"""Every text that the pages and the code ask gettext for, found without gettext's own programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace


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
LOOKUPS: Final = frozenset({"gettext", "pgettext"})
QUOTED: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
ARGUMENT: Final = re.compile(rf"(?<![\w.])_\(({QUOTED})\)")


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


def in_template(source: str, _: str) -> Iterator[Message]:
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        first = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK and first == "comment":
            _skip(tokens, "endcomment")
        elif token.token_type == TokenType.BLOCK and first in {"blocktranslate", "blocktrans"}:
            yield _block(token, tokens)
            yield from _arguments(token)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from _inline(token, first)


def _inline(token: Token, first: str) -> Iterator[Message]:
    if first in {"translate", "trans"}:
        bits = list(smart_split(token.contents))
        if bits[1][0] in "\"'":  # Else it looks up what is marked elsewhere.
            yield Message(_unquoted(bits[1]), context=_context(bits))
        return
    yield from _arguments(token)


def _arguments(token: Token) -> Iterator[Message]:
    for quoted in ARGUMENT.findall(token.contents):
        yield Message(_unquoted(quoted))


def _block(opening: Token, tokens: Iterator[Token]) -> Message:
    bits = list(smart_split(opening.contents))
    forms = [""]
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if token.contents.strip() != "plural":
                break
            forms.append("")
        elif token.token_type == TokenType.VAR:
            forms[-1] += f"%({token.contents})s"
        elif token.token_type == TokenType.TEXT:
            forms[-1] += token.contents.replace("%", "%%")
    if "trimmed" in bits:
        forms = [trim_whitespace(form) for form in forms]
    return Message(forms[0], forms[1] if len(forms) > 1 else "", _context(bits))


def _skip(tokens: Iterator[Token], end: str) -> None:
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents.strip() == end:
            return


def _context(bits: list[str]) -> str:
    return _unquoted(bits[bits.index("context") + 1]) if "context" in bits else ""


def _unquoted(quoted: str) -> str:
    # Django doubles each percent sign of a template's text before it looks the text up.
    bare = quoted[1:-1].replace(f"\\{quoted[0]}", quoted[0]).replace("\\\\", "\\")
    return bare.replace("%", "%%")
