"""Each benchmark runs; how fast is asked by `make bench` alone."""

import os
import subprocess
import sys

import msgspec
import pytest

from benchmarks.__main__ import NAMES
from benchmarks.environment import ROOT
from benchmarks.figures import Figure, against, percentile

SHORT = {"page"}
METRICS = {
    "doubles": {"rare_80", "common_80"},
    "page": {"no_scripts", "with_scripts"},
    "slow": {"form_no_scripts", "form_with_scripts", "sent_no_scripts", "sent_with_scripts"},
    "submit": {
        *("plain", "server_sealed", "server_sealed_without_kdf", "browser_sealed"),
        *("cpu_ms_server_sealed", "cpu_ms_browser_sealed"),
    },
    "seal": {"with_kdf", "without_kdf", "at_once_with_kdf", "at_once_without_kdf"},
    "flood": {"desk_p95", "mailbox_p95", "sent"},
    "unlock": {"sign_in"},
    "case": {"p95_5_events", "p95_500_events"},
    "list": {"cold_80", "indexed_80", "page_80"},
    "search": {"cold_80", "frequent_80", "absent_80"},
    "file": {"seal_store", "fetch_open", "peak_memory"},
    "memory": {"worker_rss"},
}


@pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="starts on a database file of its own"
)
@pytest.mark.parametrize(
    "name",
    # The rest takes long even as a toy.
    [pytest.param(name, marks=[pytest.mark.soak] * (name not in SHORT)) for name in NAMES],
)
def test_it_answers_its_question_in_json(name: str) -> None:
    command = [sys.executable, "-m", "benchmarks", name, "--json", "--toy"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    figures = [msgspec.json.decode(line, type=Figure) for line in answer.stdout.splitlines()]
    assert {figure.bench for figure in figures} == {name}
    assert METRICS[name] <= {figure.metric for figure in figures}
    assert all(figure.value > 0 for figure in figures)


def test_it_refuses_a_question_that_nobody_asks() -> None:
    command = [sys.executable, "-m", "benchmarks", "weather"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 2


def test_it_takes_the_middle_round_and_the_middle_of_their_ratios() -> None:
    figure = against("page", "size", [10, 40, 30], "B", yardsticks=[10, 10, 20])
    assert (figure.value, figure.yardstick, figure.ratio) == (30, 10, 1.5)


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1, 100)])
def test_it_finds_the_value_that_a_share_stays_under(share: float, value: int) -> None:
    assert percentile(range(100, 0, -1), share) == value
