"""A real service with real people, and ordinary browsers whose profiles stay on the disk."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browsers import FLAGS
from tests.service import ROOT, Service, environment
from tests.tracing import TracedService

LEAD_TO = "from apps.web.models import Organisation as O; O.objects.update(leave_address='{}')"


@dataclass
class House:
    """The running service, where everything of it lies, and how each person gets in."""

    service: Service
    home: Path
    people: dict[str, Any]
    driver: Playwright
    chromium: str

    @property
    def url(self) -> str:
        return f"http://localhost:{self.service.port}"

    @contextmanager
    def browser(self, name: str, *, scripts: bool = True, width: int = 1280) -> Iterator[Page]:
        """Open an ordinary window, not a private one; its profile is kept."""
        context: BrowserContext = self.driver.chromium.launch_persistent_context(
            str(self.home / f"profile-{name}"),
            executable_path=self.chromium,
            viewport={"width": width, "height": 760},
            java_script_enabled=scripts,
            accept_downloads=True,
            args=FLAGS,
        )
        yield context.pages[0]
        context.close()

    def command(self, *arguments: str, said: str = "") -> str:
        """Run a command of the operator's beside the service."""
        return run(self.service.environment, *arguments, said=said)

    def sign_in(self, page: Page, handle: str) -> None:
        """Sign a person in through the page, by one of their backup codes."""
        known = self.people[handle]
        page.goto(f"{self.url}/desk/sign-in/")
        page.fill("[name=handle]", handle)
        page.fill("[name=passphrase]", known["passphrase"])
        page.fill("[name=code]", known["codes"].pop())
        page.click("main button")
        page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, str]]:
    """Return where an organisation lies that this module founded, and how people get in.

    It is founded once; whoever wants it takes a copy.
    """

    @cache
    def found(founder: str) -> tuple[Path, str]:
        home = tmp_path_factory.mktemp("founded")
        where = settings_in(home) | {"FARSHORE_CHEAP_KDF": "1"}
        run(environment(**where), "manage.py", "serve", "--prepare")
        return home, run(environment(**where), "-m", founder)

    return found


def settings_in(home: Path) -> dict[str, str]:
    """Return the settings by which a service keeps everything below this folder."""
    return {"FARSHORE_DATA": str(home / "data"), "FARSHORE_RUNTIME": str(home / "run")}


def run(settings: Mapping[str, str], *arguments: str, said: str = "") -> str:
    """Run a command of the operator's; return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=settings,
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    founded: Callable[[str], tuple[Path, str]],
    driver: Playwright,
    chromium: str,
    shell: str,
) -> Iterator[House]:
    """A service of the module's own; traced, and slower, where the module says TRACED.

    FOUNDED_BY names what founds its organisation.
    """
    home = tmp_path_factory.mktemp("house")
    for name in ("tmp", "mail"):
        (home / name).mkdir()
    lies, said = founded(getattr(request.module, "FOUNDED_BY", "tests.journeys.organisation"))
    for name in ("data", "run"):
        shutil.copytree(lies / name, home / name)
    settings = {"TMPDIR": str(home / "tmp"), "FARSHORE_MAIL": f"file:{home / 'mail'}"}
    kind = TracedService if getattr(request.module, "TRACED", False) else Service
    # Where it is not asked what a browser leaves on the disk, any will do.
    browser = chromium if kind is TracedService else shell
    with kind(home, **settings) as service:
        assert service.status("/healthz") == 200
        yield House(service, home, json.loads(said), driver, browser)


class Everyday(BaseHTTPRequestHandler):
    """A page that says nothing of us."""

    def do_GET(self) -> None:
        # Unlike send_response, this one logs nothing.
        self.send_response_only(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(scope="module")
def elsewhere(house: House) -> Iterator[str]:
    """The address to which Leave now leads."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Everyday)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    house.command("manage.py", "shell", "-c", LEAD_TO.format(address))
    yield address
    server.shutdown()
    server.server_close()
