"""An address that is put together is the very one that Django finds."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.web.addresses import address

NAMED: dict[str, tuple[type, ...]] = {
    "desk:own": (),
    "desk:case": (UUID,),
    "desk:pair": (UUID, UUID),
    "desk:strike_entry": (UUID, UUID, int),
    "web:leave": (),
    "mailbox:return": (),
}


@pytest.mark.parametrize("name", NAMED)
@given(data=st.data())
def test_it_is_what_django_finds(name: str, data: st.DataObject) -> None:
    kinds = {UUID: st.uuids(), int: st.integers(0, 2**42)}
    parts = [data.draw(kinds[kind]) for kind in NAMED[name]]
    assert address(name, *parts) == reverse(name, args=parts)


def test_it_speaks_the_language_of_the_page() -> None:
    for language in ("en", "ar", "en"):
        with translation.override(language):
            assert address("web:leave") == reverse("web:leave")


def test_it_is_never_that_of_another_case() -> None:
    first, second = uuid4(), uuid4()
    assert address("desk:case", first) != address("desk:case", second)


def test_words_are_written_as_django_writes_them() -> None:
    assert address("intake:landing", "spring") == reverse("intake:landing", args=["spring"])
