"""Which number is a part of another: "including two children", "eight of whom died", "трое – дети".

| words | the number is |
| --- | --- |
| including two children; среди погибших – ребёнок | a part, with no role of its own |
| of them 12 died; eight of whom died | a part that has a role of its own |
| two of the dead were teenagers; a boy was among the dead; трое – дети | a part |
| Of the 52 people taken to hospital, 30 have left | 52 the whole, 30 a part |
| three people died: two brothers and a guard | who the three are: not counted again |
"""

import re
from collections.abc import Sequence

from clearway.reading.numerals import Numeral
from clearway.reading.roles import ANY_ROLE, PARTITIVE, listed

_UP_TO = r"(?:[^.;\d]|\b\d{1,2}-(?:year|летн|річн)){0,30}"  # to the number, the age of a person left aside
_INCLUDING = re.compile(rf"\b(?:{listed('including')})(?P<between>{_UP_TO.replace('.;', '.;,')})$")
_OF_THEM = re.compile(rf"\b(?:{listed('of them')})(?P<between>{_UP_TO})$")
_FRONTED = re.compile(rf"(?:^|[.;:,–] ?)(?:of|из|із|з) (?:the |all |those )?(?:{listed('group')}),? $")
_OF_WHOLE = re.compile(r"(?:^|[.;:,–] ?)(?:out )?(?:of|из|із|з)(?: the| all)? $")
_WAS_AMONG = re.compile(rf"[^.;,]{{0,30}} (?:was|were|is|are) among (?:the|those) (?:{listed('group')})\b")
_AMONG = re.compile(r"\b(?:among|of|среди|из|серед|з|із)\b")
_ALL_OF_A_KIND = re.compile(rf" – (?:{listed('people')})(?!\w)")
_COUNTS_ITSELF = re.compile(r" (?:deaths|fatalities|dead|killed|missing|wounded|погибших|загиблих)\b")
_STATE = re.compile(rf"(?: \w+)? (?:{listed('state noun')})(?!\w)")
_OF_NOTE = re.compile(rf"[^.;]{{0,60}}\b(?:{listed('part of note')})")
# "three people died: two brothers and a guard", "двое – мужчина и женщина".
_SPELLED_OUT = re.compile(r"[^.;,–:()]{0,60}(?::| –) (?P<list>[^.;:–()]{0,80})$")
_OWN_FATE = re.compile(rf"{ANY_ROLE.pattern}|(?:{listed('critical')})")
_LIST_END = re.compile(r"[.;:–()]")
_NEAR = 60  # characters before a number that may name its whole


def is_only_part(text: str, numeral: Numeral, counted: Sequence[Numeral]) -> bool:
    """Say whether a number is a part and nothing else: "including two", "two were among the dead"."""
    if _WAS_AMONG.match(text, numeral.end):
        return True
    return _follows(_INCLUDING, text, numeral, counted) and not _COUNTS_ITSELF.match(text, numeral.end)


def is_part(text: str, numeral: Numeral, counted: Sequence[Numeral]) -> bool:
    """Say whether a number with no role of its own is a part: "of them 12", "two of the dead"."""
    if _follows(_OF_THEM, text, numeral, counted):
        return True
    if numeral.value is None or not PARTITIVE.match(text, numeral.end):
        return False
    return numeral.value != 1 or _OF_NOTE.match(text, numeral.end) is not None  # "one of them said" is none


def is_kind_of_part(text: str, numeral: Numeral) -> bool:
    """Say whether a number says of what kind a part is: "22 человека, трое – дети"."""
    return _ALL_OF_A_KIND.match(text, numeral.end) is not None


def follows_whole(text: str, numeral: Numeral) -> bool:
    """Say whether a number stands behind its whole: "Of the dead, 89"."""
    return _FRONTED.search(text[: numeral.start]) is not None


def names_whole(text: str, numeral: Numeral) -> bool:
    """Say whether the words around a part name its whole, though no number does."""
    return any(
        (
            _AMONG.search(text[: numeral.start]),
            PARTITIVE.match(text, numeral.end),
            _WAS_AMONG.match(text, numeral.end),
        )
    )


def is_spelled_out(text: str, numeral: Numeral, counted: Sequence[Numeral]) -> bool:
    """Say whether a number only tells who a number before a colon or a dash are."""
    is_part = PARTITIVE.match(text, numeral.end) or is_only_part(text, numeral, counted)
    if is_part or _follows(_OF_THEM, text, numeral, counted):
        return False
    rest = _LIST_END.split(text[numeral.end :], maxsplit=1)[0]
    for whole in counted:
        if whole.end <= numeral.start and (whole.value or 0) > (numeral.value or 0):
            match = _SPELLED_OUT.fullmatch(text, whole.end, numeral.start)
            if match is not None and not _OWN_FATE.search(
                match["list"] + text[numeral.start : numeral.end] + rest
            ):
                return True
    return False


def is_whole(text: str, numeral: Numeral) -> bool:
    """Say whether a number is the whole that a part is taken from: "Of the 52 people on board"."""
    before = text[max(0, numeral.start - _NEAR) : numeral.start]
    return _OF_WHOLE.search(before) is not None and not _STATE.match(text, numeral.end)


def _follows(marker: re.Pattern[str], text: str, numeral: Numeral, counted: Sequence[Numeral]) -> bool:
    """Say whether a marker stands before a number with no other number and no role between."""
    match = marker.search(text[max(0, numeral.start - _NEAR) : numeral.start])
    if match is None or ANY_ROLE.search(match["between"]):
        return False
    at = numeral.start - len(match["between"])
    return not any(at <= other.start < numeral.start for other in counted)
