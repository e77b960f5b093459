"""Reading pages as a person does: the words shown, the state carried."""

import base64
import html
import re
import time
from typing import Protocol

from django_otp.oath import TOTP


class Page(Protocol):
    """What a test reads of an answer."""

    @property
    def content(self) -> bytes: ...

    @property
    def status_code(self) -> int: ...

    def __getitem__(self, header: str, /) -> str: ...


def text_of(response: Page) -> str:
    return html.unescape(response.content.decode())


def state_of(response: Page) -> str:
    """The sealed state that the page carries."""
    return text_of(response).split('name="state" value="')[1].split('"')[0]


def words_of(response: Page) -> list[str]:
    """The words or codes that the page shows."""
    shown = text_of(response).split('<div class="code"')[1].split("</ol>")[0]
    return re.findall(r"<li[^>]*>([^<]+)</li>", shown)


def asked_of(response: Page) -> list[int]:
    """Which words of the sheet the page asks for."""
    asked = re.findall(r"<label[^>]*>[^<]*?(\d+)", text_of(response))
    return [int(number) for number in asked]


def seed_of(response: Page) -> str:
    """The key of the phone, as letters."""
    letters = text_of(response).split('<p class="ref"')[1].split(">", 1)[1].split("</p>")[0]
    return "".join(letters.split())


def code_of(seed: str, *, later: int = 0) -> str:
    """What a phone with that key shows."""
    clock = TOTP(base64.b32decode(seed))
    clock.time = time.time() + later
    return f"{clock.token():06}"
