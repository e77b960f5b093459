"""A browser without a screen: it keeps cookies, fills forms in and remembers every address."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlencode

Fields = dict[str, list[str]]
# What a person writes words into; a number, a day or a time takes none.
WORDS: Final = ("text", "search", "tel", "email")


@dataclass
class Form:
    """Where a form goes, what would be sent as it stands, and which fields take words."""

    action: str
    fields: Fields = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Forms(HTMLParser):
    """All forms of a page, in their order."""

    def __init__(self, path: str, page: str) -> None:
        super().__init__()
        self.path, self.all = path, list[Form]()
        self.within: Form | None = None
        self.select, self.chosen, self.several = "", list[str](), False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.within = Form(given.get("action") or self.path)
            self.all.append(self.within)
        elif self.within is not None and tag == "input" and name:
            self._input(self.within, name, given)
        elif self.within is not None and tag == "textarea":
            self.within.words.append(name)
        elif tag == "select":
            self.select, self.chosen, self.several = name, [], "multiple" in given
        elif tag == "option":
            self._option(given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in WORDS:
            form.words.append(name)
        elif kind not in ("checkbox", "radio") or "checked" in given:
            form.put(name, given.get("value", ""))

    def _option(self, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if self.several and "selected" in given:
            self.chosen.append(value)
        elif not self.several and ("selected" in given or not self.chosen):
            self.chosen = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = None
        if tag == "select" and self.within is not None:
            for value in self.chosen:
                self.within.put(self.select, value)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str

    def find(self, pattern: str) -> str:
        """Return the first group of the last place where the page has this."""
        found = re.findall(pattern, self.text)
        assert found, f"no {pattern} on a page of status {self.status}"
        return str(found[-1])


@dataclass
class Window:
    """One person's browser. `seen` is all that it would keep: addresses, titles, cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Fields) -> Answer:
        """Send fields as they are."""
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def fill(
        self,
        page: str | Answer,
        action: str,
        mark: Callable[[str], str],
        /,
        *,
        to: str = "",
        **given: str | list[str],
    ) -> Answer:
        """Send the page's last form whose address ends so, with a mark in every field for words.

        What is given stands instead; ``to`` is the address of another of its buttons.
        """
        path = page if isinstance(page, str) else ""
        shown = self.get(page) if isinstance(page, str) else page
        forms = [one for one in Forms(path, shown.text).all if one.action.endswith(action)]
        assert forms, f"no form {action} on {path}: {shown.status}"
        form = forms[-1]
        marked = {name: [mark(action + name)] for name in form.words if name not in given}
        chosen = {name: [one] if isinstance(one, str) else one for name, one in given.items()}
        return self.post(to or form.action, {**form.fields, **marked, **chosen})

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        self.seen.append(path)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, body, headers)
        came = line.getresponse()
        text, location = came.read().decode(), came.getheader("Location", "")
        for cookie in came.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            self.seen.append(cookie)
        line.close()
        self.seen += [location, *re.findall(r"(?s)<title>(.*?)</title>", text)]
        return Answer(came.status, text, location)
