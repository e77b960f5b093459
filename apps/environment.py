"""Reads settings from the environment; whatever is odd is refused with the reason, in words."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "FARSHORE_"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
FIRST_EPOCH = re.compile(r"[0-9a-f]{32}:[0-9a-f]{64}")
MEMORY_FILE_SYSTEMS = frozenset({"tmpfs", "ramfs"})

names_read: set[str] = set()


class Refused(ImproperlyConfigured):
    """A setting that cannot be meant as it stands."""


def text(name: str, *, default: str) -> str:
    """The value of `name`; an empty one counts as not given."""
    names_read.add(name)
    value = os.environ.get(name, "").strip() or default
    if "\0" in value or "\n" in value:
        raise Refused(f"{name} must be one line")
    return value


def refuse_unknown_names() -> None:
    """A misspelt name would silently leave its default in force."""
    unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in names_read)
    if unknown:
        raise Refused(f"{', '.join(unknown)}: no such setting; known are {_listed(names_read)}")


def flag(name: str) -> bool:
    value = text(name, default="0")
    if value not in {"0", "1"}:
        raise Refused(f"{name} is 1 or 0, not “{value}”")
    return value == "1"


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    value = text(name, default=str(default))
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise Refused(f"{name} is a whole number from {least} to {most}, not “{value}”")
    return int(value)


def choices(name: str, *, allowed: Sequence[str], default: str) -> frozenset[str]:
    chosen = [part.strip() for part in text(name, default=default).split(",")]
    if odd := [part for part in chosen if part not in allowed]:
        raise Refused(f"{name} names “{odd[0]}”; it takes {_listed(allowed)}, separated by commas")
    return frozenset(chosen)


def folder(name: str, *, default: Path) -> Path:
    """An absolute path, so that it means the same from every working folder."""
    path = Path(text(name, default=str(default)))
    if not path.is_absolute():
        raise Refused(f"{name} must be an absolute path, not “{path}”")
    return path


# Names and addresses


def origin(name: str, *, default: str) -> str:
    """The address people type, without a path: https://help.example."""
    value = text(name, default=default)
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    whole = f"{parts.scheme}://{_bracketed(host)}" + (f":{port}" if port else "")
    if parts.scheme not in {"http", "https"} or not _is_host(_bracketed(host)) or value != whole:
        raise Refused(f"{name} looks like https://help.example, in small letters, not “{value}”")
    if parts.scheme == "http" and not (is_local(_bracketed(host)) or host.endswith(".onion")):
        raise Refused(f"{name} must start with https:// unless it is localhost or an onion")
    return value


def host_names(name: str, *, of: str) -> list[str]:
    """The hosts that are answered: those given, or the origin's own."""
    own = _bracketed(urlsplit(of).hostname or "")
    default = ",".join(sorted(LOCAL_HOSTS | {own}) if is_local(own) else [own])
    hosts = [part.strip() for part in text(name, default=default).split(",")]
    if odd := [host for host in hosts if not _is_host(host)]:
        raise Refused(f"{name} names “{odd[0]}”, which is no host name; wildcards are not taken")
    return hosts


def is_local(host: str) -> bool:
    """Whether only this machine can mean itself by that name."""
    return host in LOCAL_HOSTS or host.endswith(".localhost")


def _is_host(host: str) -> bool:
    return host == "[::1]" or HOST_NAME.fullmatch(host) is not None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# Keys and folders


def secret_key(name: str, *, kept_in: Path) -> str:
    """The key given, or the one `serve` keeps; empty before there is one, which Django refuses."""
    given = text(name, default="")
    if given and len(given) < 50:
        raise Refused(f"{name} needs at least 50 characters")
    return given or (kept_in.read_text().strip() if kept_in.is_file() else "")


def first_epochs(name: str) -> dict[str, str]:
    """Teams (refs in hex) and the digests of their first keys: “ref:digest,ref:digest”."""
    value = text(name, default="")
    pairs = [part.strip() for part in value.split(",")] if value else []
    if odd := [pair for pair in pairs if not FIRST_EPOCH.fullmatch(pair)]:
        raise Refused(f"{name} takes what the Team page shows, ref:digest, not “{odd[0]}”")
    return dict(pair.split(":") for pair in pairs)


def runtime_folder(name: str) -> Path:
    """A folder that lives in memory: the one given, else the first that this machine offers."""
    usual = Path("/run/farshore")
    home = usual if usual.is_dir() else usual.parent
    offered = in_memory(home) and os.access(home, os.W_OK)
    # Anybody may write there; whoever makes the key refuses a folder that is not its own.
    shared = Path(f"/dev/shm/farshore-{os.getuid()}")  # noqa: S108
    return folder(name, default=usual if offered else shared)


def in_memory(path: Path) -> bool:
    """Whether the file system at `path` is forgotten with the power (Linux; elsewhere unknown)."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return False
    kinds = {Path(line.split()[1]): line.split()[2] for line in mounts.read_text().splitlines()}
    nearest = (kinds[place] for place in (path, *path.parents) if place in kinds)
    return next(nearest, "") in MEMORY_FILE_SYSTEMS


# Services


def database(name: str, *, default: Path, pool: int) -> dict[str, Any]:
    """Django's entry for a path (SQLite) or a postgresql:// address."""
    value = text(name, default=str(default))
    if "://" not in value:
        return {
            "ENGINE": "apps.sqlite",
            "NAME": folder(name, default=default),
            # A connection costs more than a page's queries; each thread keeps its own.
            "CONN_MAX_AGE": None,
        }
    if not value.startswith(("postgresql://", "postgres://")):
        raise Refused(f"{name} is the path of a file or postgresql://user@host/name")
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = {key: str(part) for key, part in conninfo_to_dict(value).items()}
    except ProgrammingError:
        # The driver's message would repeat the password.
        raise Refused(f"{name} is not an address that PostgreSQL's driver understands") from None
    if "dbname" not in parts:
        raise Refused(f"{name} names no database: postgresql://user@host/name")
    # Two seconds, then the person is told: the driver's own thirty look like no answer at all. And
    # no attempt lasts longer, since its pauses grow: whoever comes next begins a fresh one.
    kept = {"min_size": 1, "max_size": pool, "timeout": 2.0, "reconnect_timeout": 2.0}
    # A page asks the same thirty statements each time: PostgreSQL reads and plans them once for a
    # connection, and is then told their values alone.
    once: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 2}
    options: dict[str, Any] = {**once, "pool": kept} if pool else once
    entry = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        # Asked before each use: after a restart of PostgreSQL every kept connection is dead.
        "CONN_HEALTH_CHECKS": True,
    }
    return entry | {"OPTIONS": options | parts}


class Mail(NamedTuple):
    """Where notices go."""

    backend: str
    folder: str | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail(name: str, *, default: str) -> Mail:
    """console, file:/folder, smtp://user:password@host:587 (STARTTLS) or smtps://…:465."""
    value = text(name, default=default)
    backends = "django.core.mail.backends"
    if value == "console":
        return Mail(backend=f"{backends}.console.EmailBackend")
    if value.startswith("file:"):
        path = Path(value.removeprefix("file:"))
        if not path.is_absolute():
            raise Refused(f"{name} takes file: and an absolute path, not “{path}”")
        return Mail(backend=f"{backends}.filebased.EmailBackend", folder=str(path))
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme not in {"smtp", "smtps"} or not _is_host(_bracketed(host)):
        raise Refused(f"{name} is console, file:/folder, smtp://user:password@host or smtps://…")
    return Mail(
        backend=f"{backends}.smtp.EmailBackend",
        host=host,
        port=_port(name, parts.netloc) or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        # A relay on this machine needs no cover; everything else gets it.
        starttls=parts.scheme == "smtp" and not is_local(_bracketed(host)),
        tls=parts.scheme == "smtps",
    )


def _port(name: str, place: str) -> int | None:
    try:
        return urlsplit(f"//{place}").port
    except ValueError:
        raise Refused(f"{name} has a port that is no number") from None


def _listed(names: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(names))
