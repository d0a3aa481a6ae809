"""A place with a name instead of a street: a school, a church, a village, a stop; and where somebody goes."""

import re
from typing import Protocol

from clearway.reading.appeals.person_words import person_is_next
from clearway.reading.appeals.street_words import INSTITUTION, NOT_A_STREET, SETTLEMENT_WORD, WORD

Piece = tuple[int, int, str]  # start, end, rule

_PLACE_NUMBER = (
    r"\s*(?:no\.?|№|#|номер|n|number)?\s*(?P<number>\d{1,4})(?!\w|\s?(?:people|человек|чел|людей|осіб)\b)"
)
_INSTITUTION = re.compile(rf"(?<!\w)(?P<what>{INSTITUTION})(?:{_PLACE_NUMBER})?(?!\w)")
_LOCATED = re.compile(
    r"(?:\bin|\bat|\bnear|\bby|\bbehind|\binside|\bof|\bopposite|\bв|\bво|\bна|\bу|\bбіля|\bвозле|\bоколо|\bза|\bпід|"
    r"\bподвал[еау]?|\bпідвал[іу]?|\bнапротив|\bнавпроти|\bрядом с|\bпоруч з)\s+"
    r"(?:the\s|a\s|old\s|our\s|local\s)?$"
)
_WORD_BEFORE = re.compile(rf"(?<!\w){WORD}\s")
_QUOTED_AFTER = re.compile(r"\s?\"[^\"\n]{2,40}\"")
_SETTLEMENT = re.compile(
    rf"(?<!\w)(?:{SETTLEMENT_WORD}\s+|(?:с|г|м|пос|дер)\.\s*)(?P<name>{WORD}(?:[ ]{WORD})?)"
)
_SETTLEMENT_AFTER = re.compile(rf"(?P<name>{WORD}) (?:village|town|settlement)\b")
_TOWARDS = re.compile(
    rf"(?<!\w)(?:to|towards|in|from|near|via|into|в|во|из|до|под|через|около|возле|у|із|з|біля|під|на)\s+"
    rf"(?P<name>{WORD}(?:[ -]{WORD})?)"
)


class KnownPlaces(Protocol):
    """What a gazetteer knows."""

    def place(self, name: str) -> str | None:
        """Return the gazetteer's name for a place, or None."""


def find_place(
    plain: str, text: str, known: KnownPlaces, pieces: list[Piece], *, towards: bool, has_house: bool
) -> tuple[int, int, str, bool] | None:
    """Return (start, end, name, known to the gazetteer) of a named place: a school, a village, a town."""
    taken = [(start, end) for start, end, rule in pieces if rule == "address.street"]

    def is_free(start: int, end: int) -> bool:
        return not any(a < end and start < b for a, b in taken)

    institutions = list(_INSTITUTION.finditer(text))
    for match in sorted(institutions, key=lambda found: found["number"] is None):
        located = _LOCATED.search(text[max(0, match.start() - 24) : match.start()]) is not None
        start, end = _with_own_name(plain, text, match)
        named = (start, end) != match.span()
        counted = match["number"] and person_is_next(text, match.end())
        if counted:
            end = match.end("what")
        if is_free(start, end) and (
            (match["number"] and not counted) or ((located or named) and not has_house)
        ):
            return start, end, plain[start:end], False
    for pattern in (_SETTLEMENT, _SETTLEMENT_AFTER):
        for match in pattern.finditer(text):
            start, end = capitals(plain, *match.span("name"))
            if end > start and is_free(start, end):
                official = known.place(plain[start:end])
                return start, end, official or plain[start:end], official is not None
    for match in _TOWARDS.finditer(text):
        start, end = capitals(plain, *match.span("name"))
        while end > start and is_free(start, end):
            official = known.place(plain[start:end])
            if official:
                return start, end, official, True
            shorter = plain.rfind(" ", start, end)
            if shorter < 0:
                break
            end = shorter
        start, end = capitals(plain, *match.span("name"))
        if towards and end > start and is_free(start, end) and text[start:end] not in NOT_A_STREET:
            return start, end, plain[start:end], False
    return None


def _with_own_name(plain: str, text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return the span of a public place with its own name: "Sunnyside care home", "лагерь "Дружба""."""
    start, end = match.span()
    if match["number"]:
        return start, end
    for before in reversed(list(_WORD_BEFORE.finditer(plain, max(0, start - 60), start))):
        word = text[before.start() : before.end()].strip()
        if before.end() != start or not plain[before.start()].isupper() or word in NOT_A_STREET:
            break
        start = before.start()
    if start == match.start() and "\u0400" <= text[start] <= "\u04ff":
        if quoted := _QUOTED_AFTER.match(plain, end):
            return start, quoted.end()
        name = capitals(plain, end + 1, min(len(plain), end + 40)) if plain[end : end + 1] == " " else (0, 0)
        if name[1] > name[0] and text[slice(*name)] not in NOT_A_STREET:
            return start, name[1]
    return start, end


def capitals(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a name that has capital letters, from its start."""
    last = start
    for match in re.compile(WORD).finditer(plain, start, end):
        if not match.group()[0].isupper():
            break
        last = match.end()
    return start, last
