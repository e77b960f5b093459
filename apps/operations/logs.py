"""A log that can be handed to a stranger: what broke and where, never with what."""

import logging
import traceback
from pathlib import Path

OURS = "farshore"
HOME = Path(__file__).resolve().parent.parent.parent


class BareFormatter(logging.Formatter):
    """Time, level, logger, and the kind and place of an exception.

    An exception's message, a record's arguments and a library's text may carry an address, a path
    or a word that somebody typed. Only the logger `farshore` may say a sentence: whoever writes to
    it answers for what stands in it.
    """

    def format(self, record: logging.LogRecord) -> str:
        said = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name.split(".")[0] == OURS:
            said += f": {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            return f"{said}: {_named(record.exc_info[1])}"
        return f"{said} at {_short(record.pathname)}:{record.lineno}"


def _named(error: BaseException) -> str:
    """Each exception of the chain with the last place of ours that it came through."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 5:
        frames = traceback.extract_tb(current.__traceback__)
        ours = [frame for frame in frames if Path(frame.filename).is_relative_to(HOME / "apps")]
        places = [*ours[-1:], *frames[-1:]][:2]
        where = " in ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in places)
        chain.append(f"{type(current).__qualname__} at {where or 'no known place'}")
        current = current.__cause__ or current.__context__
    return " from ".join(chain)


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-3:])
