"""Where sentences begin and end, in English, Russian and Ukrainian.

A full stop ends a sentence unless it belongs to a title ("Gov."), an initial, an abbreviation
("ул.", "вул.", "г.") or a number; a quotation mark after it still belongs to it. A line break ends a
sentence unless the next line goes on in the middle of it, as in mails that are wrapped by hand.
"""

import re

from clearway.reading.wordlists import words

ABBREVIATIONS = words(
    """
    gov gen col lt maj capt sgt cpl cmdr adm brig pvt dr mr mrs ms prof rev hon sen rep pres supt insp
    st ste mt ft no nos vs etc al fig inc ltd co corp dept dist approx est jan feb mar apr jun jul aug
    sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd apt bldg e.g i.e a.m
    p.m u.s u.k u.n ph.d г гг ул д дом кв корп стр пер пл пос с дер обл р-н р-на просп пр пр-т ш наб бул
    им т тыс млн млрд чел руб коп тел моб доп др пр проч см ср напр т.е т.к т.д т.п и.о зам нач полк
    подп ген лейт кап акад проф св н.э ст ок мин сек вул буд пров пл смт м р рр обл р-н просп бульв грн
    ос див напр т.зв ін тис гр проф ген полк
    """
)
# These may well end a sentence: a capital letter after them starts a new one.
_MAY_END = words(
    """
    etc a.m p.m inc ltd co corp гг тыс млн млрд чел руб коп т.д т.п др пр проч тис грн ос ін р рр
    """
)
_COUNTRIES = words("u.s u.k u.n")
_STARTERS = re.compile(r"(?:The|He|She|It|They|We|In|On|At|But|And|This|That|There|A|An|His|Her)\b")
_END = re.compile(r"(?:[.!?…]+)([\"')\]]*)(?=\s|$)|[!?…]+(?=[^\s\w.,;:!?…\"')\]])")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+(?:-[^\W\d_]+)?$")
_BREAK = re.compile(r"[ ]*(?:\r\n|\n|\r)\s*")
_SENTENCE_STOP = frozenset(".!?…:;\"'")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence of `text[start:end]`, blank space left out.

    `text` is plain text (`Text.plain`). Every character that is not blank is in exactly one sentence.
    """
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    at = start
    for cut in _cuts(text, start, end):
        _keep(found, text, at, cut)
        at = cut
    _keep(found, text, at, end)
    return found


def _keep(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = blank if blank > 0 else start + _LONGEST
        found.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        found.append((start, end))


def _cuts(text: str, start: int, end: int) -> list[int]:
    cuts = [m.end() for m in _END.finditer(text, start, end) if _ends_here(text, m.start(), m.end(), end)]
    cuts += [
        m.start() for m in _BREAK.finditer(text, start, end) if not _wrapped(text, m.start(), m.end(), end)
    ]
    return sorted(set(cuts))


def _wrapped(text: str, before: int, after: int, end: int) -> bool:
    """Say whether a line break only wraps a sentence: no stop before it, a small letter after it."""
    if after >= end or before == 0 or len(_LINE_BREAKS.findall(text, before, after)) > 1:
        return False
    return text[before - 1] not in _SENTENCE_STOP and text[after].islower()


_LONGEST = 1500  # characters; what never stops is cut at a blank, so that time grows with length alone
_LINE_BREAKS = re.compile(r"\r\n|\n|\r")


def _ends_here(text: str, stop: int, after: int, end: int) -> bool:
    rest = text[after : min(end, after + 12)].lstrip()
    if not rest:
        return True
    if rest[0].islower() or rest[0] in ",;)":
        return False
    if text[stop] != "." or text[stop:after] != ".":
        return True  # "?", "!", "..." and a stop inside quotation marks
    word = _LAST_WORD.search(text, max(0, stop - 24), stop)
    return word is None or not _is_abbreviation(text, word, rest)


def _is_abbreviation(text: str, word: re.Match[str], rest: str) -> bool:
    """Say whether a full stop belongs to the word before it, seen what follows."""
    last = word.group().lower()
    before = text[max(0, word.start() - 2) : word.start()].strip()
    if len(last) == 1 and word.group().isupper():
        return True  # an initial: "V. Gladkov"
    if last in ("г", "р") and before[-1:].isdigit():
        return False  # "2024 г." ends, "г. Псков" goes on
    if last in _COUNTRIES:
        return _STARTERS.match(rest) is None
    if last.isdigit():
        return len(last) <= 2 and _starts_line(text, word.start())  # "1. First" in a list
    if last in _MAY_END:
        return rest[0].isdigit()
    return last in ABBREVIATIONS


def _starts_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "\n\r"
