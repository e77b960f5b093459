import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections

from apps.operations.preparation import prepare
from apps.operations.processes import address_is_free, run_together, server_command, upkeep_command
from apps.operations.setup import first_steps
from apps.web.boot import NoBootKey


class Command(BaseCommand):
    help = "Make everything ready and serve both doors, with upkeep beside them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", help="the address to listen on, instead of FARSHORE_HOST")
        parser.add_argument("--port", help="the port to listen on, instead of FARSHORE_PORT")
        parser.add_argument(
            "--prepare", action="store_true", help="make everything ready and stop there"
        )

    def handle(self, *, host: str | None, port: str | None, **options: Any) -> None:
        if host or port:
            _start_again(host=host or settings.HOST, port=port or str(settings.PORT))
        for line in _prepare():
            self.stderr.write(line)
        if options["prepare"]:
            return
        if not address_is_free():
            raise CommandError(
                f"{settings.HOST}:{settings.PORT} is taken or not ours: choose another with --port"
            )
        self.stdout.write(
            f"Farshore serves {', '.join(sorted(settings.DOORS))} on {settings.ORIGIN}"
        )
        commands = [server_command()]
        # The front door's own process has no business with people, and no right to tidy up.
        if "desk" in settings.DOORS:
            first_steps()
            commands.append(upkeep_command())
        self.stdout.flush()
        connections.close_all()
        sys.exit(run_together(commands))


def _start_again(*, host: str, port: str) -> None:
    # Other settings hang on these two, so they are read again from the start.
    environment = os.environ | {"FARSHORE_HOST": host, "FARSHORE_PORT": port}
    os.chdir(settings.BASE_DIR)
    os.execve(sys.executable, [sys.executable, "manage.py", "serve"], environment)


def _prepare() -> list[str]:
    try:
        return prepare()
    except NoBootKey as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    except OperationalError as error:
        reason = str(error).splitlines()[0]
        raise CommandError(f"the database does not answer: {reason}") from None
