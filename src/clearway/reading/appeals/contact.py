"""The telephone number to call back, in E.164 form."""

import re
from functools import lru_cache

import phonenumbers

_CANDIDATE = re.compile(r"(?<![\w+])(?:\+|00)?\(?\d[\d \-–().]{5,24}\d(?!\w)")
_FEWEST_DIGITS = 7
_MOST_CANDIDATES = 50
_WITHOUT_PREFIX = {"uk": ("UA", "RU"), "ru": ("RU", "UA")}
_OF_THE_LANGUAGES = ("RU", "UA")  # short Cyrillic messages are often told apart wrongly


def find_contacts(plain: str, region: str, language: str = "en") -> list[tuple[int, int, str]]:
    """Return (start, end, E.164 number) of the telephone numbers in a plain text.

    region : two-letter region whose national numbers are meant ("RU": 8 900 … is +7 900 …);
        a number that is none there is tried where the languages that we read are spoken.
    """
    found = []
    for count, match in enumerate(_CANDIDATE.finditer(plain)):
        if count >= _MOST_CANDIDATES:
            break
        for said, start in _attempts(match.group(), match.start()):
            number = _e164(said, (region, *_WITHOUT_PREFIX.get(language, _OF_THE_LANGUAGES)))
            if number:
                found.append((start, start + len(said), number))
                break
    return found


def _attempts(said: str, start: int) -> list[tuple[str, int]]:
    """A run of digits may begin with a flat ("кв 5 8 900 …"); try the whole, then without its first group."""
    attempts = [(said, start)]
    if first := re.match(r"\(?\d{1,4}[ .,\-–]+(?=[+\d(])", said):
        attempts.append((said[first.end() :], start + first.end()))
    return attempts


@lru_cache(maxsize=10_000)
def _e164(said: str, regions: tuple[str, ...]) -> str | None:
    digits = re.sub(r"\D", "", said)
    if not _FEWEST_DIGITS <= len(digits) <= 15:
        return None
    if said.startswith("00"):
        said = "+" + said[2:]
    for tried in dict.fromkeys(regions):
        try:
            number = phonenumbers.parse(said, tried)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None


def masked(number: str) -> str:
    """Return a number that a colleague can tell apart but nobody can call: "+79*****01"."""
    return number[:3] + "*" * max(0, len(number) - 5) + number[-2:]
