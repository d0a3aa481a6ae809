"""How urgent an appeal is, by rules that say their reasons: threat to life, time left, exposure of the place.

critical : somebody may die within hours if nobody comes
high     : somebody cannot help themselves, or what keeps people alive is missing
normal   : people who want to leave and can walk
low      : a question, or a need that can wait
none     : nothing to do for them (offers, cancellations, complaints)

The tone of a message does not count: polite and short is not less urgent, shouting not more.
"""

import re
from dataclasses import dataclass

from clearway.reading.appeals.numerals import NUMBER, value_of
from clearway.reading.appeals.phrases import first_said, phrases

Piece = tuple[int, int, str]  # start, end, rule

URGENCIES = ("critical", "high", "normal", "low", "none")

_LEXICON = phrases("urgency")
_LIFE = phrases("urgency", "life")  # by the reason in words
_EXPOSED = phrases("urgency", "exposed")
_COLD = phrases("urgency", "cold")
_NOW, _SYMPTOMS = _LEXICON["now"], _LEXICON["symptoms"]
_IN_THE_AIR = "gas or chemicals in the air"
_HOURS_LEFT = re.compile(
    rf"(?P<n>{NUMBER})\s?"
    r"(?P<unit>hours?|hrs?|h\b|час(?:а|ов)?\b|год(?:ин|ини|ину)\b|days?|дн(?:я|ей|і|ів)\b|день|сут\w+|доб[иу])"
)
_LEFT_WORDS = re.compile(
    r"left|remain|only|until|more|enough|last|for one|in the next|within|осталось|остал|хватит|"
    r"на\s+\d|на\s+один|закан|законч|залиш|лиш|вистач|закінч"
)
_LEFT_AFTER = re.compile(r"\s(?:of \w+ )?(?:left|remain|осталось|залишилось|only)")
_SINCE = re.compile(
    r"(?:since|for|without|ago|уже|вже|без|второй день|третий день|другий день|третій день|назад|тому)"
)
_HEAVY = frozenset(
    {
        "infant",
        "child_alone",
        "elderly",
        "mobility",
        "wheelchair",
        "bedridden",
        "pregnant",
        "blind",
        "deaf",
        "disability",
        "oxygen",
        "chronic",
        "injured",
    }
)
_GRAVE_NEEDS = frozenset(
    {"rescue", "medical", "medicine", "stretcher", "water", "food", "welfare_check", "shelter"}
)
_MOST_HOURS = 48


@dataclass(frozen=True)
class Urgency:
    """A level, its reasons in words, hours left (None if not said), and how exposed the place is (0 to 2)."""

    level: str
    reasons: tuple[str, ...]
    hours_left: float | None = None
    exposure: int = 0
    pieces: tuple[Piece, ...] = ()


def says_life_is_at_risk(text: str) -> bool:
    """Whether a text in small letters says that somebody may die within hours."""
    return any(first_said(pattern, text) for pattern in _LIFE.values())


def find_urgency(
    text: str, *, kind: str, needs: list[str], vulnerable: list[str], unreadable: bool
) -> Urgency:
    """Return how urgent a message is and why; `text` is in small letters.

    unreadable : the message says too little, or is in a language without rules: a person must look at once
    """
    if kind in ("offer", "cancel", "complaint", "other") and not unreadable:
        return Urgency("none", ())
    pieces: list[Piece] = []
    critical = []
    for reason, pattern in _LIFE.items():
        if span := first_said(pattern, text):
            critical.append(reason)
            pieces.append((*span, "urgency.life"))
    hours = _hours_left(text, pieces)
    if "child_alone" in vulnerable:
        critical.append("a child is alone")
    vital = bool({"medicine"} & set(needs)) or "oxygen" in vulnerable
    if vital and {"chronic", "oxygen"} & set(vulnerable) and (hours is not None or _NOW.search(text)):
        hours = 24.0 if hours is None else hours
        critical.append("medicine that keeps somebody alive is running out")
    exposure, exposed = _exposure(text, pieces)
    if _IN_THE_AIR in exposed and (span := first_said(_SYMPTOMS, text)):
        critical.append("people fall ill from what is in the air")
        pieces.append((*span, "urgency.symptoms"))
    if critical and kind != "question":
        return Urgency("critical", (*critical, *exposed), hours, exposure, tuple(pieces))
    high = [f"{word}" for word in (_SAID[v] for v in vulnerable if v in _HEAVY)]
    high += [_NEED_SAID[need] for need in needs if need in _GRAVE_NEEDS]
    high += exposed
    if hours is not None and hours <= 24:
        high.append(f"{hours:g} hours left")
    if unreadable:
        high.append("a person must read this at once")
    if high and (kind != "question" or unreadable):
        return Urgency("high", tuple(dict.fromkeys(high)), hours, exposure, tuple(pieces))
    if kind == "question":
        return Urgency("low", ("a question",), hours, exposure, tuple(pieces))
    reasons = ["children"] if "child" in vulnerable else []
    return Urgency(
        "normal",
        (*reasons, "wants to leave" if "evacuation" in needs else "asks for help"),
        hours,
        exposure,
        tuple(pieces),
    )


_SAID = {
    "infant": "an infant",
    "elderly": "old people",
    "mobility": "somebody who can hardly walk",
    "wheelchair": "a wheelchair",
    "bedridden": "somebody bedridden",
    "pregnant": "a pregnant woman",
    "blind": "somebody blind",
    "deaf": "somebody deaf",
    "disability": "a disability",
    "oxygen": "somebody on oxygen",
    "chronic": "a chronic illness",
    "injured": "somebody injured",
    "child_alone": "a child alone",
    "child": "children",
}
_NEED_SAID = {
    "rescue": "must be rescued",
    "medical": "needs a doctor",
    "medicine": "needs medicine",
    "stretcher": "needs a stretcher",
    "water": "no water",
    "food": "no food",
    "welfare_check": "somebody does not answer",
    "shelter": "no roof",
}


def _hours_left(text: str, pieces: list[Piece]) -> float | None:
    """Return the shortest time that a message says is left, in hours, if it is two days or less."""
    least = None
    for match in _HOURS_LEFT.finditer(text):
        around = text[max(0, match.start() - 30) : match.end() + 12]
        before = text[max(0, match.start() - 24) : match.start() + 6]
        said_left = _LEFT_AFTER.match(text, match.end()) is not None
        if not said_left and (not _LEFT_WORDS.search(around) or _SINCE.search(before)):
            continue
        number = value_of(match["n"])
        if number is None:
            continue
        hours = number * (1.0 if re.match(r"h|час|год", match["unit"]) else 24.0)
        if hours <= _MOST_HOURS and (least is None or hours < least):
            least = hours
            pieces.append((match.start(), match.end(), "urgency.time_left"))
    return least


def _exposure(text: str, pieces: list[Piece]) -> tuple[int, list[str]]:
    """Return how exposed the place is (0 to 2) and by what, in words."""
    degree, reasons = 0, []
    for weight, patterns, rule in ((2, _EXPOSED, "urgency.exposed"), (1, _COLD, "urgency.cold")):
        for reason, pattern in patterns.items():
            if span := first_said(pattern, text):
                degree = max(degree, weight)
                reasons.append(reason)
                pieces.append((*span, rule))
    return degree, reasons
