"""Other ways to help: what a team tells somebody whom it declines, by country and in each language.

One sealed paper a team; its coordinator keeps it.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from apps.cases.kept import KeptList, KeptPaper
from apps.cases.models import Paper

MOST_WAYS: Final = 200
MOST_CHARACTERS: Final = 1000


class OtherWay(msgspec.Struct, frozen=True):
    """One other way: ``countries`` (ISO 3166; none: everywhere), ``texts`` by language (BCP 47).

    The title is for colleagues alone.
    """

    ref: str
    title: str
    countries: list[str]
    texts: dict[str, str]

    def is_for(self, country: str) -> bool:
        """Tell whether it helps somebody who is in that country."""
        return not self.countries or country in self.countries

    def text(self, language: str) -> str:
        """Return the words in a language, be it in a plainer form of it, or ""."""
        return self.texts.get(language) or self.texts.get(language.split("-")[0]) or ""

    def meaning(self, language: str) -> str:
        """Return the words for a reader of that language, else in English, else in any."""
        others = (text for text in self.texts.values() if text)
        return self.text(language) or self.text("en") or next(others, "")


class OtherWays(KeptPaper[OtherWay]):
    """What a team keeps, in its order."""

    items: list[OtherWay] = msgspec.field(default_factory=list, name="ways")

    def near(self, country: str) -> list[OtherWay]:
        """Return those for a country: its own before those for everywhere."""
        found = [one for one in self.items if one.is_for(country)]
        return sorted(found, key=lambda one: not one.countries)


OTHER_WAYS: Final = KeptList[OtherWays, OtherWay](Paper.Kind.OTHER_WAYS, OtherWays, MOST_WAYS)
read_other_ways, save_way, delete_way = OTHER_WAYS.read, OTHER_WAYS.save, OTHER_WAYS.delete


def with_ways(text: str, ways: Mapping[str, str]) -> str:
    """Return a message with the words of other ways (by ref) beneath it, each a paragraph."""
    return "\n\n".join(part for part in (text.strip(), *ways.values()) if part)
