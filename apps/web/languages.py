"""Which language a page speaks, and by which names languages call themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import Error
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from apps.web.queries import organisation


@dataclass(frozen=True, slots=True)
class Language:
    """One link to the same page in another language."""

    code: str
    own_name: str
    dir: str
    path: str
    current: bool


def known() -> list[str]:
    """The codes that the front door speaks; the first is the default."""
    return [code for code, _ in settings.LANGUAGES]


def of_desk() -> list[str]:
    """The codes that the desk speaks; the first is the default."""
    return [code for code, _ in settings.DESK_LANGUAGES]


def offered() -> list[str]:
    """The codes that the organisation offers, its default first; all of ours before set-up."""
    try:
        founded = organisation()
    except Error:
        # An error page must speak even when the database does not.
        founded = None
    chosen = [code for code in founded.languages if code in known()] if founded else []
    return chosen or known()


def language_of_path(path: str) -> str | None:
    """The language that the first part of a front-door path names."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in known() else None


def asked_for(request: HttpRequest, among: Sequence[str]) -> str:
    """The one of these languages that the browser asks for most, else the first."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        for candidate in (tag, tag.split("-")[0]):
            if candidate in among:
                return candidate
    return among[0]


def language_for(request: HttpRequest) -> str:
    """The language to answer in: the path's, the person's own, or what the browser asks for."""
    if getattr(request, "door", None) == "desk":
        own = getattr(request, "desk_language", None)
        return own if own in of_desk() else asked_for(request, of_desk())
    return language_of_path(request.path_info) or asked_for(request, offered())


def links(path: str, codes: Sequence[str], current: str) -> list[Language]:
    """The same page in each of these languages."""
    rest = path[len(f"/{current}") :] if language_of_path(path) else "/"
    return [
        Language(
            code=code,
            own_name=own_name(code),
            dir=direction(code),
            path=f"/{code}{rest}",
            current=code == current,
        )
        for code in codes
    ]


def own_name(code: str) -> str:
    """What a language calls itself."""
    name: str = dict(settings.LANGUAGES).get(code) or LANG_INFO.get(code, {}).get(
        "name_local", code
    )
    return name


def direction(code: str) -> str:
    known_as = LANG_INFO.get(code) or LANG_INFO.get(code.split("-")[0], {})
    return "rtl" if known_as.get("bidi") else "ltr"


def said(texts: Mapping[str, str], code: str | None = None) -> str:
    """The organisation's own words in a language, else in the first it wrote them in, else none."""
    code = code or get_language() or ""
    return texts.get(code) or next((text for text in texts.values() if text), "")
