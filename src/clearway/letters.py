"""The same word across alphabets and spellings: Ковальчук, Kovalchuk and Kowaltschuk are one name.

A word is turned into its *readings*: short strings in one small sound alphabet, one for each way its
letters can be meant. Cyrillic has one reading a word; Latin may have several, because "ch" is ч to an
English clerk and х to a German one, and "h" is х in Moscow and г in Kyiv. Two words are the same when
they share a reading. Words in other alphabets are kept letter by letter: nothing is ever thrown away,
so two different names never become equal because neither could be read.

Sources: BGN/PCGN romanization of Russian and Ukrainian; Resolution 55 (2010) of the Cabinet of Ministers
of Ukraine; ISO 9; the German Duden transcription; passports before 2010 (French-style -ou, -tch).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import JaroWinkler

# Sound alphabet: Latin letters, with č (ч), š (ш), ž (ж), c (ц), h (х) and i for every и і ї й ы y j.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "э": "e",
    "ж": "ž", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h",
    "ц": "c", "ч": "č", "ш": "š", "щ": "šč", "ъ": "", "ь": "", "ю": "iu", "я": "ia", "ј": "i",
    "љ": "l", "њ": "n", "ђ": "dž", "џ": "dž", "ћ": "č",
}  # fmt: skip
_READABLE = _CYRILLIC | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ё": "yo",
    "й": "y", "ы": "y", "є": "ye", "ї": "yi", "ђ": "dj", "џ": "dzh", "ћ": "ch",
}  # fmt: skip

# Latin letter groups, longest first; each with every sound it is used for.
_LATIN: dict[str, tuple[str, ...]] = {
    "schtsch": ("šč",), "shtsh": ("šč",), "shch": ("šč",), "szcz": ("šč",), "tsch": ("č",),
    "tch": ("č",), "sch": ("š", "šč"), "dsch": ("dž",), "kh": ("h",), "ch": ("č", "h"), "cz": ("č",),
    "zh": ("ž",), "sh": ("š",), "sz": ("š",), "ts": ("c",), "tz": ("c",), "ph": ("f",), "th": ("t",),
    "ck": ("k",), "qu": ("kv",), "ae": ("ae", "a"), "oe": ("oe", "o"), "ue": ("ue", "u"),
    "ou": ("ou", "u"), "yo": ("io", "e"), "jo": ("io", "e"), "h": ("h", "g"), "z": ("z", "c"), "w": ("v",),
    "y": ("i",), "j": ("i",), "x": ("ks", "h"), "q": ("k",), "ß": ("s",), "č": ("č",), "š": ("š",),
    "ž": ("ž",), "ŝ": ("šč",), "ć": ("č",), "ç": ("č",), "ş": ("š",), "ż": ("ž",), "ł": ("l",), "đ": ("dž",),
    "ı": ("i",), "ø": ("o",), "æ": ("ae", "a"),
}  # fmt: skip
_GERMAN = _LATIN | {"s": ("s", "z"), "z": ("c", "z"), "sch": ("š", "ž", "šč"), "ss": ("s",)}
_SOFT_C = re.compile("[eiyj]")
_MOST_READINGS = 16

_LATIN_LOOKALIKE = "aceopxyiABCEHIKMOPTXYSs"
_CYRILLIC_LOOKALIKE = "асеорхуіАВСЕНІКМОРТХУЅѕ"
_TO_CYRILLIC = str.maketrans(_LATIN_LOOKALIKE, _CYRILLIC_LOOKALIKE)
_TO_LATIN = str.maketrans(_CYRILLIC_LOOKALIKE, _LATIN_LOOKALIKE)
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`\u0301][^\W_]+)*")
_MARKS = re.compile(r"['’ʼ‘`´\"\u0301]")


def script_of(word: str) -> str:
    """Return "cyrillic", "latin", "mixed" or "other" for the letters of a word."""
    latin = cyrillic = 0
    for letter in word:
        if "\u0400" <= letter <= "\u052f":
            cyrillic += 1
        elif letter.isalpha() and ord(letter) < 0x0250:
            latin += 1
    if latin and cyrillic:
        return "mixed"
    return "cyrillic" if cyrillic else "latin" if latin else "other"


def mend_lookalikes(text: str) -> str:
    """Return the text with look-alike letters put into the alphabet that the rest of their word is in.

    "Mиpa" typed with a Latin M becomes Cyrillic. Never changes the length, so offsets stay true;
    a word whose letters cannot all be had in one alphabet is left as it is.
    """
    if script_of(text) != "mixed":
        return text
    return _WORD.sub(lambda found: _mend_word(found.group()), text)


def _mend_word(word: str) -> str:
    if script_of(word) != "mixed":
        return word
    cyrillic = word.translate(_TO_CYRILLIC)
    if script_of(cyrillic) == "cyrillic":
        return cyrillic
    latin = word.translate(_TO_LATIN)
    return latin if script_of(latin) == "latin" else word


def romanize(text: str) -> str:
    """Return Cyrillic letters of a text as plain English-style Latin; everything else stays."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        plain = _READABLE.get(letter.lower())
        if plain is None:
            out.append(letter)
        else:
            out.append(plain.capitalize() if letter.isupper() else plain)
    return "".join(out)


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[str, ...]:
    """Return the sounds that a word can stand for, the likeliest first; empty only for no letters at all.

    Digits are kept. At most 16 readings, so the cost stays linear in the length of the word.
    """
    plain = _MARKS.sub("", mend_lookalikes(unicodedata.normalize("NFC", word))).casefold()
    choices = _sounds(plain)
    found: dict[str, None] = {}
    for sounds in _bounded_product(choices):
        found.setdefault(_settle("".join(sounds)))
    found.pop("", None)
    return tuple(found)


def _sounds(word: str) -> list[tuple[str, ...]]:
    """Return, letter group by letter group, the sounds each can have."""
    table = _GERMAN if re.search("tsch|sch|w", word) else _LATIN
    choices: list[tuple[str, ...]] = []
    at = 0
    while at < len(word):
        for length in range(min(7, len(word) - at), 0, -1):
            group = word[at : at + length]
            sounds = table.get(group)
            if sounds is not None:
                break
        else:
            sounds, length = _single(word, at), 1
        choices.append(sounds)
        at += length
    return choices


def _single(word: str, at: int) -> tuple[str, ...]:
    letter = word[at]
    if letter in _CYRILLIC:
        return (_CYRILLIC[letter],)
    if letter == "c":
        return ("c", "s") if _SOFT_C.match(word, at + 1) else ("k", "c")
    if not letter.isalnum():
        return ("",)
    base = unicodedata.normalize("NFD", letter)[0]
    return (base if base.isascii() else letter,)


def _bounded_product(choices: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Return combinations; once there are too many, later letters keep their likeliest sound."""
    bounded, count = [], 1
    for sounds in choices:
        keep = sounds if count * len(sounds) <= _MOST_READINGS else sounds[:1]
        bounded.append(keep)
        count *= len(keep)
    return product(*bounded)


def _settle(sounds: str) -> str:
    """Level what spellings disagree on: doubled letters, ie for e, io for ё."""
    once = re.sub(r"([^\d])\1+", r"\1", sounds)
    return re.sub(r"([^\d])\1+", r"\1", once.replace("ie", "e"))


def key(word: str) -> str:
    """Return a word's likeliest reading, to sort and show by; use `keys` to look a word up."""
    found = readings(word)
    return found[0] if found else ""


def keys(word: str) -> frozenset[str]:
    """Return all readings of a word: index under each, look up by each."""
    return frozenset(readings(word))


def same_word(a: str, b: str) -> bool:
    """Whether two spellings can be one word; never true where one has no letters."""
    return not keys(a).isdisjoint(keys(b))


def similarity(a: str, b: str) -> float:
    """Return how alike two words sound, 0 to 1; 1 only where they can be one word.

    Jaro-Winkler over the closest readings, kept below 1 for different words.
    """
    if same_word(a, b):
        return 1.0
    pairs = product(readings(a), readings(b))
    return min(0.99, max((JaroWinkler.similarity(x, y) for x, y in pairs), default=0.0))


def words(text: str) -> list[str]:
    """Return the words of a name or an address, apostrophes kept inside them."""
    return _WORD.findall(text)


def name_similarity(a: str, b: str) -> float:
    """Return how alike two names of several words are, whatever their order: 0 to 1.

    Each word of the shorter name takes its best partner in the longer; words left over (a patronymic
    that only one clerk wrote down) cost a little. A single shared first name is therefore not a match
    between two full names.
    """
    short, long = sorted((words(a), words(b)), key=len)
    if not short:
        return 0.0
    left = list(long)
    score = 0.0
    for word in sorted(short, key=len, reverse=True):
        best = max(left, key=lambda other: similarity(word, other))
        score += similarity(word, best)
        left.remove(best)
    return score / len(short) * (1 - 0.05 * len(left))
