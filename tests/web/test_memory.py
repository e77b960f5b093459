"""Memory that a page of the desk was made in does not stay in the worker."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client


def resident() -> int:
    """Return how many MiB of this process are in memory."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) // 1024


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "given"), [("/desk/sign-in/", True), ("/en/", False)])
def test_a_page_of_the_desk_gives_back_what_was_freed(path: str, given: bool) -> None:
    client = Client()
    client.get(path)
    blocks = [bytes(3000) for _ in range(40_000)]
    # What stays lies between what goes, so that nothing goes back by itself.
    kept = blocks[::8]
    del blocks
    before = resident()
    client.get(path)
    assert (before - resident() > 40) is given, len(kept)


def test_what_the_server_loads_is_left_out_of_every_search_for_rings() -> None:
    asked = "import gc, apps.wsgi; print(gc.get_freeze_count())"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert int(said.stdout) > 50_000
