"""A worker that has just begun reads its first requests from all sides, and lives."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent.parent

# Threads change as often as they can, and all read what nobody read before.
READ_BY_MANY: Final = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
{before}
sys.setswitchinterval(1e-6)
from apps.intake.definition import Definition
from apps.intake.shipped import SHIPPED
data, begin = msgspec.json.encode(SHIPPED), threading.Barrier(8)
def read():
    begin.wait()
    for _ in range(20):
        assert msgspec.json.decode(data, type=Definition) == SHIPPED
threads = [threading.Thread(target=read) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
"""


def reads(before: str) -> int:
    """How a process of its own ends that reads so."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", READ_BY_MANY.format(before=before)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def test_eight_that_read_at_once_what_nobody_has_read_before_are_answered() -> None:
    for _ in range(3):
        assert reads("import apps.wsgi") == 0


@pytest.mark.soak
def test_it_would_not_live_if_nothing_were_prepared() -> None:
    """Once this fails, `apps/web/shapes.py` may go."""
    assert {reads("") for _ in range(20)} != {0}


def test_all_that_is_read_by_a_shape_is_prepared() -> None:
    """What is no Struct would not be found: dataclasses and tuples of names are taken apart too."""
    named = {
        ast.unparse(shape)
        for file in (ROOT / "apps").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in {"msgspec.json.decode", "msgspec.convert"}
        for shape in [*call.args[1:], *(one.value for one in call.keywords if one.arg == "type")]
        if isinstance(shape, ast.Name)
    }
    structs = {
        node.name
        for file in (ROOT / "apps").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef) and any("Struct" in ast.unparse(b) for b in node.bases)
    }
    assert named - structs == {"body"}
