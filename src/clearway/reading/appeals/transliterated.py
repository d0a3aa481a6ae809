"""Russian and Ukrainian written in Latin letters, back in their own: "nas troye, mama" is "нас трое, мама".

Words are compared by sound (`letters`) with the words that the rules for appeals know. Only what is known
changes alphabet, so names of streets and English words stay as written, and a text in which few words are
known stays as it is.
"""

import re
from functools import cache, lru_cache

from clearway.letters import readings
from clearway.reading.appeals.numerals import WORDS
from clearway.reading.appeals.person_words import known_person_words, person_word
from clearway.reading.appeals.phrases import LEXICONS, lexicon
from clearway.reading.language import SMALL_WORDS
from clearway.reading.text import Text
from clearway.reading.wordlists import words

_LATIN = re.compile(r"(?<![\w'])[a-z]+(?:'[a-z]+)*(?![\w'])", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яіїєґ]+(?:'[а-яіїєґ]+)*")
_SHORTEST = 3  # letters of a word that tells something about its language
_SHORTEST_STEM = 4
_FEWEST_KNOWN, _SHARE_KNOWN, _MOSTLY_KNOWN = 3, 0.34, 0.75
_LONGEST_READ = 4000  # characters; whoever writes in Latin letters does so from the start
_ALSO = words(
    "я дым лет года год роки років рік месяцев місяців пожалуйста будь ласка спасибо дякую здравствуйте "
    "добрый добрий"
)
# Polish, Czech and their like have words in common, and Latin letters of their own.
_OWN_LATIN = re.compile("[ąćęłńśźżčďěňřšťůžđ]", re.IGNORECASE)
_OTHER_SLAVIC = words(
    "jest jestesmy nie sie dla prosze prosimy pomoc potrzebujemy jsme potrebujeme neni smo molim nemamo"
)
_FEWEST_OTHER = 2
_OF_ADDRESSES = words("vul ulitsa ulica vulytsia vulytsya prospekt dom bud etazh poverh")
_ENGLISH_TOO = words("god dim help start class doctor medic hot pit rot")
_NUMBER_AFTER = re.compile(r",? \d")
_BACK = str.maketrans("abvgdežziklmnoprstufhcčš", "абвгдежзиклмнопрстуфхцчш")


def from_latin_letters(text: Text) -> Text:
    """Return a text with its transliterated words in Cyrillic; the same text where there are none."""
    found = list(_LATIN.finditer(text.plain, 0, _LONGEST_READ))
    other = sum(match.group().lower() in _OTHER_SLAVIC for match in found)
    if other >= _FEWEST_OTHER or _OWN_LATIN.search(text.plain):
        return text
    found = [match for match in found if not _is_a_name(text.plain, match)]
    telling = {match.group().lower() for match in found if len(match.group()) >= _SHORTEST}
    known = {
        word for word in telling if not _is_english(word) and (word in _OF_ADDRESSES or _in_cyrillic(word))
    }
    few_of_many = len(known) >= _FEWEST_KNOWN and len(known) >= _SHARE_KNOWN * len(telling)
    if not known or not (few_of_many or len(known) >= _MOSTLY_KNOWN * len(telling)):
        return text
    language = "uk" if _letters_of("іїєґ", known) > _letters_of("ыэъ", known) else "ru"
    return _with_words_in_cyrillic(text, found, language)


def _with_words_in_cyrillic(text: Text, found: list[re.Match[str]], language: str) -> Text:
    """Put the known ones of some words into Cyrillic, with the way back to every character."""
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for match in found:
        word = match.group()
        cyrillic = _in_cyrillic(word.lower(), language)
        if cyrillic is None:
            continue
        start, end = match.span()
        parts += text.plain[at:start], cyrillic
        origin += range(at, start)
        origin += (start + min(k, len(word) - 1) for k in range(len(cyrillic) - 1))
        origin.append(end - 1)
        at = end
    parts.append(text.plain[at:])
    origin += range(at, len(text.plain) + 1)
    first = text.origin
    return Text(text.original, "".join(parts), origin if first is None else [first[k] for k in origin])


def _is_a_name(plain: str, match: re.Match[str]) -> bool:
    """Whether a word has a capital that no sentence gave it, or stands before a number: a street."""
    word = match.group()
    if not word[0].isupper() or word.isupper():
        return False
    return not _begins_a_sentence(plain, match.start()) or _NUMBER_AFTER.match(plain, match.end()) is not None


def _is_english(word: str) -> bool:
    return word in SMALL_WORDS["en"] or word in _ENGLISH_TOO or person_word(word) is not None


def _letters_of(letters: str, latin: set[str]) -> int:
    """Return how many words are only known with one of some letters."""
    return sum(any(letter in (_in_cyrillic(word) or "") for letter in letters) for word in latin)


def _begins_a_sentence(plain: str, at: int) -> bool:
    return re.search(r"(?:^|[.!?\n])\s*$", plain[max(0, at - 4) : at]) is not None


@lru_cache(maxsize=20_000)
def _in_cyrillic(word: str, language: str = "") -> str | None:
    """Return a known Cyrillic word that sounds like a Latin one, or begins like it; None for none."""
    whole, stems = _vocabulary()
    sounds = readings(word)
    for sound in sounds:
        if language and sound in _small_words(language):
            return _small_words(language)[sound]
        if sound in whole:
            return whole[sound]
    for sound in sounds:
        for length in range(len(sound) - 1, _SHORTEST_STEM - 1, -1):
            if stem := stems.get(sound[:length]):
                return stem + sound[length:].translate(_BACK)
    return None


@cache
def _small_words(language: str) -> dict[str, str]:
    """Return the small words of a language by their sound: "my" is мы in one and ми in the other."""
    return {readings(word)[0]: word for word in sorted(SMALL_WORDS[language])}


@cache
def _vocabulary() -> tuple[dict[str, str], dict[str, str]]:
    """Return whole words and beginnings of words that the rules know, by their sound."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    small = [word for language in ("ru", "uk") for word in sorted(SMALL_WORDS[language])]
    for word in [*WORDS, *_ALSO, *known_person_words(), *small]:
        if _CYRILLIC.fullmatch(word):
            whole.setdefault(readings(word)[0], word)
    for name in LEXICONS:
        for lines in lexicon(name).values():
            for stem in {part for line in lines for part in _CYRILLIC.findall(line)}:
                if len(stem) >= _SHORTEST_STEM:
                    stems.setdefault(readings(stem)[0], stem)
    for sound, stem in stems.items():
        whole.setdefault(sound, stem)
    return whole, stems
