"""Numbers that cannot count people: floors, hours, seats, animals, the number of a flat, a time of day."""

import re

from clearway.reading.appeals.phrases import lexicon
from clearway.reading.appeals.tokens import Token

_ORDINAL = r"(?:(?:st|nd|rd|th|й|я|е|го|му|м|ій|ом)\b\s?)?"
_SIZE = r"(?:small |big |large |free |empty |spare |свобод\w+ |вільн\w+ |пуст\w+ )?"
_UNITS = "|".join(lexicon("counting")["other units"])
_THINGS = "|".join(lexicon("counting")["other things"])
_OTHER_UNIT = re.compile(rf"\s?-?\s?{_ORDINAL}(?:{_UNITS}|{_SIZE}(?:{_THINGS}))")
_NUMBER_SIGN = re.compile(
    r"(?:\bno\b\.?|№|#|номер\w*|number|школ\w+|school|bus|автобус\w*|маршрут\w*|route|больниц\w+|"
    r"лікарн\w+|hospital|entrance|подъезд\w*|під'їзд\w*|этаж\w*|поверх\w*|floor|flat|apt\.?|apartment|"
    r"room|кв\.?|квартир(?!ах|ам)\w*|комнат(?!ах|ам)\w*|house|дом(?!ах|ам)\w*|д\.|буд\w*\.?|корпус\w*|корп\.?|group|груп+\w*|"
    r"категор\w*)\s*:?\s*$"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\d{1,4}[.,]\d{1,4}(?:[.,]\d{2,4})?|\d{4,}|[-−–]\s?\d{1,2}\s?(?:°|градус)")


def unit_follows(text: str, end: int) -> bool:
    """Whether the number that ends here counts floors, hours, seats, animals …"""
    return _OTHER_UNIT.match(text, end) is not None


def counts_other_things(text: str, start: int, end: int) -> bool:
    """Whether the number at a place counts floors, hours, seats …, or is that of a flat or a bus."""
    return unit_follows(text, end) or _NUMBER_SIGN.search(text[max(0, start - 16) : start]) is not None


def other_numbers(text: str, found: list[Token]) -> list[tuple[int, int]]:
    """Return the spans of numbers that cannot count people, so that counting need not see them."""
    spans = [(match.start(), match.end()) for match in _CLOCK.finditer(text)]
    for token in found:
        if token.kind == "number" and counts_other_things(text, token.start, token.end):
            spans.append((token.start, token.end))
    return spans
