"""Who reads a section of which opened case, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from apps.accounts.doors import DeskRequest
from apps.cases.opened import OpenCase
from apps.desk import acts, drafts
from apps.desk.forms import ActForm
from apps.desk.rows import People


@dataclass(frozen=True)
class Reading:
    """Who reads which opened case now; ``bound`` are forms that were refused."""

    request: DeskRequest
    opened: OpenCase
    people: People
    now: int
    bound: Mapping[str, ActForm] = field(default_factory=dict)

    @property
    def me(self) -> str:
        """The reader's ref as events name it."""
        return self.request.user.ref.hex

    @cached_property
    def open_acts(self) -> list[str]:
        """The names of the acts that the case takes now."""
        return acts.acts_open(self.opened)

    @cached_property
    def draft(self) -> dict[str, str]:
        """What the reader keeps of an answer that is not sent yet, by field."""
        return drafts.draft_of(self.opened, "answer", keyring=self.request.keyring)

    def named(self, ref: str) -> str:
        """Return a colleague's handle, or that it was the reader."""
        if ref == self.me:
            return self._you
        known = self.people.get(ref)
        return _("somebody who left") if known is None else known

    @cached_property
    def _you(self) -> str:
        return _("you")

    def until(self, most: int) -> int:
        """Return where the page asked for ends: `?before=` or the newest."""
        asked = self.request.GET.get("before", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 9:
            return min(int(asked), most)
        return most
