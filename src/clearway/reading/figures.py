"""What a number in a sentence counts: people killed, injured, missing, evacuated; houses, drones, beds.

Ages, dates, distances, durations and ratios are no counts (`counts.py`). "No casualties reported" is a
figure of its own (`none_reported`, no value): it is not zero. A person named in the
singular ("a woman was killed") counts one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from clearway.reading.counts import counts_in
from clearway.reading.numerals import Numeral, numerals
from clearway.reading.wordlists import sections_of

_LISTED = sections_of("roles.txt")


def _pattern(*sections: str) -> str:
    return "|".join(f"(?:{line})" for section in sections for line in _LISTED[section])


def _by_role(*sides: str) -> list[tuple[str, re.Pattern[str]]]:
    named = [(key.split()[1], key) for key in _LISTED if key.split()[0] in sides]
    roles = dict.fromkeys(role for role, _ in named)
    return [
        (role, re.compile(rf"\b(?:{_pattern(*(k for r, k in named if r == role))})(?!\w)")) for role in roles
    ]


_RIGHT, _LEFT = _by_role("right", "both"), _by_role("left", "both")
_ANY_ROLE = re.compile("|".join(p.pattern for _, p in (*_RIGHT, *_LEFT)))
_UNITS = [
    ("people", re.compile(rf"(?:{_pattern('people')})(?!\w)")),
    ("fighters", re.compile(rf"(?:{_pattern('fighters')})(?!\w)")),
    ("families", re.compile(rf"(?:{_pattern('families')})(?!\w)")),
    *(
        (key.split()[1], re.compile(rf"(?:{_pattern(key)})(?!\w)"))
        for key in _LISTED
        if key.startswith("unit ")
    ),
]
_PEOPLE = ("people", "fighters", "families", "")
_NONE = [(key.split()[1], re.compile(_pattern(key))) for key in _LISTED if key.startswith("none ")]
_INCLUDING = re.compile(
    r"(?:\bincluding|\bamong (?:them|the (?:dead|injured|wounded))|\bof (?:them|whom)|"
    r"\bin particular|\bв том числе|\bв т\.? ?ч\.?|\bиз них|\bсреди (?:них|погибших|"
    r"раненых|"
    r"пострадавших)|\bвключая|\bу тому числі|\bв тому числі|\b(?:і?з|зі) них|\bсеред (?:них|"
    r"загиблих|поранених|постраждалих)|\bзокрема)"
    r"[^.;\d]{0,30}$"
)
_PARENTHESIS = re.compile(
    r",\s(?:(?:по|за|according|as|including|в том числе|у тому числі|among|aged)\b[^,.;]{0,60}|"
    r"(?:aged )?\d{1,2}(?:,? (?:and|и|та|і) \d{1,2})?(?: (?:years?(?: old)?|лет|років|года|"
    r"роки))?),|\([^)]{0,80}\)"
)
_OF_THEM = re.compile(r" (?:of (?:them|whom|those)|из (?:них|которых)|з (?:них|яких))\b")
_OF_WHOLE = re.compile(r"\s(?:(?:out )?of|из|із|з)(?: the)? \d[\d, ]*(?=\s)")
_ROSE = re.compile(
    r"(?:rise|rose|risen|climb\w*|grew|grown|increas\w+|up|went|gone|вырос\w*|увелич\w*|возрос\w*|"
    r"зросл\w*|збільш\w*|drop\w*|fell|fallen|reduc\w+|revis\w+|снизил\w*|уменьш\w*|зменш\w*)"
    r"(?: \w+){0,2} $"
)
_GREW_TO = re.compile(
    r"^[^;]{0,300}(?:вырос|увелич|возрос|зросл|збільш|достиг|сягну|rose|risen|climbed|grew|increased)"
)
_ONE_EN = re.compile(rf"\b(?:an?|another)\s(?:[\w'-]+\s){{0,3}}?(?:{_pattern('one person en')})\b")
_KIN_EN = re.compile(rf"\b(?:his|her|their|its|whose)\s(?:[\w'-]+\s){{0,2}}?(?:{_pattern('kin en')})\b")
_COUPLE = re.compile(rf"\b(?:{_pattern('couple')})(?!\w)")
_ONE_CY = re.compile(rf"\b(?:{_pattern('one person cyrillic')})\b")
_SINGULAR_CY = re.compile(
    r"погиб(?:л[аио])?\b|убит[аы]?\b|ранен[аы]?\b|ранило|ранени\w+|пострадал[аи]?\b|доставлен\w*|"
    r"в больниц|[ув] лікарн|умер(?:ла)?\b|"
    r"скончал(?:ся|ась)|убил[аио]?|получил[а]?\b|травмирован[а]?\b|госпитализирован[а]?\b|"
    r"пропал[аи]? без|"
    r"загину(?:в|л[аио])\b|вбит[аоий]+\b|вбило|поранен[аоий]+\b|постражда(?:в|л[аи])\b|"
    r"помер(?:ла)?\b|отрима(?:в|ла)\b|травмован[аоий]+\b|госпіталізован[аоий]+\b|"
    r"дістал[а]\b|поранило|гибел\w+|загибел\w+"
)
_MOST = 40  # numbers of one sentence; what has more is a table
_REACH = 160  # characters
_WINDOW = 9  # words between a number and what it counts


@dataclass(frozen=True)
class Figure:
    """A number with what it counts.

    start, end : plain offsets of the number with its qualifier
    role : killed, injured, missing, evacuated, damaged, shot_down, ...; "including" is part of another figure
    value, low, high : None where the words do not say; never 0 for "none reported"
    qualifier : exact, at_least, more_than, up_to, less_than, nearly, about, range, several, none_reported
    unit : people, fighters, families, homes, drones, square_miles, ...
    """

    start: int
    end: int
    role: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str


AREAS = frozenset(["square_kilometres", "square_miles", "hectares"])
CASUALTY_ROLES = frozenset(["killed", "injured", "missing", "hospitalised", "casualties"])


def figures(plain: str, start: int, end: int) -> list[Figure]:
    """Return the figures of one sentence of a plain text, in order."""
    text = plain[start:end].lower()
    if len(text) != end - start:
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain[start:end])
    text = text.replace("\n", " ").replace("\r", " ")
    found = [*_none_reported(text), *_counted(text)]
    return [
        replace(f, start=f.start + start, end=f.end + start) for f in sorted(found, key=lambda f: f.start)
    ]


def _none_reported(text: str) -> Iterable[Figure]:
    for role, pattern in _NONE:
        for match in pattern.finditer(text):
            yield Figure(match.start(), match.end(), role, None, None, None, "none_reported", "people")


def _counted(text: str) -> list[Figure]:
    if (
        not _ANY_ROLE.search(text)
        and not any(char.isdigit() for char in text)
        and not _NUMBER_HINT.search(text)
    ):
        return []
    quiet = _PARENTHESIS.sub(lambda match: " " * len(match.group()), text)
    counted = [_grown(text, n) for n in counts_in(text)]
    counted = sorted([*counted, *_single_people(text, counted)], key=lambda n: n.start)
    counted = counted[:_MOST]
    found: list[Figure | None] = [_figure(text, quiet, counted, i) for i in range(len(counted))]
    _share_roles(text, counted, found)
    return [figure for figure in found if figure is not None]


_NUMBER_HINT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|several|multiple)|"
    r"\b(?:дв|тр|четыр|чотир|пят|п'ят|дес|сот|тыс|тис|нескольк|кільк|один|одн|шест|шіст|сем|сім|вос|віс)"
)


def _grown(text: str, numeral: Numeral) -> Numeral:
    """Read "rose to 12" (in Russian "выросло до 12") as 12, not as up to 12."""
    if numeral.qualifier == "range" and _ROSE.search(text[: numeral.start]):
        last = numerals(text, numeral.start + text[numeral.start : numeral.end].rfind(" ") + 1, numeral.end)
        if last and last[-1].value == numeral.high:
            return replace(last[-1], start=numeral.start)
    if numeral.qualifier == "up_to" and _GREW_TO.search(text[: numeral.start]):
        return replace(numeral, qualifier="exact", low=numeral.value, high=numeral.value)
    return numeral


def _single_people(text: str, counted: list[Numeral]) -> Iterable[Numeral]:
    """Return people named in the singular beside what happened to them, as numbers of one."""
    taken = [(n.start, n.end + len(re.split("[,;.]", text[n.end : n.end + 25])[0])) for n in counted]
    for pattern, value in ((_ONE_EN, 1.0), (_KIN_EN, 1.0), (_COUPLE, 2.0)):
        for match in pattern.finditer(text):
            if not any(n.start < match.end() and match.start() < n.end for n in counted):
                yield Numeral(match.start(), match.end(), match.span(), value, value, value, "exact")
    for match in _ONE_CY.finditer(text):
        near = text[max(0, match.start() - 60) : match.end() + 40]
        if not any(start <= match.start() < end for start, end in taken) and _SINGULAR_CY.search(near):
            yield Numeral(match.start(), match.end(), match.span(), 1.0, 1.0, 1.0, "exact")


def _figure(text: str, quiet: str, counted: list[Numeral], i: int) -> Figure | None:
    numeral = counted[i]
    shown = [n for n in counted if quiet[n.core[0]] != " "]  # not in brackets or between commas
    left_end = max([n.end for n in shown if n.end <= numeral.start], default=0)
    later = (
        n.start
        for n in shown
        if n.start > numeral.start and not _OF_PLACES.search(text[max(0, n.start - 12) : n.start])
    )
    right_end = min(later, default=len(text))
    if _INCLUDING.search(text[max(0, numeral.start - 60) : numeral.start]):
        return _made(numeral, "including", _unit(text, numeral))
    unit = _unit(text, numeral)
    if unit == "fighters" and _LOSSES.search(quiet[left_end : numeral.start]):
        return _made(numeral, "lost", unit)
    if unit in _PEOPLE:
        role = _people_role(text, quiet, numeral, left_end, right_end)
    else:
        role = _thing_role(text, unit)
        if role == "evacuated" and _OF_PLACES.search(text[max(0, numeral.start - 12) : numeral.start]):
            role = None
    if role is None and numeral.value is not None and _OF_THEM.match(text, numeral.end):
        role = "including"
    return _made(numeral, role, unit) if role else None


_OF_PLACES = re.compile(r"\b(?:of|in|from|at|near|across|on|aboard|из|в|во|со|у|з|зі|із|по) $")


def _made(numeral: Numeral, role: str, unit: str) -> Figure:
    start, end = numeral.start, numeral.end
    return Figure(
        start, end, role, numeral.value, numeral.low, numeral.high, numeral.qualifier, unit or "people"
    )


def _unit(text: str, numeral: Numeral) -> str:
    """Return what kind of thing follows the number within three words, "" if nothing known does."""
    if (
        numeral.value == 1.0
        and not text[numeral.core[0]].isdigit()
        and " " in text[numeral.core[0] : numeral.core[1]]
    ):
        return "people"
    if any(pattern.fullmatch(text, *numeral.core) for pattern in (_ONE_CY, _COUPLE)):
        return "people"
    if (
        text[numeral.start : numeral.core[0] + 1].strip().endswith(("$", "€", "£"))
        or "$" in text[numeral.start : numeral.end]
    ):
        return "money"
    after = text[numeral.end : numeral.end + 70]
    whole = _OF_WHOLE.match(after)
    at = whole.end() if whole else 0
    for _ in range(4):
        step = re.compile(r"(?:\s(?:of|из|з)\b)?[\s-]").match(after, at)
        if step is None:
            return ""
        at = step.end()
        for name, pattern in _UNITS:
            if pattern.match(after, at):
                return name
        word = re.compile(r"[^\W\d_][\w'-]*").match(after, at)
        if word is None or _ANY_ROLE.match(after, at):
            return ""
        at = word.end()
    return ""


def _people_role(text: str, quiet: str, numeral: Numeral, left_end: int, right_end: int) -> str | None:
    if _CAN_TAKE.search(text[max(0, numeral.start - 30) : numeral.start]):
        return "available"
    left = _left_role(quiet[max(left_end, numeral.start - _REACH) : numeral.start])
    if left is not None and left[1] <= 1:
        return "casualties" if _both_ways(text, numeral) else left[0]
    right = _right_role(quiet[numeral.end : min(right_end, numeral.end + _REACH)])
    if right is not None:
        return right
    if left is not None and left[1] <= _WINDOW - 3:
        return left[0]
    return "without_power" if _WITHOUT.search(text[numeral.end : numeral.end + _REACH]) else None


_LOSSES = re.compile(r"\b(?:loss(?:es)?|lost|потер[яи]\w*|втрат\w*)\b[^,;.]{0,30}$")


_CAN_TAKE = re.compile(
    r"(?:take in|takes in|will take|can take|прийме|примет|приймуть|примут|приймають|принимает|прихистить|"
    r"приютит|host|accommodate|receive|house|shelter|room for|places for|"
    r"beds for|принять|разместить|приютить|прийняти|"
    r"розмістити|прихистити|мест на|місць на) $"
)
_WITHOUT = re.compile(
    r"^[^.;]{0,60}\b(?:without (?:power|electricity|water|light|gas|heat)|без (?:света|"
    r"электр|воды|газа|тепла|світла|електр|води|газу))"
)


def _both_ways(text: str, numeral: Numeral) -> bool:
    before = text[max(0, numeral.start - 40) : numeral.start]
    return re.search(r"(?:kill\w+ (?:and|or) (?:wound|injur)\w+) $", before) is not None


def _left_role(before: str) -> tuple[str, int] | None:
    """Return the nearest role before a number and how many words away, in the same part of the sentence."""
    before = before.removesuffix("– ")
    cut = max(before.rfind(mark) for mark in (",", ";", ".", "–", "("))
    before = before[cut + 1 :]
    best: tuple[str, int] | None = None
    nearest = -1
    for role, pattern in _LEFT:
        for match in pattern.finditer(before):
            between = before[match.end() :]
            if match.end() > nearest and not re.search(r"\b(?:and|but|и|а|та|і|й|also)\b", between):
                nearest, best = match.end(), (role, len(between.split()))
    return best


def _right_role(after: str) -> str | None:
    """Return the first role after a number, in the same part of the sentence."""
    stop = re.search(
        r"[;.!?]|,\s(?!(?:who|которы|які|який|яка)\b)|\s(?:but|while|whereas|но|однако|але|проте)\s", after
    )
    after = after[: stop.start()] if stop else after
    best: tuple[int, str] | None = None
    for role, pattern in _RIGHT:
        match = pattern.search(after)
        if match is None or len(after[: match.start()].split()) > _WINDOW:
            continue
        if re.search(r"\b(?:not|never|n't|не)\s(?:\w+\s)?$", after[: match.start()]):
            continue
        if best is None or match.start() < best[0]:
            best = (match.start(), role)
    return best[1] if best else None


_THING_ROLES = tuple(
    (key.split()[1], re.compile(_pattern(key))) for key in _LISTED if key.startswith("things ")
)


def _thing_role(text: str, unit: str) -> str | None:
    """Return what the sentence says of things: shot down, destroyed, damaged, lost, available ..."""
    if unit in AREAS:
        return "area"
    if unit == "money":
        return "money"
    for role, pattern in _THING_ROLES:
        if pattern.search(text) and _fits(role, unit):
            return role
    return None


_FITS = {
    "shot_down": {"drones", "missiles", "aircraft", "shells"},
    "destroyed": {"homes", "buildings", "vehicles", "tanks", "aircraft", "settlements"},
    "damaged": {"homes", "buildings", "vehicles", "windows", "tanks", "aircraft"},
    "lost": {"tanks", "aircraft", "vehicles", "settlements", "drones"},
    "available": {"beds", "shelters"},
    "without_power": {"homes", "settlements", "subscribers", "buildings"},
    "attacked": {"settlements"},
    "launched": {"drones", "missiles", "shells", "attacks"},
    "evacuated": {"settlements"},
}


def _fits(role: str, unit: str) -> bool:
    return unit in _FITS[role]


_COORDINATION = re.compile(
    r"^[^.;]{0,45}(?:,| and| и| та| і| й|,? а также|,? а також)\s?(?:another |ещё |еще |ще )?"
    r"(?:(?:his|her|their|its|его|её|ее|их|його|її|їхн\w+) )?(?:\d{1,2}-(?:year-old|\w+) )?$"
)


def _share_roles(text: str, counted: list[Numeral], found: list[Figure | None]) -> None:
    """Give a number without a role its neighbour's: "two men and a woman were killed"."""
    for i in reversed(range(len(counted) - 1)):
        if found[i] is None and found[i + 1] is not None:
            _share(text, counted, found, i, i + 1)
    for i in range(1, len(counted)):
        if found[i] is None and found[i - 1] is not None:
            _share(text, counted, found, i, i - 1)


def _share(text: str, counted: list[Numeral], found: list[Figure | None], i: int, giver: int) -> None:
    first, second = sorted((i, giver))
    between = text[counted[first].end : counted[second].start]
    unit = _unit(text, counted[i])
    role = found[giver]
    if role is None or not _COORDINATION.match(between) or _ANY_ROLE.search(between):
        return
    if _OF_THEM.match(text, counted[giver].end):
        return  # "forty people, several of them wounded": the whole does not share its part's role
    same_kind = unit in _PEOPLE and unit != "" and role.unit in _PEOPLE
    if (same_kind and (role.role != "including" or giver < i)) or (
        unit and unit not in _PEOPLE and _fits_lost(role, unit)
    ):
        found[i] = _made(counted[i], role.role, unit)


def _fits_lost(figure: Figure, unit: str) -> bool:
    return figure.role in _FITS and _fits(figure.role, unit)
