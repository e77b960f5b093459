"""Settings come from the environment, and odd ones are refused in words."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.environment import Refused, first_epochs, secret_key
from tests.service import environment

NAMES = (
    "ALLOWED_HOSTS CSRF_COOKIE_AGE CSRF_COOKIE_HTTPONLY CSRF_COOKIE_NAME CSRF_COOKIE_SAMESITE "
    "CSRF_COOKIE_SECURE DATABASES DEBUG DESK_COOKIE_NAME FILE_UPLOAD_HANDLERS INSTALLED_APPS "
    "MIDDLEWARE ORIGIN SECURE_HSTS_SECONDS EMAIL_HOST EMAIL_USE_TLS"
)
PRINTER = f"""
import json
from apps import settings
found = {{name: getattr(settings, name, None) for name in "{NAMES}".split()}}
print(json.dumps(found, default=str))
"""


def settings_with(**given: str) -> dict[str, Any]:
    """The settings as a fresh process reads them. Raises AssertionError with what it said."""
    run = subprocess.run(
        [sys.executable, "-c", PRINTER], env=environment(**given), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def refusal(**given: str) -> str:
    with pytest.raises(AssertionError) as caught:
        settings_with(**given)
    return str(caught.value)


@pytest.fixture(scope="module")
def local() -> dict[str, Any]:
    return settings_with()


@pytest.fixture(scope="module")
def public() -> dict[str, Any]:
    return settings_with(FARSHORE_ORIGIN="https://help.example")


def test_it_serves_this_machine_alone_by_default(local: dict[str, Any]) -> None:
    assert local["ALLOWED_HOSTS"] == ["127.0.0.1", "[::1]", "localhost"]


def test_it_is_not_in_debug_mode_by_default(local: dict[str, Any]) -> None:
    assert local["DEBUG"] is False


def test_it_uses_plain_cookie_names_on_localhost(local: dict[str, Any]) -> None:
    assert (local["DESK_COOKIE_NAME"], local["CSRF_COOKIE_NAME"]) == ("desk", "csrf")


def test_it_binds_cookies_to_a_public_host(public: dict[str, Any]) -> None:
    assert public["DESK_COOKIE_NAME"] == "__Host-desk"
    assert public["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert public["CSRF_COOKIE_SECURE"] is True


def test_it_ends_the_csrf_cookie_with_the_browser(public: dict[str, Any]) -> None:
    assert public["CSRF_COOKIE_AGE"] is None
    assert public["CSRF_COOKIE_HTTPONLY"] is True
    assert public["CSRF_COOKIE_SAMESITE"] == "Strict"


def test_it_asks_browsers_to_stay_on_https(public: dict[str, Any], local: dict[str, Any]) -> None:
    assert public["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert not local["SECURE_HSTS_SECONDS"]


def test_it_counts_an_onion_as_secure() -> None:
    assert settings_with(FARSHORE_ORIGIN="http://abc.onion")["DESK_COOKIE_NAME"] == "__Host-desk"


def test_it_answers_only_the_hosts_it_was_given() -> None:
    assert settings_with(FARSHORE_HOSTS="a.example, b.example")["ALLOWED_HOSTS"] == [
        "a.example",
        "b.example",
    ]


def test_it_writes_no_upload_to_a_temporary_file(local: dict[str, Any]) -> None:
    assert not [name for name in local["FILE_UPLOAD_HANDLERS"] if "Temporary" in name]


@pytest.mark.parametrize("name", ["auth", "sessions", "messages", "admin", "contenttypes"])
def test_it_does_not_install_django_s(local: dict[str, Any], name: str) -> None:
    assert f"django.contrib.{name}" not in local["INSTALLED_APPS"]


def test_it_loads_no_session_at_the_front_door_alone() -> None:
    front = settings_with(FARSHORE_DOORS="front")
    assert not [name for name in front["MIDDLEWARE"] if "session" in name or "csrf" in name]


def test_it_opens_a_transaction_only_where_one_is_asked_for(local: dict[str, Any]) -> None:
    assert "ATOMIC_REQUESTS" not in local["DATABASES"]["default"]


def test_it_reads_a_postgresql_address() -> None:
    found = settings_with(FARSHORE_DATABASE="postgresql://olu:s%40crt@db.example:5433/sea")
    entry = found["DATABASES"]["default"]
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "5433", "sea")
    assert (entry["USER"], entry["PASSWORD"]) == ("olu", "s@crt")


def test_it_keeps_postgresql_connections_while_serving() -> None:
    served = settings_with(
        FARSHORE_DATABASE="postgresql:///sea", FARSHORE_POOL="1", FARSHORE_THREADS="5"
    )
    assert served["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 5


@pytest.mark.parametrize("pool", ["0", "1"])
def test_it_lets_postgresql_plan_once_what_is_asked_often(pool: str) -> None:
    found = settings_with(FARSHORE_DATABASE="postgresql:///sea", FARSHORE_POOL=pool)
    options = found["DATABASES"]["default"]["OPTIONS"]
    assert options["server_side_binding"]
    assert options["prepare_threshold"] == 2


def test_it_covers_mail_to_another_machine() -> None:
    found = settings_with(FARSHORE_MAIL="smtp://olu:pass@mail.example")
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"]) == ("mail.example", True)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FARSHORE_DOORS", "front,back", "names “back”"),
        ("FARSHORE_DOORS", ",", "it takes desk, front"),
        ("FARSHORE_ORIGIN", "help.example", "looks like https://help.example"),
        ("FARSHORE_ORIGIN", "https://help.example/", "looks like https://help.example"),
        ("FARSHORE_ORIGIN", "https://help.example:port", "looks like https://help.example"),
        ("FARSHORE_ORIGIN", "https://Help.example", "in small letters"),
        ("FARSHORE_ORIGIN", "http://help.example", "must start with https://"),
        ("FARSHORE_HOSTS", "*", "wildcards are not taken"),
        ("FARSHORE_HOSTS", ".example", "no host name"),
        ("FARSHORE_DEBUG", "yes", "1 or 0, not “yes”"),
        ("FARSHORE_DATABASE", "mysql://localhost/sea", "postgresql://user@host/name"),
        ("FARSHORE_DATABASE", "postgresql://olu@db.example", "names no database"),
        ("FARSHORE_DATABASE", "postgresql://olu@db/sea?odd=1", "PostgreSQL's driver"),
        ("FARSHORE_DATABASE", "sea.sqlite3", "absolute path"),
        ("FARSHORE_DATA", "var", "absolute path"),
        ("FARSHORE_SECRET_KEY", "short", "at least 50 characters"),
        ("FARSHORE_MAIL", "mail.example", "FARSHORE_MAIL is console"),
        ("FARSHORE_MAIL", "file:mails", "absolute path"),
        ("FARSHORE_MAIL", "smtp://mail.example:port", "port that is no number"),
        ("FARSHORE_PORT", "0", "from 1 to 65535"),
        ("FARSHORE_PORT", "８０００", "from 1 to 65535"),
        ("FARSHORE_FIRST_EPOCHS", "Harbour", "what the Team page shows"),
        ("FARSHORE_DOOR", "front", "no such setting"),
    ],
)
def test_it_refuses(name: str, value: str, words: str) -> None:
    assert words in refusal(**{name: value})


@pytest.mark.parametrize("name", ["FARSHORE_DEBUG", "FARSHORE_CHEAP_KDF"])
def test_it_refuses_a_public_host_with(name: str) -> None:
    said = refusal(FARSHORE_ORIGIN="https://help.example", **{name: "1"})
    assert "localhost alone" in said


def test_it_does_not_repeat_a_password_it_cannot_read() -> None:
    assert "s3cret" not in refusal(FARSHORE_DATABASE="postgresql://olu:s3cret@[db/sea")


def test_its_refusals_are_django_s_own() -> None:
    assert issubclass(Refused, ImproperlyConfigured)


def test_it_keeps_its_secret_key_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FARSHORE_SECRET_KEY", raising=False)
    kept = tmp_path / "secret.key"
    kept.write_text("k" * 50 + "\n")
    assert secret_key("FARSHORE_SECRET_KEY", kept_in=kept) == "k" * 50


def test_it_reads_the_first_keys_of_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FARSHORE_FIRST_EPOCHS", f"{'a' * 32}:{'b' * 64}, {'c' * 32}:{'d' * 64}")
    read = first_epochs("FARSHORE_FIRST_EPOCHS")
    assert read == {"a" * 32: "b" * 64, "c" * 32: "d" * 64}
