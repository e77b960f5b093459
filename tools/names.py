"""Write apps/intake/names/*.json: countries and languages as CLDR names them, in order.

    python -m venv /tmp/names && /tmp/names/bin/pip install babel
    /tmp/names/bin/python tools/names.py en ru ar

Run when a language is added; the service itself only reads the files and needs no Babel.
"""

import json
import sys
import unicodedata
from pathlib import Path

from babel import Locale

HERE = Path(__file__).resolve().parent.parent / "apps/intake/names"

# Not countries, or nobody lives there. XK is not in ISO 3166 and is what everyone writes.
LEFT_OUT = {
    *("AC AQ BV CP CQ DG EA EU EZ GS HM IC IO QO TA TF UM UN XA XB ZZ").split(),
}
# Those that people are likely to speak with us in, over some million speakers or persecuted.
LANGUAGES = (
    "ab af ak am ar as av ay az ba be bem bg bm bn bs ca ce ckb cs da de dv dyu ee el en es et fa "
    "fa-AF ff fi fr ga gn gu ha he hi hr ht hu hy id ig inh is it ja jv ka kab kbd kg kk km kn ko "
    "krc ku kum ky lez lg ln lo lt luo lv mg mk ml mn mos mr ms mt my ne nl no ny om or os pa pcm "
    "pl ps pt qu rhg rn ro ru rw sd sg si sk sl sn so sq sr ss st su sv sw ta te tg th ti tk fil "
    "tn tr ts tt ug uk ur uz ve vi wo xh yo yue zh zu"
).split()


def in_order(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda item: sorting_key(item[1]))


def sorting_key(name: str) -> str:
    """As a reader looks names up: without accents, and the alefs of Arabic as one letter."""
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
    return {"countries": in_order(countries), "languages": in_order(tongues)}


if __name__ == "__main__":
    for language in sys.argv[1:]:
        text = json.dumps(names(language), ensure_ascii=False, separators=(",", ":"))
        # One pair a line, so that a change reads as one.
        text = text.replace("],[", "],\n[").replace(":[[", ":[\n[")
        (HERE / f"{language}.json").write_text(text + "\n", encoding="utf-8")
