"""What the operator is told of a machine that cannot show files."""

from apps.cases.checks import files_can_be_shown
from tests.web.confined.machine import unconfinable


def test_it_says_nothing_where_files_are_shown() -> None:
    assert files_can_be_shown() == []


def test_it_warns_where_they_are_not() -> None:
    with unconfinable():
        assert [warning.id for warning in files_can_be_shown()] == ["cases.W001"]
