"""What a person is being given: drawn on our side, shown, said back, and written only at the end.

Between the pages it travels in the browser, sealed: nothing of it stands here until it is kept.
"""

import secrets
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec

from apps.accounts.factors import new_backup_codes, new_seed
from apps.accounts.forms import AskForm, CodeForm, SayForm
from apps.crypto.passphrase import SHEET_WORDS, new_passphrase, new_sheet
from apps.web.boxstate import open_state, seal_state
from apps.web.forms import PageForm

PURPOSE: Final = 16  # Of all sealed states; apps.web.boxstate lists the others.
A_DAY: Final = 145

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "join": ("language", "passphrase", "say", "sheet", "ask", "phone", "codes"),
    "keys": ("passphrase", "say", "sheet", "ask", "phone", "codes"),
    "recover": ("passphrase", "say", "sheet", "ask"),
    "passphrase": ("passphrase", "say"),
    "sheet": ("sheet", "ask"),
    "phone": ("phone",),
    "codes": ("codes",),
}


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody stands on their way, and what was drawn for them so far.

    ``subject`` is the invitation or the person; ``asked`` are two places on the sheet, from 1;
    ``last`` is the step of the phone's accepted code. The old sheet is there when recovering.
    """

    way: str
    subject: UUID
    at: int = 0
    language: str = ""
    passphrase: str = ""
    sheet: str = ""
    generation: int = 1
    asked: tuple[int, int] = (0, 0)
    seed: str = ""
    last: int = 0
    codes: tuple[str, ...] = ()
    old_sheet: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        return STEPS[self.way]

    @property
    def step(self) -> str:
        """The page on which somebody stands."""
        return self.steps[self.at]

    @property
    def is_done(self) -> bool:
        return self.at >= len(self.steps)

    def moved(self, by: int) -> "Kit":
        """Return the kit some pages on or back."""
        return msgspec.structs.replace(self, at=max(0, self.at + by))


def seal_kit(kit: Kit) -> str:
    """Seal a kit into text that a form carries."""
    return seal_state(purpose=PURPOSE, payload=msgspec.json.encode(kit))


def open_kit(text: str, *, way: str, subject: UUID | None = None) -> Kit | None:
    """Open a kit of this way, and subject where one is known, at most a day old; else None."""
    opened = open_state(purpose=PURPOSE, text=text, windows=A_DAY)
    if opened is None:
        return None
    kit = msgspec.json.decode(opened.payload, type=Kit)
    return kit if kit.way == way and subject in {None, kit.subject} and not kit.is_done else None


def drawn(kit: Kit) -> Kit:
    """Draw what the page shows, unless it is drawn already."""
    change = msgspec.structs.replace
    if kit.step == "passphrase" and not kit.passphrase:
        return change(kit, passphrase=new_passphrase())
    if kit.step == "sheet" and not kit.sheet:
        return change(kit, sheet=new_sheet())
    if kit.step == "ask" and kit.asked == (0, 0):
        first, second = sorted(secrets.SystemRandom().sample(range(1, SHEET_WORDS + 1), 2))
        return change(kit, asked=(first, second))
    if kit.step == "phone" and not kit.seed:
        return change(kit, seed=new_seed())
    if kit.step == "codes" and not kit.codes:
        return change(kit, codes=new_backup_codes())
    return kit


def drawn_again(kit: Kit) -> Kit:
    """Draw other words for somebody who does not like these; on other pages nothing changes."""
    return drawn(msgspec.structs.replace(kit, passphrase="")) if kit.step == "passphrase" else kit


def form_of(kit: Kit, posted: Mapping[str, str] | None = None) -> PageForm | None:
    """Return the form of the page, if there is something to type."""
    if kit.step == "say":
        return SayForm(posted, passphrase=kit.passphrase)
    if kit.step == "ask":
        return AskForm(posted, sheet=kit.sheet, asked=kit.asked)
    if kit.step == "phone":
        return CodeForm(posted, seed=kit.seed)
    return None


def noted(kit: Kit, form: PageForm | None) -> Kit:
    """Return the kit with what a right answer adds to it."""
    if kit.step == "phone" and form is not None:
        return msgspec.structs.replace(kit, last=form.cleaned_data["code"])
    return kit
