"""The bundle is what its sources make, and nobody can forget to make it anew."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JS = ROOT / "js"
BUNDLES = [
    ROOT / "static" / "js" / f"{name}.js"
    for name in ("seal", "stretch", "offline", "open", "files")
]


def sums() -> dict[str, str]:
    lines = (JS / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_it_was_made_of_the_sources_that_are_here() -> None:
    named = sums()
    assert {(JS / name).resolve() for name in named} >= {*(JS / "src").iterdir(), *BUNDLES}
    found = {name: hashlib.sha256((JS / name).read_bytes()).hexdigest() for name in named}
    assert found == named, "make js"


def test_it_pins_every_package_by_its_digest() -> None:
    lock = json.loads((JS / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    package = json.loads((JS / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_it_brings_the_licence_of_every_package_that_is_in_it() -> None:
    lock = json.loads((JS / "package-lock.json").read_text(encoding="utf-8"))
    inside = [
        f"{name.removeprefix('node_modules/')} {each['version']}"
        for name, each in lock["packages"].items()
        if name and not each.get("dev")
    ]
    licences = (JS / "LICENSES").read_text(encoding="utf-8").splitlines()
    assert inside
    assert [package for package in inside if package not in licences] == []


@pytest.mark.parametrize("bundle", BUNDLES)
def test_it_runs_no_text_as_a_script(bundle: Path) -> None:
    script = bundle.read_text(encoding="utf-8")
    for never in ("eval(", "new Function", "innerHTML", "localStorage", "sessionStorage", "cookie"):
        assert never not in script


@pytest.mark.skipif(
    shutil.which("node") is None or not (JS / "node_modules").is_dir(),
    reason="only where the packages are: make js",
)
def test_it_is_made_the_same_byte_for_byte() -> None:
    done = subprocess.run(
        ["node", "build.mjs", "--check"], cwd=JS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


OLDEST = "chrome49"
# Laid out for a browser of 2016 and for one of now, a script that needs nothing newer is the same.
SAME = """
import { readFileSync } from "node:fs";
import { transform } from "esbuild";
const text = readFileSync("../static/js/leave.js", "utf8");
// esbuild remembers a fault of old browsers with templates that call something; here none does.
const laid = (target) => transform(text, { target, supported: { "template-literal": true } });
const [old, now] = await Promise.all([process.argv[1], "esnext"].map(laid));
process.exit(old.code === now.code ? 0 : 1);
"""


@pytest.mark.skipif(
    shutil.which("node") is None or not (JS / "node_modules").is_dir(),
    reason="only where the packages are: make js",
)
def test_leaving_is_written_as_old_browsers_read() -> None:
    command = ["node", "--input-type=module", "-e", SAME, OLDEST]
    done = subprocess.run(command, cwd=JS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
