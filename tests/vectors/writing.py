"""How vectors are written down and read: one file for each format, bytes in hex."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
CANNOT_OPEN: Final = "cannot-open"
LONG: Final = 500


class Book:
    """The vectors of one format."""

    def __init__(self, name: str, *, spec: str) -> None:
        self.path = FOLDER / f"{name}.json"
        self.spec = spec
        self.vectors: list[dict[str, Any]] = []

    def good(self, operation: str, name: str, expect: Mapping[str, Any], **inputs: Any) -> None:
        """Add a vector that opens to something."""
        self._add(operation, name, inputs, expect)

    def bad(self, operation: str, name: str, **inputs: Any) -> None:
        """Add a vector with one thing wrong."""
        self._add(operation, name, inputs, CANNOT_OPEN)

    def each_bad(
        self, operation: str, good: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Add bad vectors: each is the good one with one change."""
        for name, change in changes.items():
            self.bad(operation, name, **(dict(good) | dict(change)))

    def _add(self, operation: str, name: str, inputs: Mapping[str, Any], expect: Any) -> None:
        if any(vector["name"] == name for vector in self.vectors):
            raise ValueError(f"two vectors are called “{name}”")
        entry = {"name": name, "operation": operation, "inputs": inputs, "expect": expect}
        self.vectors.append(in_hex(entry))

    def text(self) -> str:
        """Return the file's text: the same each time, long strings that come again named once."""
        uses = Counter(text for text in strings(self.vectors) if len(text) > LONG)
        again = [text for text, times in uses.items() if times > 1]
        names = {text: f"${number}" for number, text in enumerate(again, start=1)}
        content = {
            "spec": self.spec,
            "named": {name: text for text, name in names.items()},
            "vectors": replaced(self.vectors, names),
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_vectors(path: Path) -> list[dict[str, Any]]:
    """Return a file's vectors with what was named put back."""
    content = json.loads(path.read_text(encoding="utf-8"))
    vectors: list[dict[str, Any]] = replaced(content["vectors"], content["named"])
    return vectors


def strings(value: Any) -> Iterator[str]:
    """Return every string in a value."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


def replaced(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with some strings replaced by others."""
    match value:
        case str():
            return names.get(value, value)
        case dict():
            return {key: replaced(inner, names) for key, inner in value.items()}
        case list():
            return [replaced(inner, names) for inner in value]
    return value


def in_hex(value: Any) -> Any:
    """Return a value with all bytes as hex."""
    match value:
        case bytes():
            return value.hex()
        case Mapping():
            return {key: in_hex(inner) for key, inner in value.items()}
        case list() | tuple():
            return [in_hex(inner) for inner in value]
    return value


def flipped(data: bytes, place: int) -> bytes:
    """Return bytes with the lowest bit of one of them turned."""
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
