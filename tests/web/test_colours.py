"""The colours of both style sheets can be read by everybody, light and dark, in every accent."""

import re
from itertools import product

import pytest
from django.conf import settings

from apps.web.models import Organisation

SHEETS = ("front.css", "desk.css")
GROUNDS = ("paper", "card", "sunk")
EACH = list(product(SHEETS, (0, 1)))
LEAST = {"ink": 11, "ink-2": 5.9, "edge": 3, "accent": 6, "danger": 6, "warn": 5.9, "good": 5.9}
TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})")

Colours = dict[str, str]


def schemes(sheet: str) -> list[Colours]:
    """The tokens of the light and of the dark scheme, accents under their own names."""
    text = (settings.BASE_DIR / "static/css" / sheet).read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)", 1)
    dark = dark[: dark.index("\n}\n")]
    return [
        dict(TOKEN.findall(part[: part.index("}")]))
        | dict(re.findall(r"\.([a-z]+) { --accent: (#[0-9a-f]+)", part))
        for part in (light, dark)
    ]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("sheet", "dark"), EACH)
def test_words_and_edges_stand_out_from_every_ground(sheet: str, dark: int) -> None:
    colours = schemes(sheet)[dark]
    for name, ground in product(LEAST, GROUNDS):
        assert contrast(colours[name], colours[ground]) >= LEAST[name], (name, ground)


@pytest.mark.parametrize(("sheet", "dark"), EACH)
def test_danger_and_warning_can_be_read_on_their_own_grounds(sheet: str, dark: int) -> None:
    colours = schemes(sheet)[dark]
    for soft, words in (("danger-soft", "danger"), ("danger-soft", "ink"), ("warn-soft", "ink")):
        assert contrast(colours[words], colours[soft]) >= 5.5, (words, soft)


@pytest.mark.parametrize(("sheet", "dark"), EACH)
def test_every_accent_can_be_read_and_written_on(sheet: str, dark: int) -> None:
    colours = schemes(sheet)[dark]
    for accent in Organisation.Accent.values:
        colour = colours["accent"] if accent == "sea" else colours[accent]
        assert min(contrast(colour, colours[ground]) for ground in GROUNDS) >= 6, accent
        assert contrast(colours["card"], colour) >= 6, accent


@pytest.mark.parametrize("dark", [0, 1])
def test_both_doors_have_the_same_colours(dark: int) -> None:
    front, desk = (schemes(sheet)[dark] for sheet in SHEETS)
    # The desk shows all six beside one another, also the one that the front door begins with.
    assert {"sea": front["accent"], **front} == desk
