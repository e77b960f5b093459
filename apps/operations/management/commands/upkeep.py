import logging
import time
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connections

from apps.cases.files.rendering import can_show
from apps.operations.keeping import keep_up

log = logging.getLogger("farshore")


class Command(BaseCommand):
    help = "Send notices in their slots, erase what is due, delete dead sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, at this pace")

    def handle(self, *, every: int | None, **options: Any) -> None:
        if every is None:
            if failed := keep_up():
                raise CommandError(f"not done: {', '.join(failed)}")
            return
        # Told here and not by `serve`: nobody waits for a drawing before the doors open.
        if not can_show():
            log.warning("Files cannot be shown on this machine: docs/operations.md, Files")
        while True:
            keep_up()
            connections.close_all()
            time.sleep(max(1, every))
