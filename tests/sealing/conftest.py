"""A real browser that has loaded the bundle, under the front door's own policy."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from apps.crypto.wordlists import bip39
from apps.web.middleware import POLICY

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
# What bytes become on their way into the page and back.
LOAD = """async () => {
    const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const bytes = (text) => Uint8Array.from(text.match(/../g) || [], (two) => parseInt(two, 16));
    const [seal, slow, open, files] = await Promise.all(
        ["seal", "stretch", "open", "files"].map((name) => import(`/${name}.js`)));
    const words = async (language) => (await (await fetch(`/words/${language}`)).text()).split(" ");
    const stretchCode = async (...code) => seal.keysOf(await slow.stretch(...code));
    Object.assign(globalThis, { hex, bytes, words, seal, slow, stretchCode, opening: open, files });
}"""


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script, words = self.path.endswith(".js"), self.path.startswith("/words/")
        # The form as a file has its script inside: no module, and a name of its own.
        body = b"<header><span></span></header><main></main><script src=/offline.js></script>"
        if script:
            body = (SCRIPTS / self.path[1:]).read_bytes()
        elif words:
            body = " ".join(bip39(self.path.rpartition("/")[2])).encode()
        # Unlike send_response, this one logs nothing.
        self.send_response_only(200)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Refused(Exception):
    """The browser's one error: cannot open."""


class Sealing:
    """The bundle's functions, called from here."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, body: str, **given: Any) -> Any:
        """Run a body of JavaScript with the bundles, `bytes`, `hex` and what is given."""
        sent = json.loads(json.dumps(given, default=bytes.hex))
        function = f"async (given) => {{ {body} }}"
        outcome = self.page.evaluate(
            f"""async (given) => {{
                try {{ return {{ value: await ({function})(given) }}; }}
                catch (error) {{
                    const all = [seal, opening, files];
                    const cannot = all.some((one) => error instanceof one.CannotOpen);
                    return {{ cannot, error: String(error) }};
                }}
            }}""",
            sent,
        )
        if "error" in outcome:
            if outcome["cannot"]:
                raise Refused
            raise AssertionError(outcome["error"])
        return outcome.get("value")


@pytest.fixture(scope="module")
def sealing(browser: Browser) -> Iterator[Sealing]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://localhost:{server.server_port}/")
    page.evaluate(LOAD)
    yield Sealing(page)
    page.close()
    server.shutdown()
    server.server_close()
