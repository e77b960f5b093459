import time
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connections

from apps.operations.keeping import keep_up


class Command(BaseCommand):
    help = "Send notices in their slots, erase what is due, delete dead sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, at this pace")

    def handle(self, *, every: int | None, **options: Any) -> None:
        if every is None:
            if failed := keep_up():
                raise CommandError(f"not done: {', '.join(failed)}")
            return
        while True:
            keep_up()
            connections.close_all()
            time.sleep(max(1, every))
