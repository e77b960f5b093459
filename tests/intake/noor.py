"""Noor at the front door: she presses what stands on the page, and her browser keeps nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.test import Client

STORY = "They came to my uncle’s house\nand asked for me."
ANSWERS: Mapping[str, str | list[str]] = {
    "safety": "danger_soon",
    "name": "Noor",
    "language": "ar",
    "country": "GE",
    "adults": "1",
    "grounds": ["orientation", "family"],
    "story": STORY,
}


class Page(HTMLParser):
    """What a browser would send from a page: its hidden fields, and where its form goes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.action = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = found["action"]
        if tag == "input" and found.get("type") == "hidden" and "name" in found:
            self.fields.setdefault(found["name"], []).append(found.get("value", ""))


def page(response: Any) -> Page:
    return Page(response.content.decode())


@dataclass(slots=True)
class Noor:
    """An applicant and her browser."""

    browser: Client
    language: str = "en"

    def at(self, path: str) -> str:
        return f"/{self.language}/{path}"

    def opens(self, path: str) -> Any:
        return self.browser.get(self.at(path))

    def fills_in(self, path: str = "form/", /, **answers: Any) -> Any:
        """Open the form, fill it in, and go to the page before sending."""
        blank = page(self.opens(path))
        return self.browser.post(blank.action, {**blank.fields, **(answers or ANSWERS)})

    def sends(self, checked: Any, **more: Any) -> Any:
        """Tick the consent and press Send."""
        fields = {**page(checked).fields, "consent": "1", **more}
        return self.browser.post(self.at("send/"), fields)

    def asks(self, **answers: Any) -> Any:
        """Fill in and send; the page with the code."""
        return self.sends(self.fills_in(**answers))
