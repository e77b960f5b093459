"""Write every vector anew, the same each time: `python -m tests.vectors.make`."""

from collections.abc import Callable
from typing import Final

from tests.vectors import (
    make_bytes,
    make_carried,
    make_case,
    make_files,
    make_handed,
    make_history,
    make_team,
    make_words,
)
from tests.vectors.writing import Book

BOOKS: Final[tuple[Callable[[], Book], ...]] = (
    make_bytes.context_book,
    make_bytes.record_book,
    make_bytes.envelope_book,
    make_bytes.padding_book,
    make_bytes.stream_book,
    make_files.file_book,
    make_words.passphrase_book,
    make_words.code_book,
    make_words.fingerprint_book,
    make_team.epoch_book,
    make_case.submission_book,
    make_carried.carried_book,
    make_case.mailbox_book,
    make_case.session_book,
    make_history.events_book,
    make_history.index_book,
    make_handed.handed_book,
    make_history.audit_book,
)


def main() -> None:
    """Write all files."""
    for book in (make() for make in BOOKS):
        book.path.write_text(book.text(), encoding="utf-8")
        print(f"{len(book.vectors):4}  {book.path.name}")


if __name__ == "__main__":
    main()
