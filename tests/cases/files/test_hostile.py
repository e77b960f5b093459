"""Whatever a file does, it is shown as pixels or refused with a word, and in time."""

import io
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from apps.cases.files.kinds import KINDS
from apps.cases.files.rendering import LONGEST, REASONS, CannotShow, show
from tests.cases.files.good import MARKER, good
from tests.cases.files.hostile import CASES, built

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="no database has a part in it"
)

# Twice what a child may compute, for each of two; and the machine's own slowness.
SECONDS = 60


def ending(data: bytes, kind: str) -> str:
    """Show a file; return "shown", or the reason why not. Nothing else may come of it."""
    began = time.monotonic()
    try:
        shown = show([data], kind)
    except CannotShow as failed:
        assert failed.why in REASONS  # noqa: PT017
        assert str(REASONS[failed.why])  # noqa: PT017
        return failed.why
    finally:
        assert time.monotonic() - began < SECONDS
    with Image.open(io.BytesIO(shown.data), formats=["JPEG"]) as image:
        assert max(image.size) <= LONGEST
    for mark in (MARKER.encode(), b"<script", b"alert(", b"PK\x03\x04", b"%PDF"):
        assert mark not in shown.data
    return "shown"


@pytest.mark.parametrize("name", CASES)
def test_it_harms_nobody(name: str) -> None:
    kind, _, ends = CASES[name]
    assert ending(built(name), kind) in ends


@pytest.mark.parametrize("part", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("kind", KINDS)
def test_it_may_break_off(kind: str, part: float) -> None:
    whole = good(kind)
    assert ending(whole[: int(len(whole) * part)], kind) in {"shown", "broken"}


Edit = tuple[float, str, bytes]
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["change", "put in", "take out", "double"]),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def edited(data: bytes, edits: list[Edit]) -> bytes:
    for where, how, new in edits:
        at = int(where * len(data))
        before, after = data[:at], data[at:]
        data = {
            "change": before + new + after[len(new) :],
            "put in": before + new + after,
            "take out": before + after[len(new) * 8 :],
            "double": before + after[:400] + after,
        }[how]
    return data


ANY_KIND = st.sampled_from(sorted(KINDS))
# What follows a beginning that a decoder believes.
BEGINNINGS = st.sampled_from([b"", *(good(kind)[:64] for kind in sorted(KINDS))])
ANY_BYTES = st.builds(bytes.__add__, BEGINNINGS, st.binary(max_size=400))

few = settings(max_examples=20, deadline=None)
many = settings(max_examples=3000, deadline=None)


@few
@given(ANY_KIND, ANY_BYTES)
def test_any_bytes_are_shown_or_refused(kind: str, data: bytes) -> None:
    assert ending(data, kind)


@few
@given(ANY_KIND, EDITS)
def test_any_damage_is_shown_or_refused(kind: str, edits: list[Edit]) -> None:
    assert ending(edited(good(kind), edits), kind)


@pytest.mark.soak
@many
@given(ANY_KIND, ANY_BYTES)
def test_any_bytes_at_length(kind: str, data: bytes) -> None:
    assert ending(data, kind)


@pytest.mark.soak
@many
@given(ANY_KIND, EDITS)
def test_any_damage_at_length(kind: str, edits: list[Edit]) -> None:
    assert ending(edited(good(kind), edits), kind)
