"""Where the people of an appeal are: street, house, flat, floor, and a place that has a name instead.

Three ways of writing an address are known: a word for street before the name ("ул. Мира 21"), after it
("14 Koroleva st."), and none at all ("Mira 30"), which counts only where the name has a capital or the
city knows the street. A house number may carry a letter, a slash or a block (77 Б, 8/2, 4 корп. 2).
"""

import re
from dataclasses import dataclass, replace
from typing import Protocol

from clearway.reading.appeals.numerals import WORDS as NUMBER_WORDS
from clearway.reading.appeals.other_numbers import unit_follows
from clearway.reading.appeals.person_words import person_is_next, person_word
from clearway.reading.appeals.public_place import capitals, find_place
from clearway.reading.appeals.spoken_numbers import spoken_in_figures
from clearway.reading.appeals.street_words import (
    AFTER,
    AFTER_WITH_CAPITAL,
    BEFORE,
    FLAT_WORD,
    FLOOR_WORD,
    HOUSE_WORD,
    INSTITUTION,
    KIND_OF_STREET,
    NOT_A_STREET,
    ORDINALS,
    WORD,
)
from clearway.reading.wordlists import words

Piece = tuple[int, int, str]  # start, end, rule

_LETTER = r"(?:\s?-?\s?[а-гежa-fві](?![\w'])|\s?-?\s?[\"'][а-яa-z][\"'])"
_NUMBER = (
    rf"(?P<house>\d{{1,4}}(?:\s?/\s?\d{{1,4}})?(?P<letter>{_LETTER})?)"
    r"(?P<block>,?\s*(?:корп(?:ус)?|к|стр|block|blk|korp)\.?\s*\d{1,2}(?!\w))?"
    r"(?P<dash_flat>\s?-\s?\d{1,4}(?![\w-]))?(?!\d|:\d|[.,]\d|(?:st|nd|rd|th)\b)"
)
_NOT_WORD = rf"(?!(?:{HOUSE_WORD}|{FLAT_WORD}|{FLOOR_WORD})(?!\w))"
_NAME_OF_WORDS = (  # as `_NAME`, but "5, 12 Bishop Street" is flat 5 in house 12
    r"(?<![^\W_])(?:\d{1,3}-?(?:я|й|го|ої|а|ша|ая|th|st|nd|rd)\s+)?"
    rf"{_NOT_WORD}(?:[^\W\d_]\.\s?)?{WORD}(?:\s+{_NOT_WORD}{WORD}){{0,3}}?"
)
_NAME = (
    r"(?<![^\W_])(?:\d{1,3}(?:-?(?:я|й|го|ої|а|ша|ая|th|st|nd|rd|лет(?:ия)?|річчя))?\s+)?"
    rf"{_NOT_WORD}(?:[^\W\d_]\.\s?)?{WORD}(?:\s+{_NOT_WORD}{WORD}){{0,3}}?"
)
_HOUSE = rf"(?:\s*,?\s*(?:[ву]\s)?(?:{HOUSE_WORD})\.?\s*№?\s*|\s*,?\s+|\s*,\s*){_NUMBER}"
_AFTER = rf"(?:{AFTER}|{AFTER_WITH_CAPITAL})"
_BEFORE_NAME = re.compile(
    rf"(?<![\w-])(?P<kind>{BEFORE})(?:(?<!street)\.\s*|\s+|\.-\s*)(?P<name>{_NAME}){_HOUSE}"
)
_BEFORE_NAME_ALONE = re.compile(
    rf"(?<![\w-])(?P<kind>{BEFORE})(?:(?<!street)\.\s*|\s+)(?P<name>{WORD}(?:\s+{WORD})?)"
)
_NAME_AFTER = re.compile(rf"(?P<name>{_NAME})(?:[\s-]+)(?P<kind>{_AFTER})(?![\w'])\.?{_HOUSE}")
_HOUSE_NAME_AFTER = re.compile(
    rf"(?<![\w/]){_NUMBER},?\s+(?P<name>{_NAME_OF_WORDS})[\s-]+(?P<kind>{_AFTER})(?![\w'])"
)
_HOUSE_THEN_STREET = re.compile(
    rf"(?<!\w){HOUSE_WORD}\.?\s*№?\s*{_NUMBER}"
    rf"(?:\s*,?\s*{FLAT_WORD}\s?\.?\s?\d{{1,4}})?\s*,?\s+(?:по|на|on|in|at)\s+(?:{BEFORE}\.?\s+)?(?P<name>{WORD}(?:\s+(?!{AFTER}(?!\w)){WORD})?)"
)
_HOUSE_BARE = re.compile(rf"\b(?:at|on)\s+{_NUMBER},?\s+(?P<name>{WORD}(?:\s+{WORD})?)")
_WITH_CAPITAL = re.compile(AFTER_WITH_CAPITAL)
_NAME_AFTER_ALONE = re.compile(rf"(?P<name>{WORD}(?:\s+{WORD})?)[\s-]+(?P<kind>{_AFTER})(?![\w'])")
_BARE = re.compile(rf"(?<![\w.'-])(?P<name>(?:\d{{1,3}}\s+)?{WORD}(?:[ ]{_NOT_WORD}{WORD}){{0,2}}){_HOUSE}")
_FLAT = re.compile(
    rf"(?<!\w)(?:{FLAT_WORD})\s?\.?\s?№?\s?(?P<a>\d{{1,4}}[a-zа-я]?)(?![\w])"
    r"|(?<!\w)(?:#\s?(?P<b>\d{1,4}))(?!\w)|(?P<c>\d{1,4})(?:-?(?:[яй]а?|ой|ої|й))?\s(?:квартир[аеиіыу]|flat|apartment)(?!\w)(?!\s*\d)"
)
_FLOOR = re.compile(
    rf"(?P<a>\d{{1,2}})\s?-?(?:st|nd|rd|th|й|м|ом|ий|ій|ому|му|го)?\s?{FLOOR_WORD}(?!\w)(?!\s*\d+\s*(?:кв|flat))"
    rf"|(?<!\w){FLOOR_WORD}\.?\s?:?\s?(?P<b>\d{{1,2}})(?!\w)"
    rf"|(?P<c>{'|'.join(ORDINALS)})\s{FLOOR_WORD}(?!\w)"
)
_HOUSE_APART = re.compile(
    r"(?<!\w)(?:(?:house|at|building)(?: number| no\.?)?|number|дом[еа]?|д\.|буд(?:инок|инку|\.)) №?\s?"
    r"(?P<house>\d{1,4}[a-zа-я]?)(?![\w:-])"
)
_HOUSE_FOLLOWS = re.compile(r"\.?\s+\d{1,4}(?![\w:])")
_FLAT_AFTER_COMMA = re.compile(r",\s?(?P<flat>\d{1,4})(?=\s*(?:$|[.;\n]|,\s?[^\d\s]))")
_NEXT = re.compile(r"\s+([^\W\d_]+(?:['-][^\W\d_]+)*)")
_FAMILY = frozenset({"семья", "сім'я", "родина", "family"})
_ENDS_IN_A = words("""
    мама бабушка бабуля бабка женщина девушка старушка пенсионерка соседка сестра тетя жена дочка теща
    дедушка папа дядя мужчина жінка бабуся баба бабця дівчина сусідка тітка дружина донька дитина
    людина пенсіонерка""")
_ORDINAL = re.compile(r"\d{1,3}-?(?:я|й|го|ої|а|ша|ая|th|st|nd|rd)")
# Endings of adjectives and names that streets have: "Полевая", "Садова", "Київська".
_LIKE_A_STREET = re.compile(r"(?:[а-яіїє]{2}(?:ая|яя|ова|ева|єва|ська|цька|ского|ського))$")
_HOUSE_WORD_BETWEEN = re.compile(rf"\s(?:{HOUSE_WORD})\.?\s")
# What may follow an address without a stop, and could not be what its number counts.
_PHRASE_ENDS = re.compile(
    r"\s*(?:[,.;:!?\n]|$|[–-]\s)|\s+(?:again|снова|опять|знову|please|pls|пожалуйста|будь ласка|"
    r"we|we're|i|i'm|it's|its|my|there|need|help|still|нас|мы|ми|я|мне|мені|у нас|двое|двоє|трое|троє|"
    r"четверо|пятеро|п'ятеро|шестеро|один|одна|нужн\w*|потріб\w*|надо|треба|помогите|допоможіть|заберите|заберіть|ждем|"
    rf"чекаємо|срочно|терміново|{FLAT_WORD}|{FLOOR_WORD})(?!\w)"
)
_LABEL = rf"(?:{BEFORE}|{HOUSE_WORD}|{FLAT_WORD}|{FLOOR_WORD})"
_FORM_SIGN = re.compile(rf"(?<!\w){_LABEL}\s?[:=–-]\s")
_FORM_BREAK = re.compile(rf"[;\n](?=\s*(?:{HOUSE_WORD}|{FLAT_WORD}|{FLOOR_WORD})(?!\w))")
_STOREYS = re.compile(r"\s?(?:building|дом|house|block|будин)")
_MOST = 60  # matches looked at in one message; an appeal has a handful


@dataclass(frozen=True)
class Address:
    """Where somebody is, in the words of the message; `known_street` is the city's name for the street."""

    street: str | None = None
    house: str | None = None
    flat: str | None = None
    floor: str | None = None
    place: str | None = None
    known_street: str | None = None
    known_place: bool = False
    street_kind: str | None = None  # street, lane, avenue …, where the message says it

    def __bool__(self) -> bool:
        return any((self.street, self.house, self.flat, self.floor, self.place))


class KnownStreets(Protocol):
    """What a city knows of its own streets and places (see `city_names.py`)."""

    def street(self, name: str) -> str | None:
        """Return the city's name for a street, whatever alphabet, case or spelling; None if it has none."""

    def place(self, name: str) -> str | None:
        """Return the gazetteer's name for a place, or None."""

    @property
    def has_streets(self) -> bool:
        """Whether any street is known, so that an unknown one means something."""


@dataclass(frozen=True)
class FoundAddresses:
    """All addresses of a message; the first is the one the appeal is about."""

    addresses: tuple[Address, ...]
    pieces: tuple[Piece, ...]


def find_addresses(plain: str, text: str, known: KnownStreets, *, towards: bool = False) -> FoundAddresses:
    """Read the addresses of a message.

    plain : the plain text; text : the same in small letters (same length), telephone numbers hidden
    towards : also take places that somebody goes to or asks about ("to Stary Oskol")
    """
    text = spoken_in_figures(_form_as_sentence(text))
    found: list[tuple[int, int, Address]] = []
    for pattern, alone in (
        (_BEFORE_NAME, False),
        (_HOUSE_THEN_STREET, False),
        (_HOUSE_NAME_AFTER, False),
        (_NAME_AFTER, False),
        (_BARE, False),
        (_HOUSE_BARE, False),
        (_BEFORE_NAME_ALONE, True),
        (_NAME_AFTER_ALONE, True),
    ):
        for count, match in enumerate(pattern.finditer(text)):
            if count >= _MOST:
                break
            span = _street_match(plain, text, match, known, bare=pattern is _BARE, alone=alone)
            if span and not any(start < span[1] and span[0] < end for start, end, _ in found):
                found.append(span)
    found.sort(key=lambda one: one[0])
    pieces = [(start, end, "address.street") for start, end, _ in found]
    addresses = _with_flats(text, found, pieces)
    _with_house_said_apart(text, addresses, pieces)
    addresses.sort(key=lambda address: address.house is None)
    place = find_place(plain, text, known, pieces, towards=towards, has_house=any(a.house for a in addresses))
    if place:
        pieces.append((place[0], place[1], "address.place"))
        first = addresses[0] if addresses else Address()
        addresses[:1] = [replace(first, place=place[2], known_place=place[3])]
    return FoundAddresses(tuple(addresses), tuple(pieces))


def _form_as_sentence(text: str) -> str:
    """Return the text, as long as before, with the signs of a form out of the way: "Дом: 25; Кв: 41"."""
    text = _FORM_SIGN.sub(lambda found: found.group()[:-2] + "  ", text)
    return _FORM_BREAK.sub(",", text)


def _street_match(
    plain: str, text: str, match: re.Match[str], known: KnownStreets, *, bare: bool, alone: bool
) -> tuple[int, int, Address] | None:
    """Return (start, end, address) of a match that is a street, or None."""
    start, end = match.span("name")
    if match.re is _HOUSE_BARE or match.re is _BEFORE_NAME_ALONE:
        start, end = capitals(plain, start, end)
    if bare or alone or match.re is not _BEFORE_NAME:
        start = _where_the_name_begins(plain, text, start, end, known)
    said = plain[start:end].strip(" .-")
    if match.re is _HOUSE_NAME_AFTER:
        between = text[_number_ends(match) : start]
        if between.strip(" ,") or ("," in between and _HOUSE_FOLLOWS.match(text, match.end())):
            return None  # "3 people at Mill Road 5", "not 31, Mill Road 8"
    if not said or text[start:end].strip(" .") in NOT_A_STREET or text[start:end].startswith("i'"):
        return None
    if _is_everyday_word(plain, text, match, start, end):
        return None
    official = known.street(said)
    if bare and not _is_bare_street(text, match, start, said, official):
        return None
    if alone:
        named = said[0].isupper() and not said.isupper()
        if not (official or named) or (match.re is _NAME_AFTER_ALONE and not said[0].isupper()):
            return None
        return (
            match.start(),
            match.end(),
            Address(
                street=_nominative(text, start, said, official),
                known_street=official,
                street_kind=_kind(match),
            ),
        )
    if unit_follows(text, match.end("house")) and not _one_is_next(text, match.end("house")):
        return None
    house, flat, cut = _house(text, match)
    address = Address(
        street=_nominative(text, start, said, official),
        house=house,
        flat=flat,
        known_street=official,
        street_kind=_kind(match),
    )
    first = match.start() if match.re in (_BEFORE_NAME, _HOUSE_THEN_STREET) else start
    last = max(match.end("name"), match.end("kind") if match.groupdict().get("kind") else 0)
    return min(match.start("house"), first), max(cut, last), address


def _is_everyday_word(plain: str, text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether the word for street is one of everyday use here: "5 people close", "3 walk"."""
    if match.re not in (_NAME_AFTER, _HOUSE_NAME_AFTER, _NAME_AFTER_ALONE):
        return False
    kind = match["kind"]
    if not _WITH_CAPITAL.fullmatch(kind) or plain[match.start("kind")].isupper():
        return False
    if match.re is not _HOUSE_NAME_AFTER or not _ends_a_phrase(text, match.end()):
        return True
    one_word = text[match.end("house") : end].split() == [text[start:end]]
    return not one_word or person_word(text[start:end]) is not None


def _number_ends(match: re.Match[str]) -> int:
    """Return where house, block and flat of a match end."""
    return max(match.end("house"), match.end("block"), match.end("dash_flat"))


def _kind(match: re.Match[str]) -> str | None:
    """Return which kind of street a match names, one word for its forms and languages."""
    said = match.groupdict().get("kind")
    if not said:
        return None
    for length in range(len(said), 1, -1):
        if kind := KIND_OF_STREET.get(said[:length]):
            return kind
    return str(said)


def _where_the_name_begins(plain: str, text: str, start: int, end: int, known: KnownStreets) -> int:
    """Return where a street's name begins: words before it that belong to the sentence are left out."""
    words = [(m.start(), m.end()) for m in re.compile(rf"\d+\S*|{WORD}").finditer(text, start, end)]
    for at, (word_start, _) in enumerate(words):
        if known.street(plain[word_start:end]) is not None:
            return word_start
        rest = words[at:]
        if all(_may_be_in_a_name(plain, text, a, b) for a, b in rest):
            return word_start
    return words[-1][0] if words else start


def _may_be_in_a_name(plain: str, text: str, start: int, end: int) -> bool:
    return (
        (plain[start].isupper() or _ORDINAL.fullmatch(text, start, end) is not None)
        and text[start:end] not in NOT_A_STREET
        and text[start:end] not in NUMBER_WORDS
        and person_word(text[start:end]) is None
    )


def _is_bare_street(text: str, match: re.Match[str], start: int, said: str, official: str | None) -> bool:
    """Whether "Name 30" without a word for street is an address."""
    first, last = text[start : match.end("name")].split()[0], text[start : match.end("name")].split()[-1]
    first, last = first.split("'s")[0], last.split("'s")[0]  # "he's 79" is no street
    if official is None and {first, last} & NOT_A_STREET:
        return False
    if person_word(last) or re.fullmatch(INSTITUTION, last) or len(said) < 3:
        return False
    like_a_street = _LIKE_A_STREET.search(last) is not None
    if person_is_next(text, match.end("house")) and not _one_is_next(text, match.end("house")):
        return False
    if _HOUSE_WORD_BETWEEN.search(text, match.end("name"), match.start("house")):
        return True
    if official or _FLAT.match(text, re.compile(r"[\s,]*").match(text, match.end()).end()):  # type: ignore[union-attr]
        return True
    before = text[max(0, start - 12) : start]
    placed = re.search(r"(?:\bat|\bon|\bна|\bпо|\bадрес\w*:?|\baddress:?|\bс|\bз)\s*$", before) is not None
    if like_a_street and (_ends_a_phrase(text, match.end()) or _one_is_next(text, match.end())):
        return True
    if said[0].isupper() and not said.isupper():
        opens = start == 0 or re.search(r"[.!?\n]\s*$", before) is not None
        ends = _ends_a_phrase(text, match.end()) or _one_is_next(text, match.end())
        return placed or not opens or ends
    return (placed or (start == 0 and _ends_a_phrase(text, match.end()))) and len(said) > 3


def _one_is_next(text: str, at: int) -> bool:
    """Whether one person or a family is named next, in a form that no number stands before: "4 бабушка"."""
    match = _NEXT.match(text, at)
    if match is None or text[:at].endswith(" 1") or match[1] in _FAMILY:
        return match is not None and match[1] in _FAMILY
    word = person_word(match[1])
    nominative = match[1] in _ENDS_IN_A or match[1][-1] not in "аяуюеиыії"
    return word is not None and word.count == 1 and nominative


def _ends_a_phrase(text: str, at: int) -> bool:
    return _PHRASE_ENDS.match(text, at) is not None


def _house(text: str, match: re.Match[str]) -> tuple[str, str | None, int]:
    """Return (house, flat, end) of a match; a dash parts house and flat ("21-17")."""
    house, cut = match["house"], match.end("house")
    letter = match["letter"]
    if letter and re.match(r"\s", letter) and not _is_house_letter(text, match):
        house, cut = house[: -len(letter)], cut - len(letter)
        return re.sub(r"\s", "", house), None, cut
    number = re.sub(r"[\s\"'-]", "", house).upper()
    if match["block"]:
        number += "к" + re.sub(r"\D", "", match["block"])
        cut = match.end("block")
    after_comma = None if match["dash_flat"] else _FLAT_AFTER_COMMA.match(text, cut)
    if after_comma and not unit_follows(text, after_comma.end()):
        return number, after_comma["flat"], after_comma.end()
    if match["dash_flat"]:
        return number, re.sub(r"\D", "", match["dash_flat"]), match.end("dash_flat")
    return number, None, cut


def _is_house_letter(text: str, match: re.Match[str]) -> bool:
    """A letter behind a blank is the house's only before a stop or a flat: "21 в подвале" is not 21В."""
    after = re.compile(rf"\s*(?:[,.;!?)\n]|$|{FLAT_WORD}\b|{FLOOR_WORD}\b)").match(text, match.end("letter"))
    return after is not None and (
        match["letter"].strip(" -") not in ("a", "і") or after.end() > match.end("letter")
    )


def _nominative(text: str, start: int, said: str, official: str | None) -> str:
    """Return the street's name as on its sign: "на Садовой" and "вулиці Садовій" back to the nominative."""
    if official:
        return official
    if not re.search(
        r"(?:улиц[еуы]|вулиц[іюі]|\bна|\bпо|\bс|\bз|\bна ул\.|\bна вул\.)\s*$",
        text[max(0, start - 10) : start],
    ):
        return said
    for ending, nominative in (
        (r"(?<=[нктвшжчщх])ой$", "ая"), (r"ої$", "а"), (r"ей$", "яя"), (r"ую$", "ая"), (r"юю$", "яя"),
        (r"(?<=[нвк])ій$", "а"), (r"(?<=[оеі]в)у$", "а"), (r"(?<=н)у$", "а"), (r"(?<=ськ)у$", "а"),
    ):  # fmt: skip
        changed = re.sub(ending, nominative, said)
        if changed != said:
            return changed
    return said


def _with_flats(text: str, found: list[tuple[int, int, Address]], pieces: list[Piece]) -> list[Address]:
    """Give each flat and floor to the address nearest before it, else to the first one."""
    addresses = [address for _, _, address in found]
    for pattern, name in ((_FLAT, "flat"), (_FLOOR, "floor")):
        for match in pattern.finditer(text):
            value = match["a"] or match["b"] or match["c"]
            if name == "floor":
                if match["a"] and _STOREYS.match(text, match.end()):
                    continue
                value = ORDINALS.get(value, value)
            if not addresses:
                found.append((match.start(), match.end(), Address()))
                addresses.append(Address())
            at = max((i for i, (start, _, _) in enumerate(found) if start <= match.start()), default=0)
            if getattr(addresses[at], name) is None:
                addresses[at] = (
                    replace(addresses[at], flat=value.upper())
                    if name == "flat"
                    else replace(addresses[at], floor=value)
                )
                pieces.append((match.start(), match.end(), f"address.{name}"))
    return addresses


def _with_house_said_apart(text: str, addresses: list[Address], pieces: list[Piece]) -> None:
    """Give a street the house that is named apart from it: "on Hillside Avenue, we are at number 14"."""
    if len(addresses) != 1 or not addresses[0].street or addresses[0].house:
        return
    for match in _HOUSE_APART.finditer(text):
        if not unit_follows(text, match.end()) and not person_is_next(text, match.end()):
            addresses[0] = replace(addresses[0], house=match["house"].upper())
            pieces.append((*match.span(), "address.house"))
            return
