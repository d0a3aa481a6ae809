"""The streets and places that a city knows, found again in any alphabet, case or spelling."""

import re
from collections.abc import Iterable
from functools import lru_cache

from clearway.letters import readings, similarity, words
from clearway.reading.appeals.street_words import AFTER, BEFORE, TRANSLATED

# Endings that grammar puts on a name in Russian and Ukrainian, in the sound alphabet of `letters`.
_ENDING = re.compile(r"(?:ogo|ego|omu|emu|aia|oia|uiu|oiu|iia|oi|ei|ai|im|om|ih|iu|ia|a|u|e|i|o)$")
_SHORTEST_STEM = 3
_TYPE = re.compile(rf"(?<![\w-])(?:{BEFORE}|{AFTER})(?![\w'])\.?")
_NUMBER_SIGN = re.compile(r"(?:(?<!\w)(?:no|nr|number|номер)\.?|№|#)\s*(?=\d)")
_CLOSE_ENOUGH = 0.94
_LONG_ENOUGH_TO_MISSPELL = 6


@lru_cache(maxsize=50_000)
def name_keys(name: str) -> frozenset[str]:
    """Return the keys of a street or place: equal for its cases, alphabets and usual translations.

    The word for street and the order of the words do not count; numbers do ("8 Марта").
    """
    said = _NUMBER_SIGN.sub(" ", _TYPE.sub(" ", name.lower().replace("ё", "е")))
    parts = [_word_keys(word) for word in words(said)]
    if not parts:
        return frozenset()
    keys: set[tuple[str, ...]] = {()}
    for part in parts[:5]:
        keys = {(*key, one) for key in keys for one in part}
        if len(keys) > 64:
            keys = set(sorted(keys)[:64])
    return frozenset(" ".join(sorted(key)) for key in keys)


@lru_cache(maxsize=50_000)
def _word_keys(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return (word,)
    keys = {_stem(reading) for reading in readings(word)}
    if word in TRANSLATED:
        keys.add("=" + TRANSLATED[word])
    return tuple(sorted(keys))


def _stem(reading: str) -> str:
    stem = _ENDING.sub("", reading)
    return stem if len(stem) >= _SHORTEST_STEM else reading


def same_name(a: str, b: str) -> bool:
    """Whether two spellings can be one street or place."""
    return not name_keys(a).isdisjoint(name_keys(b))


def nearly_same_name(a: str, b: str) -> bool:
    """Whether two spellings are one mistake apart: a reason to look, not to merge."""
    return min(len(a), len(b)) >= _LONG_ENOUGH_TO_MISSPELL and similarity(a, b) >= _CLOSE_ENOUGH


class CityNames:
    """Streets of a network and places of a gazetteer, looked up by `name_keys`.

    A name of several words is found by its last word too ("Академика Королёва" by "Королёва"),
    as long as only one street ends in it.
    """

    def __init__(self, streets: Iterable[str] = (), places: Iterable[str] = ()):
        self._streets = _index(streets, by_last_word=True)
        self._places = _index(places, by_last_word=False)
        self._cache: dict[str, str | None] = {}

    @property
    def has_streets(self) -> bool:
        """Whether any street is known."""
        return bool(self._streets)

    @property
    def has_places(self) -> bool:
        """Whether any place is known."""
        return bool(self._places)

    def street(self, name: str) -> str | None:
        """Return the city's own name for a street, or None."""
        return _look_up(self._streets, name)

    def place(self, name: str) -> str | None:
        """Return the gazetteer's name for a place, or None."""
        return _look_up(self._places, name)


def _look_up(index: dict[str, str], name: str) -> str | None:
    if not index:
        return None
    return next((index[key] for key in sorted(name_keys(name)) if key in index), None)


def _index(names: Iterable[str], *, by_last_word: bool) -> dict[str, str]:
    whole: dict[str, str] = {}
    last: dict[str, set[str]] = {}
    for name in sorted(set(names)):
        bare = " ".join(words(_TYPE.sub(" ", name.lower().replace("ё", "е"))))
        for key in name_keys(name):
            whole.setdefault(key, name)
        if by_last_word and " " in bare:
            for key in name_keys(bare.rsplit(" ", 1)[1]):
                last.setdefault(key, set()).add(name)
    for key, owners in last.items():
        if len(owners) == 1:
            whole.setdefault(key, next(iter(owners)))
    return whole
