"""What may be read from JSON is prepared before there are threads to read it.

msgspec takes a shape apart when it first reads one, and where a second thread comes in the middle
of that, it reads half of it and the process dies (0.22; tests/web/test_shapes.py shows it).
"""

from collections.abc import Iterator

import msgspec


def prepare_shapes() -> None:
    """Take apart every shape of the modules that are loaded: some milliseconds."""
    for shape in set(_shapes(msgspec.Struct)):
        msgspec.json.Decoder(shape)


def _shapes(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for shape in kind.__subclasses__():
        yield shape
        yield from _shapes(shape)
