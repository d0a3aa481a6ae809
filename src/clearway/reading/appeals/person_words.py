"""Words for people: who is meant, and how many one such word stands for when no number is said."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PersonWord:
    """What a word for a person says: who (`key`), which group, and how many without a number."""

    key: str
    group: str
    count: int


def _table() -> dict[str, PersonWord]:
    table: dict[str, PersonWord] = {}
    text = files("clearway.reading").joinpath("lexicon", "appeals_people.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        head, forms = line.split(":")
        key, group, count = head.split()
        for form in forms.split():
            table.setdefault(form, PersonWord(key, group, int(count)))
    return table


_TABLE = _table()
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+(?:['-][^\W\d_]+)*)")


def known_person_words() -> list[str]:
    """Return every form of every word for people."""
    return list(_TABLE)


@lru_cache(maxsize=20_000)
def person_word(word: str) -> PersonWord | None:
    """Return what a word in small letters (ё as е) says of people, or None. "Mother's house" is no mother."""
    if word not in _TABLE and "-" in word and word[0] >= "а":
        return _TABLE.get(word.split("-")[0])  # "мать-одиночка"
    return _TABLE.get(word)


def person_is_next(text: str, at: int) -> bool:
    """Whether the word that follows is one for people, so that the number before it counts them."""
    word = _NEXT_WORD.match(text, at)
    return word is not None and person_word(word[1]) is not None
