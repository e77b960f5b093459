"""What applicants do in these tests, by the app's own actions."""

import time
from typing import Any
from uuid import uuid4

from django.apps import apps

from apps.crypto.code import StretchedCode, stretch_code
from apps.crypto.submission import open_mailbox_key
from apps.mailbox.actions import send_words, withdraw
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import Visit
from apps.web.costs import code_cost
from tests.world import Sent, World

Rows = dict[str, list[tuple[Any, ...]]]


def write(world: World, sent: Sent, text: str) -> None:
    """Let an applicant write from their mailbox."""
    visit, _code = _visit(world, sent)
    send_words(visit=visit, text=text, token=uuid4().hex)


def take_back(world: World, sent: Sent) -> None:
    """Let an applicant take everything back; upkeep carries it out."""
    visit, code = _visit(world, sent)
    withdraw(visit=visit, proof=code.withdrawal)


def _visit(world: World, sent: Sent) -> tuple[Visit, StretchedCode]:
    code = stretch_code(sent.code, bytes(world.organisation.site_salt), code_cost())
    mailbox = Mailbox.objects.get(locator_hash=code.locator_hash)
    key = open_mailbox_key(mailbox.sealed, code.open_key)
    return Visit(mailbox, key, code.front_key, int(time.time())), code


def all_rows(*, but: tuple[type[Any], ...] = ()) -> Rows:
    """Every row of every table of ours, in an order of its own."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return {model._meta.label: _rows(model) for model in ours if model not in but}


def _rows(model: Any) -> list[tuple[Any, ...]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model._default_manager.values_list(*columns)
    return sorted((tuple(map(_comparable, row)) for row in rows), key=repr)


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
