"""What the organisation may not say to everybody, whatever page it is written on."""

import base64
import hashlib

import pytest
from django.core.exceptions import ValidationError

from apps.web.wording import (
    LONGEST_WORD,
    SaidField,
    check_away,
    check_beginning,
    check_https,
    check_onion,
    odd_in,
)
from tests.web.onions import onion


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Call 112.\n\tThen wait.", None),
        ("می‌خواهم", None),  # A joiner as the Persian keyboard makes it.
        ("‏123‎", None),
        ("日本語" * 60, None),
        ("ก" * 300, None),
        ("https://" + "a" * 56 + ".onion/en/f/blue-kettle/", None),
        ("2 < 3 & 4 > 1", None),
        ("a\u202eb", "signs"),
        ("a\u2066b", "signs"),
        ("pass\u200bword", "signs"),
        ("a\ufeff", "signs"),
        ("soft\u00adhyphen", "signs"),
        ("tag\U000e0041", "signs"),
        ("a\x00b", "signs"),
        ("a\x1bb", "signs"),
        ("a\u2028b", "signs"),
        ("\ue000", "signs"),
        ("<script>alert(1)</script>", "markup"),
        ("<b>now</b>", "markup"),
        ("<!-- -->", "markup"),
        ("&lt;", "markup"),
        ("&#x202e;", "markup"),
        ("x" * (LONGEST_WORD + 1), "long_word"),
        ("ж" * 400, "long_word"),
    ],
)
def test_it_finds_what_nobody_should_be_shown(text: str, odd: str | None) -> None:
    assert odd_in(text) == odd


def test_it_takes_nothing_out_in_silence() -> None:
    field = SaidField(max_length=20)
    assert field.clean(" one\r\ntwo ") == "one\ntwo"
    with pytest.raises(ValidationError, match="Take out the signs"):
        field.clean("one\u202etwo")


@pytest.mark.parametrize(
    "address",
    [
        "http://weather.example/",
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://weather.example/",
        "data:text/html,hello",
        "ftp://weather.example/",
        "//weather.example/",
        "weather.example",
        "https://",
        "https://name:word@weather.example/",
        "https://localhost@weather.example/",
        "https://weather.example/\u202e",
        "https://weather.example/ two",
        "https://[::1",
        "[",
        "",
    ],
)
def test_it_refuses_an_address_that_is_not_plain_https(address: str) -> None:
    with pytest.raises(ValidationError):
        check_https(address)


def test_it_leads_away_from_here_alone() -> None:
    check_away("https://www.wikipedia.org/")
    with pytest.raises(ValidationError, match="lead away"):
        check_away("https://localhost/en/safety/")


def test_it_takes_the_beginning_of_a_mirror() -> None:
    check_beginning("https://mirror.example/pages/")
    for address in ("https://mirror.example/?a=1", "https://mirror.example/#a"):
        with pytest.raises(ValidationError):
            check_beginning(address)


def test_it_knows_an_onion_by_its_checksum() -> None:
    name = onion(b"k" * 32)
    check_onion(f"http://{name}.onion")
    check_onion(f"https://{name}.onion/")
    wrong = ("b" if name[0] != "b" else "c") + name[1:]
    for address in (
        f"http://{wrong}.onion",
        f"http://{name[1:]}.onion",
        f"{name}.onion",
        f"http://{name}.onion.example",
        f"http://{name}.onion/path",
        f"http://{name.upper()}.onion",
        f"javascript://{name}.onion",
        "http://expyuzz4wqqyqhjn.onion",
    ):
        with pytest.raises(ValidationError):
            check_onion(address)


def test_it_refuses_an_onion_of_another_version() -> None:
    made = hashlib.sha3_256(b".onion checksum" + b"k" * 32 + b"\x04").digest()[:2]
    name = base64.b32encode(b"k" * 32 + made + b"\x04").decode().lower()
    with pytest.raises(ValidationError):
        check_onion(f"http://{name}.onion")
