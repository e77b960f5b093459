"""What must not be said, found in words that are about to be sent: any script, any case. Pure.

What was asked of us is free text. Its short pieces are looked for whole; of a longer sentence, the
words that are long enough to mean something. Endings may differ: «партнёр» is found in «партнёром».
"""

import re
from typing import Final

from apps.cases.folding import fold

_PIECES: Final = re.compile(r"[,;،؛。、\n/·|()«»“”„\"]+|\.\s")
_WORDS: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
# A piece of more words is a sentence, and no sentence is said again word by word.
MOST_WORDS: Final = 3
# In a sentence; a shorter word is a preposition more often than a secret.
LONG_ENOUGH: Final = 5
SHORTEST: Final = 3


def found_in(text: str, unsaid: str) -> list[str]:
    """Return the words of a text that were asked never to be said, as they stand there."""
    wanted = _wanted(unsaid)
    words = [(word, fold(word)) for word in _WORDS.findall(text)]
    found: dict[str, None] = {}
    for piece in wanted:
        for at in range(len(words) - len(piece) + 1):
            part = words[at : at + len(piece)]
            if all(_is_same(said, want) for (_, said), want in zip(part, piece, strict=True)):
                found[" ".join(word for word, _ in part)] = None
    return list(found)


def _wanted(unsaid: str) -> list[list[str]]:
    wanted: list[list[str]] = []
    for piece in _PIECES.split(unsaid):
        words = [one for one in (fold(word) for word in _WORDS.findall(piece)) if one]
        if len(words) > MOST_WORDS:
            wanted += [[word] for word in words if len(word) >= LONG_ENOUGH]
        elif words and any(len(word) >= SHORTEST for word in words):
            wanted.append(words)
    return wanted


def _is_same(said: str, wanted: str) -> bool:
    if said == wanted:
        return True
    if len(wanted) < SHORTEST + 1:
        return False
    # Before it an article or "and" may be written together, behind it an ending.
    if wanted in said:
        return True
    stem = wanted[: max(SHORTEST + 1, len(wanted) - 2)]
    return len(wanted) > SHORTEST + 2 and said.startswith(stem) and len(said) <= len(wanted) + 3
