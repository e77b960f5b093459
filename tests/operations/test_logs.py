"""The log names what broke and where, and repeats nobody's words."""

import logging
import sys

from apps.operations.logs import BareFormatter

MARKER = "Noor, +1 555 0100"


def logged(name: str, message: str, *values: object) -> str:
    record = logging.LogRecord(name, logging.ERROR, __file__, 7, message, values, None)
    return BareFormatter().format(record)


def logged_failure() -> str:
    try:
        try:
            raise KeyError(MARKER)
        except KeyError as error:
            raise ValueError(MARKER) from error
    except ValueError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 7, "%s", (MARKER,), sys.exc_info()
        )
    return BareFormatter().format(record)


def test_it_repeats_no_value() -> None:
    said = [logged("django.request", "Bad: %s", MARKER), logged("lib", MARKER), logged_failure()]
    assert not [line for line in said if MARKER in line]


def test_it_names_the_exceptions_and_their_places() -> None:
    said = logged_failure()
    assert "ValueError at tests/operations/test_logs.py:" in said
    assert "from KeyError at tests/operations/test_logs.py:" in said


def test_it_lets_our_own_logger_say_a_sentence() -> None:
    assert "upkeep: 3 notices sent" in logged("farshore.upkeep", "3 %s sent", "notices")
