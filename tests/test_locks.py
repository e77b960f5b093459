"""The lock files: in step with what they were made from, hashed, and free of places."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


def digest_of_inputs() -> str:
    both = [(ROOT / name).read_bytes() for name in ("requirements.in", "requirements-dev.in")]
    return sha256(b"".join(both)).hexdigest()


def pins(lock: str) -> dict[str, str]:
    """Each package with its pin."""
    found = re.findall(
        r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", (ROOT / lock).read_text(), re.MULTILINE
    )
    return dict(found)


@pytest.mark.parametrize("lock", LOCKS)
def test_it_was_made_from_what_stands_beside_it(lock: str) -> None:
    assert digest_of_inputs() in (ROOT / lock).read_text().splitlines()[0], "make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_it_names_no_place_to_fetch_from(lock: str) -> None:
    assert not re.findall(
        r"https?://|file:|--(?:extra-)?index-url|--find-links| @ ", (ROOT / lock).read_text()
    )


def test_it_tests_what_it_ships() -> None:
    shipped, tested = (pins(lock) for lock in LOCKS)
    assert shipped.items() <= tested.items()
