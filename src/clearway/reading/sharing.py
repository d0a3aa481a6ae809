"""What numbers share: "two men and a woman were killed", "44 dead, while the ministry spoke of 39"."""

import re

from clearway.reading.figure import CASUALTY_ROLES, Figure, made, unit_named
from clearway.reading.numerals import Numeral
from clearway.reading.roles import ANY_ROLE, PARTITIVE, PEOPLE, fits

_COORDINATION = re.compile(
    r"^[^.;]{0,45}(?:,| and| и| та| і| й| с| со| з| із|,? (?:along|together) with|"
    r",? а также|,? а також)\s?(?:another |all |all the |ещё |еще |ще |все |всі |усі )?"
    r"(?:(?:his|her|their|its|его|её|ее|их|його|її|їхн\w+) )?(?:\d{1,2}-(?:year-old|\w+) )?"
    r"(?:[а-яіїєґ]+(?:ый|ий|ая|яя|ой|ого|его|ую|ым|им|ній|на|у|ого) )?$"
)


# After a number with no known noun: nothing, or a word that may be people.
_MAY_BE_PEOPLE = re.compile(
    r"(?:\s(?:and|in|at|on)\b|[,.;]|\s*$|\s(?:[\w-]+\s)?\w+(?:ers|ors|men|women|ists|ians|ees|ants)\b|"
    r"\s[а-яіїєґ])"
)
_VERB = re.compile(
    r"\b(?:has|have|had|is|are|was|were|been|[а-яіїєґ]{2,}(?:али|или|ели|іли|їли|вели|зли|влено|авлено|"
    r"овано))\b"
)


# "44 dead, while the ministry spoke of 39", "власти подтвердили лишь 19": the same count by another voice.
_OTHER_COUNT = re.compile(
    r"(?:\b(?:confirm(?:ed|s)|reported|reports|(?:spoke|speaks?) of|counted|put (?:it|the (?:figure|"
    r"number)) at)|"
    r"\b(?:подтвер|підтвер|насчит|нараху|назыв|назвал|говор\w+ (?:о|об|про)|сообщ\w+ о|повідом\w+ про)\w*)"
    r" (?:only |just |лишь |только |лише |тільки )?$"
)


def share_roles(text: str, counted: list[Numeral], found: list[Figure | None]) -> None:
    """Give a number without a role its neighbour's: "two men and a woman were killed"."""
    for i in range(1, len(counted)):
        between = text[counted[i - 1].end : counted[i].start]
        if found[i] is None and found[i - 1] is not None and "," not in between:
            _share(text, counted, found, i, i - 1)
    for i in range(1, len(counted)):
        giver = next((f for f in reversed(found[:i]) if f is not None and f.role in CASUALTY_ROLES), None)
        is_bare = found[i] is None and re.match(r"\s*(?:[.,;!]|$)", text[counted[i].end :]) is not None
        if is_bare and giver is not None and _OTHER_COUNT.search(text[: counted[i].start]):
            found[i] = made(counted[i], giver.role, "people")
    for i in reversed(range(len(counted) - 1)):
        if found[i] is None and found[i + 1] is not None:
            _share(text, counted, found, i, i + 1)
    for i in range(1, len(counted)):
        if found[i] is None and found[i - 1] is not None:
            _share(text, counted, found, i, i - 1)


def _share(text: str, counted: list[Numeral], found: list[Figure | None], i: int, giver: int) -> None:
    first, second = sorted((i, giver))
    between = text[counted[first].end : counted[second].start]
    unit = unit_named(text, counted[i])
    role = found[giver]
    if role is None or not _COORDINATION.match(between) or ANY_ROLE.search(between) or _VERB.search(between):
        return
    if PARTITIVE.match(text, counted[giver].end):
        return  # "forty people, several of them wounded": the whole does not share its part's role
    clause = re.split(r"[,;:]", text[: counted[i].start])[-1]
    if giver > i and "," in between and " " not in between.split(",")[-1].strip() and _VERB.search(clause):
        return  # "led 45 people out, six were taken to hospital": the first has a verb of its own
    if (
        giver < i
        and "," in between
        and _VERB.search(text[counted[i].end : counted[i].end + 60].split(";")[0])
    ):
        return  # "killed 800 people, and many others have fled"
    is_joined = re.search(r"\b(?:and|и|та|і|й|also|также|також)\s?\S*\s?$", between) is not None
    is_close = (
        is_joined and role.role in CASUALTY_ROLES and _MAY_BE_PEOPLE.match(text, counted[i].end) is not None
    )
    same_kind = unit in PEOPLE and (unit != "" or is_close) and role.unit in PEOPLE
    if (same_kind and (role.role != "including" or giver < i)) or (
        unit and unit not in PEOPLE and fits(role.role, unit)
    ):
        found[i] = made(counted[i], role.role, unit)
