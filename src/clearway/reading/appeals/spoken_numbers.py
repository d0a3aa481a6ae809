"""Numbers of houses, flats and floors that are spoken, in figures: "дом восемнадцать", "flat twenty-two".

Calls written down by a machine have no figures. A number in words is put into figures and filled up with
blanks to its own length, so that every other character keeps its place.
"""

import re
from itertools import pairwise

from clearway.reading.appeals.numerals import COLLECTIVE, ORDINAL_STEMS, WORDS
from clearway.reading.appeals.other_numbers import unit_follows
from clearway.reading.appeals.person_words import person_is_next
from clearway.reading.appeals.street_words import BEFORE

# "двое" and "оба" count people, "one" and "a pair" too many other things.
_NEVER = COLLECTIVE | {
    "both",
    "couple",
    "pair",
    "пара",
    "пару",
    "оба",
    "обе",
    "обоих",
    "обеих",
    "обоє",
    "обидва",
}
_CARDINALS = {
    word: n for word, n in WORDS.items() if word not in _NEVER and not re.search(r"(?:о[еє]|еро)$", word)
}
_ONE = "|".join(sorted(_CARDINALS, key=len, reverse=True))
_NUMBER = rf"(?P<number>(?:{_ONE})(?:[ -](?:{_ONE})){{0,2}})(?!\w)"
_FLAT = r"квартир\w*|flat|apartment|room|комнат[аеу]|кімнат[аиу]"
_AFTER_A_WORD = re.compile(
    rf"(?<!\w)(?:дом|доме|будинок|будинку|хата|house|building|подъезд|під'їзд|этаж|поверх|floor|{_FLAT})\s"
    rf"(?:номер |number |no\.? )?{_NUMBER}"
)
_AFTER_A_STREET = re.compile(
    rf"(?:(?<![\w-]){BEFORE}\.?\s[^\W\d_]+(?:-[^\W\d_]+)?|(?<!\w)(?:на|по|со?|зі?|із|из)\s[а-яіїє]{{3,}}(?:ой|ей|ій))"
    rf"\s{_NUMBER}"
)
_BEFORE_A_STREET = re.compile(
    rf"(?<!\w){_NUMBER}(?=\s(?:[a-z']+\s){{1,2}}(?:street|road|avenue|lane|drive|close)\b)"
)
_ORDINAL_FLAT = re.compile(
    rf"(?<!\w)(?P<ordinal>(?:{'|'.join(ORDINAL_STEMS)})[а-яіїє]{{1,3}})\s(?=квартир|кв\b)"
)


def spoken_in_figures(text: str) -> str:
    """Return a text of small letters, as long as before, with spoken numbers of an address in figures."""
    for pattern in (_AFTER_A_WORD, _AFTER_A_STREET, _BEFORE_A_STREET):
        for match in reversed(list(pattern.finditer(text))):  # the flat first: "дом пять квартира семь"
            end = match.end("number")
            value = _value(match["number"])
            if value is not None and not person_is_next(text, end) and not unit_follows(text, end):
                text = _put(text, match.start("number"), end, str(value))
    for match in list(_ORDINAL_FLAT.finditer(text)):
        if match["ordinal"] in WORDS:
            continue
        stem = next(stem for stem in ORDINAL_STEMS if match["ordinal"].startswith(stem))
        text = _put(text, match.start("ordinal"), match.end("ordinal"), str(ORDINAL_STEMS[stem]), right=True)
    return text


def _value(said: str) -> int | None:
    """Return what number words say together, if each is smaller than the one before: 120, 45, 7."""
    parts = [_CARDINALS[word] for word in re.split(r"[ -]", said)]
    falling = all(a > b and a >= 20 for a, b in pairwise(parts))
    return sum(parts) if falling else None


def _put(text: str, start: int, end: int, figures: str, *, right: bool = False) -> str:
    filled = figures.rjust(end - start) if right else figures.ljust(end - start)
    return text[:start] + filled[: end - start] + text[end:]
