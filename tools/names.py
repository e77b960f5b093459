"""Write apps/intake/names/*.json: countries and languages as CLDR names them, in order.

    python -m venv /tmp/names && /tmp/names/bin/pip install babel
    /tmp/names/bin/python tools/names.py en ru ar fa fr es tr uk pt sw

Run when a language is added; the service itself only reads the files and needs no Babel.
"""

import json
import sys
import unicodedata
from pathlib import Path

from babel import Locale

HERE = Path(__file__).resolve().parent.parent / "apps/intake/names"

# Not countries, or hardly anybody lives there. XK is not in ISO 3166 and is what everyone writes.
LEFT_OUT = {
    *(
        "AC AQ BV CC CP CQ CX DG EA EU EZ GS HM IC IO NF NU PN QO SJ TA TF TK UM UN XA XB ZZ"
    ).split(),
}
# In which people are likely to want our answer. Each costs eight bytes of a page for bad lines.
LANGUAGES = (
    "ab af ak am ar av ay az ba be bg bm bn bs ce ckb de dv el en es fa fa-AF ff fr ha he hi "
    "hr ht hu hy id ig inh it ja ka kab kbd kk km ko krc ku kum ky lez lg ln lo mg mk mn ms "
    "my ne ny om os pa pcm pl ps pt qu rhg rn ro ru rw sd sg si sn so sq sr sw ta tg th ti tk "
    "fil tr tt ug uk ur uz vi wo xh yo yue zh zu"
).split()


# Whose letters do not stand in Unicode in the order that children learn.
ALPHABETS = {
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}


def in_order(names: dict[str, str], language: str) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda item: sorting_key(item[1], language))


def sorting_key(name: str, language: str) -> str | list[int]:
    """As a reader looks names up: without accents, and the alefs of Arabic as one letter."""
    if alphabet := ALPHABETS.get(language):
        return [alphabet.find(sign) for sign in name.casefold()]
    spread = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return bare.replace("ٱ", "ا").removeprefix("ال")


def names(code: str) -> dict[str, list[tuple[str, str]]]:
    locale = Locale.parse(code, sep="-")
    countries = {
        territory: name
        for territory, name in locale.territories.items()
        if len(territory) == 2 and territory.isalpha() and territory not in LEFT_OUT
    }
    tongues = {tag: locale.languages[tag.replace("-", "_")] for tag in LANGUAGES}
    # A list of names, not words of a sentence: each begins as a heading does.
    tongues = {tag: name[:1].upper() + name[1:] for tag, name in tongues.items()}
    return {"countries": in_order(countries, code), "languages": in_order(tongues, code)}


if __name__ == "__main__":
    for language in sys.argv[1:]:
        text = json.dumps(names(language), ensure_ascii=False, separators=(",", ":"))
        # One pair a line, so that a change reads as one.
        text = text.replace("],[", "],\n[").replace(":[[", ":[\n[")
        (HERE / f"{language}.json").write_text(text + "\n", encoding="utf-8")
