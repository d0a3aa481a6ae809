"""What happened to the people or things that a number counts: killed, injured, missing, evacuated, lost ...

`lexicon/roles.txt` lists the words of each role and on which side of the number they stand; the rules of the
language are here: how far a role reaches, what cuts it off, and which of two roles is meant.
"""

import re

from clearway.reading.numerals import NUMBER, Numeral
from clearway.reading.wordlists import sections_of

LISTED = sections_of("roles.txt")
_REACH = 160  # characters
_WINDOW = 9  # words between a number and what happened
_LEFT_WINDOW = 6


def listed(*sections: str) -> str:
    """Return one pattern of all lines of some sections of the lexicon."""
    return "|".join(f"(?:{line})" for section in sections for line in LISTED[section])


def _by_role(*sides: str) -> list[tuple[str, re.Pattern[str]]]:
    named = [(key.split()[1], key) for key in LISTED if key.split()[0] in sides]
    roles = dict.fromkeys(role for role, _ in named)
    return [
        (role, re.compile(rf"\b(?:{listed(*(k for r, k in named if r == role))})(?!\w)")) for role in roles
    ]


_RIGHT, _LEFT = _by_role("right", "both"), _by_role("left", "both")
ANY_ROLE = re.compile("|".join(p.pattern for _, p in (*_RIGHT, *_LEFT)))
_UNITS = [
    *((name, re.compile(rf"(?:{listed(name)})(?!\w)")) for name in ("people", "fighters", "families")),
    *((key.split()[1], re.compile(rf"(?:{listed(key)})(?!\w)")) for key in LISTED if key.startswith("unit ")),
]
PEOPLE = ("people", "fighters", "families", "")  # "" is a number with no noun that is known
AREAS = frozenset(["square_kilometres", "square_miles", "hectares"])
_WHOLE = re.compile(
    rf"\s(?:(?:out )?of|из|із|з)(?: the| all| all the| his| her| its| their| our| всех|"
    rf" усіх)? (?:{NUMBER})(?=\s)"
)
# "two of the dead", "семеро из них": what follows tells of the part.
PARTITIVE = re.compile(
    rf"\s(?:of (?:them|whom|which|those(?! \w)|(?:the|all the|those) (?:{listed('group')}))"
    rf"|(?:из|із|з|зі) (?:{listed('group')}))(?!\w)"
)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_PREPOSITIONS = frozenset(
    ["in", "on", "at", "by", "from", "with", "в", "во", "на", "у", "к", "до", "від", "от"]
)
_STEP = re.compile(r"(?:\s(?:of|из|з)\b)?[\s-]")


def unit_of(text: str, numeral: Numeral) -> str:
    """Return what kind of thing follows the number within three words, "" if nothing known does."""
    written = text[numeral.start : numeral.end]
    if "$" in written or written.strip().startswith(("€", "£")):
        return "money"
    after = text[numeral.end : numeral.end + 70]
    if (part := PARTITIVE.match(after)) is not None:
        return "people" if part.end() else ""
    whole = _WHOLE.match(after)
    at = whole.end() if whole else 0
    for _ in range(4):
        step = _STEP.match(after, at)
        if step is None:
            return ""
        at = step.end()
        for name, pattern in _UNITS:
            if pattern.match(after, at):
                return name
        word = _WORD.match(after, at)
        if word is None or ANY_ROLE.match(after, at) or word.group() in _PREPOSITIONS:
            return ""
        at = word.end()
    return ""


_CAN_TAKE = re.compile(rf"(?:{listed('can take')}) $")
_WITHOUT = re.compile(
    r"^[^.;]{0,60}\b(?:without (?:power|electricity|water|light|gas|heat)|без (?:света|"
    r"электр|воды|газа|тепла|світла|електр|води|газу)\w*)"
)
_BOTH_WAYS = re.compile(r"(?:kill\w+ (?:and|or) (?:wound|injur)\w+) $")
_GREW_TO = re.compile(rf"\b(?:{listed('grew to')}) $")
_COUNT_OF = [
    (key.split()[1], re.compile(rf"\b(?:{listed(key)})")) for key in LISTED if key.startswith("count ")
]
# "claimed three lives", "унёс 12 жизней".
_TOOK = re.compile(r"\b(?:claim|cost|t[ao]k|un[её]с|ун[её]с|забра)\w*(?: \w+){0,3} $")
_LIVES = re.compile(r"(?: \w+)? (?:lives|жизн\w+|житт\w+)(?!\w)")
# "lost 12 soldiers killed and wounded": a side's losses, not a count of dead.
_LOSSES = re.compile(r"\b(?:loss(?:es)?|lost|потер[яиюь]\w*|втрат\w*)\b[^,;.]{0,30}$")
_A_SIDE = re.compile(rf"\b(?:{listed('a side')})(?!\w)")


def is_loss(text: str, before: str, unit: str) -> bool:
    """Say whether a number of people is what an army is said to have lost."""
    if _LOSSES.search(before) is None:
        return False
    return unit == "fighters" or (unit in PEOPLE and _A_SIDE.search(text) is not None)


def people_role(text: str, quiet: str, numeral: Numeral, left_end: int, right_end: int) -> str | None:
    """Return what happened to a number of people.

    quiet : the sentence with asides blanked; left_end, right_end : where the neighbouring numbers stand
    """
    before, after = text[max(0, numeral.start - 40) : numeral.start], text[numeral.end : right_end]
    if _CAN_TAKE.search(before):
        return "available"
    if (lives := _LIVES.match(after)) is not None:
        is_lost = _TOOK.search(before) or re.match(
            r" (?:were |have been |had been )?lost\b", after[lives.end() :]
        )
        return "killed" if is_lost else None
    if _GREW_TO.search(before):
        grown = [
            (match.start(), role)
            for role, noun in _COUNT_OF
            for match in noun.finditer(text, 0, numeral.start)
        ]
        if grown:
            return max(grown)[1]
    if _OF_VICTIMS.match(text, numeral.end):
        return None
    part = PARTITIVE.match(text, numeral.end)
    whole = part or _WHOLE.match(text, numeral.end)  # "80 of the 140 injured are being treated"
    from_ = whole.end() if whole else numeral.end
    right = right_role(quiet[from_ : min(right_end, from_ + _REACH)], is_followed=right_end < len(text))
    if right is None:
        right = _beyond_aside(text[from_ : min(right_end, from_ + _REACH)])
    beyond = quiet[max(left_end, numeral.start - _REACH) : numeral.start]
    left = _left_role(beyond)
    if left is not None and left_end and beyond.endswith("– ") and right_role(beyond) == left[0]:
        left = None  # "five were hurt – two seriously": the word is of the number before
    if part is not None:
        return right or (left[0] if left is not None and left[1] <= 1 else None)
    if left is not None and left[1] <= 1:
        return "casualties" if _BOTH_WAYS.search(before) else left[0]
    if right is not None:
        return right
    if left is not None and left[1] <= _LEFT_WINDOW:
        return left[0]
    without = _WITHOUT.search(text[numeral.end : min(right_end, numeral.end + _REACH)])
    is_of_next = without is not None and numeral.end + without.end() + 1 >= right_end < len(text)
    return "without_power" if without is not None and not is_of_next else None


_OF_VICTIMS = re.compile(  # "14 families of those killed", "семьям погибших": not the victims themselves
    r" (?:[\w-]+ )?(?:(?:famil(?:y|ies)|relatives?|parents?|widows?|friends?|colleagues?|households?) of\b|"
    r"(?:сем|родствен|близк|вдов|родин|родич|близьк|сім)\w* (?:погибш|пострадавш|раненых|убитых|загибл|"
    r"постраждал|поранених))"
)
_ASIDE = re.compile(r"(?: [\w'-]+){0,4}, (?:(?:who|котор\w+|як(?:ий|а|е|і))\b|[^,.;]{2,60}, )")


def _beyond_aside(after: str) -> str | None:
    """Return the role behind "two men, both 30, ..." or inside "a woman, who ..."."""
    aside = _ASIDE.match(after)
    first = _first_role(_STOP.split(after[aside.end() :], maxsplit=1)[0]) if aside else None
    if first is None or aside is None:
        return None
    n_words = len(after[aside.end() : aside.end() + first[1]].split())
    return first[0] if n_words <= (1 if aside.group().endswith(", ") else _LEFT_WINDOW) else None


# What cuts a number off from the verb before it: "injured on a bus with 12 passengers".
_CUT = re.compile(
    r"\b(?:and|but|also|in|on|at|near|by|from|with|when|after|before|as|while|because|who|which|that|"
    r"where|until|"
    r"и|а|когда|после|котор\w+|та|і|й|коли|після|як(?:ий|а|і|е))\b"
)


def _left_role(before: str) -> tuple[str, int] | None:
    """Return the nearest role before a number and how many words away, in the same part of the sentence."""
    before = before.removesuffix("– ")
    cut = max(before.rfind(mark) for mark in (",", ";", ".", "–", "("))
    before = before[cut + 1 :]
    found = [
        (match.end(), role)
        for role, pattern in _LEFT
        for match in pattern.finditer(before)
        if not _CUT.search(before[match.end() :])
    ]
    if not found:
        return None
    at, role = max(found)
    if role == "injured" and any(other == "killed" for _, other in found):
        role = "killed"  # "померла поранена напередодні жінка"
    return role, len(before[at:].split())


_STOP = re.compile(
    r"[;.!?]|,\s(?!(?:who|котор\w+|як(?:ий|а|е|і))\b)|\s(?:but|while|whereas|но|однако|але|проте)\s"
)
_NOT = re.compile(
    r"\b(?:not|never|no|without|n't|не|без)\s(?:\w+\s)?$|\bcauses? of (?:\w+ )?$|"
    r"\b(?:refus|declin|отказ|відмов)\w+(?: to| от| від)? $|"
    r"\b(?:accused|charged|suspected|convicted|blamed|responsible|guilty|jailed|sentenced|arrested|"
    r"detained|on trial)"
    r" (?:of|with|over|for|in connection with)(?: [\w-]+){0,3} $|"
    r"\b(?:обвин|подозрев|підозр|звинувач|осужд|осудил|засудж|винов|винн)\w+ (?:[а-яіїєґ]+ ){0,3}$"
)
# "two men killed a guard", "a strike that killed six": the verb tells of its object, not of its subject.
_HAS_OBJECT = re.compile(
    r"\s(?:(?:an?|the|his|her|their|its|another|at least|more than|up to|several|dozens)\b"
    rf"|(?:{NUMBER})(?!\w))"
)
_PASSIVE = re.compile(r"(?:\b(?:was|were|is|are|been|being|be|get|gets|got)\s(?:\w+ly\s|also\s)?|^\s?)$")
_ACTIVE = frozenset(["killed", "injured", "wounded", "hurt", "murdered"])
_STATE_NOUN = re.compile(rf"(?: \w+)? (?:{listed('state noun')})(?!\w)")
# What stands between the wounded and another event: "12 wounded when a shell killed ...".
_ELSEWHERE = re.compile(
    r"\b(?:after|when|as|that|which|in an?|during|and|while|после|когда|что|в результате|при|и|после того|"
    r"внаслідок|унаслідок|після|коли|під час|та|і|й|а)\b"
)


def right_role(after: str, *, is_followed: bool = False) -> str | None:
    """Return the first role after a number in its part of the sentence (`is_followed`: a number comes next).

    "Eleven wounded remain in hospital": the predicate tells more than the noun.
    """
    stop = _STOP.search(after)
    after = after[: stop.start()] if stop else after
    first = _first_role(after, is_followed=is_followed and stop is None)
    if first is None:
        return None
    role, at = first
    noun = _STATE_NOUN.match(after)
    if noun is not None and at < noun.end():
        later = _first_role(after[noun.end() :])
        if later is not None and (later[0] in ("killed", "hospitalised", "rescued") or role == "displaced"):
            between = after[noun.end() : noun.end() + later[1]]
            return role if _ELSEWHERE.search(between) else later[0]
    return role


def _first_role(after: str, *, is_followed: bool = False) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    for role, pattern in _RIGHT:
        match = pattern.search(after)
        if (
            match is None
            or len(after[: match.start()].split()) > _WINDOW
            or _NOT.search(after[: match.start()])
        ):
            continue
        has_object = _HAS_OBJECT.match(after, match.end()) or (
            is_followed and not after[match.end() :].strip()
        )
        if match.group() in _ACTIVE and has_object and not _PASSIVE.search(after[: match.start()]):
            continue
        if best is None or match.start() < best[1]:
            best = (role, match.start())
    return best


_THING_ROLES = tuple((key.split()[1], re.compile(listed(key))) for key in LISTED if key.startswith("things "))
_FITS = {
    "shot_down": {"drones", "missiles", "aircraft", "shells"},
    "destroyed": {"drones", "homes", "buildings", "vehicles", "tanks", "weapons", "aircraft", "settlements"},
    "damaged": {"homes", "buildings", "vehicles", "windows", "tanks", "aircraft"},
    "lost": {"tanks", "weapons", "aircraft", "vehicles", "settlements", "drones"},
    "available": {"beds", "shelters"},
    "without_power": {"homes", "settlements", "subscribers", "buildings"},
    "attacked": {"settlements"},
    "launched": {"drones", "missiles", "shells", "attacks"},
    "evacuated": {"settlements"},
}


def thing_role(text: str, unit: str) -> str | None:
    """Return what the sentence says of things: shot down, destroyed, damaged, lost, available ..."""
    if unit in AREAS:
        return "area"
    if unit == "money":
        return "money"
    return next((role for role, pattern in _THING_ROLES if fits(role, unit) and pattern.search(text)), None)


def fits(role: str, unit: str) -> bool:
    """Say whether a role can be said of a kind of thing."""
    return unit in _FITS.get(role, ())
