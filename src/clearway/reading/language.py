"""Which language a text is in: English, Russian, Ukrainian, or one we do not read (and say so)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from clearway.reading.wordlists import words

READ = ("en", "ru", "uk")
UNDETERMINED = "und"

_ENGLISH = words(
    """
    the of and to in a is are was were be been has have had that this it its for on with by at from as
    not no we i you he she they our my your their his her us them an or but if there here who what when
    where which will would can could please need help said says after before about than more least
    people
    """
)
_RUSSIAN = words(
    """
    и в не на что с по это как из у за к от так но для же мы вы он она они нас нам нет да то бы был была
    были при или если уже ещё еще до все его её их который где когда после около без только
    """
)
_UKRAINIAN = words(
    """
    і й в у не на що з по це як із за до від та але для ми ви він вона вони нас нам немає ні так був
    була були при або якщо вже ще все його її їх який де коли після близько без тільки щоб чи
    """
)
SMALL_WORDS = {"en": _ENGLISH, "ru": _RUSSIAN, "uk": _UKRAINIAN}
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SAMPLE, _NGRAM_SAMPLE = 20_000, 1_500  # characters; more changes nothing


@dataclass(frozen=True)
class Language:
    """A language code (ISO 639-1, or "und" for none found), and whether the reader has rules for it."""

    code: str

    @property
    def is_read(self) -> bool:
        """Whether there are rules for this language; if not, a person must read the text."""
        return self.code in READ


def language_of(plain: str) -> Language:
    """Return the language of a plain text (`Text.plain`), judged by letters, small words, then n-grams.

    Letters decide within Cyrillic (і ї є ґ against ы э ъ ё), small words for English. What is left
    goes to py3langid (Lui and Baldwin 2012), whose answer may be a language we do not read.
    """
    sample = plain[:_SAMPLE].lower()
    found = _WORDS.findall(sample)
    letters = sum(map(len, found))
    if letters < 2:
        return Language(UNDETERMINED)
    cyrillic = len(re.findall(r"[\u0400-\u04ff]", sample))
    if cyrillic * 2 > letters:
        return Language(_cyrillic(sample, found))
    latin = len(re.findall(r"[a-z]", sample))
    if latin >= 0.85 * letters and sum(word in _ENGLISH for word in found) >= 0.2 * len(found):
        return Language("en")
    if len(found) < 3 and latin == letters and all(word in _ENGLISH for word in found):
        return Language("en")
    return Language(_by_ngrams(sample, found))


def _cyrillic(sample: str, found: list[str]) -> str:
    if re.search(r"ў|[әғқңөұүһ]|[ђјљњћџ]|[ѓќѕ]", sample):
        return _by_ngrams(sample, found)
    ukrainian = len(re.findall(r"[іїєґ]", sample))
    russian = len(re.findall(r"[ыэъё]", sample))
    if ukrainian or russian:
        # ъ without ы and э is Bulgarian; і beside ы without ї and є may be Belarusian.
        # In Russian ъ stands before е ё ю я only ("подъезд").
        if (
            not ukrainian
            and re.search(r"ъ(?![еёюя])", sample)
            and not re.search(r"[ыэё]", sample)
            and len(found) > 5
        ):
            guess = _by_ngrams(sample, found)
            return guess if guess in ("bg", "mk", "sr") else "ru"
        return "uk" if ukrainian > russian else "ru"
    in_russian = sum(word in _RUSSIAN for word in found)
    in_ukrainian = sum(word in _UKRAINIAN for word in found)
    if in_russian != in_ukrainian:
        return "ru" if in_russian > in_ukrainian else "uk"
    guess = _by_ngrams(sample, found)
    if guess in ("ru", "uk") or len(found) < 8:
        return guess if guess in ("ru", "uk") else "ru"
    return guess


def _by_ngrams(sample: str, found: list[str]) -> str:
    """Ask py3langid; three words or fewer are too little for it."""
    if len(found) < 4:
        known = sum(word in _ENGLISH for word in found)
        return "en" if known or all(word.isascii() for word in found) else UNDETERMINED
    code, _ = _identifier().classify(sample[:_NGRAM_SAMPLE])
    return str(code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
