"""Where: the places a sentence names, and the known place each one is.

Places are found by how sentences point at them ("in", "near", "the village of", "в посёлке", "біля"), and
checked against a gazetteer where one is given. A gazetteer is any table of names: settlements, streets,
the city's own links and shelters. Names match across alphabets and Russian and Ukrainian cases.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from clearway.letters import readings
from clearway.reading.sources import kind_of

_CAP = r"[A-ZА-ЯЁІЇЄҐ](?:[\w-]|'(?!s\b))*\w"
_NAME = rf"{_CAP}(?:(?:\s|-)(?:{_CAP}|na|de|la|upon|на)(?=\W|$))*"
_KINDS_EN = (
    r"region|district|oblast|province|county|city|town|village|settlement|suburb|community|municipality|"
    r"street|avenue|square|bridge|highway|road|boulevard|embankment|station|airport|"
    r"crossing|checkpoint|border|"
    r"power plant|river|neighbou?rhood|quarter"
)
_KINDS_CY = (
    r"област\w+|район\w*|округ\w*|кра[йяею]\w*|город\w*|посёлк\w+|поселк\w+|сел[аоеіу]\w*|"
    r"деревн\w+|улиц\w+|проспект\w*|площад\w+|"
    r"мост\w*|шоссе|вокзал\w*|район[іу]|області|громад\w+|міст[оаіу]|селищ\w+|вулиц\w+|міст\w*|площ[іа]"
)
_EN = re.compile(
    rf"\b(?:[Ii]n|[Nn]ear|[Aa]t|of|[Oo]n|to|[Ff]rom|into|[Aa]cross|[Oo]utside|[Aa]round|towards?|[Oo]ver|[Aa]bove|through|along|"
    rf"beyond|inside|between|via|hit|struck|"
    rf"on the outskirts of|shelled|attacked|targeted|left)\s"
    rf"(?:the\s)?(?:(?P<owner>{_CAP})'s\s)?(?:(?:[a-z-]+\s){{0,3}}?(?:city|towns?|"
    rf"villages?|region|district|suburb|settlement|port|county|"
    rf"province|communit\w+) of\s)?(?:(?:southern|northern|eastern|western|central|south|"
    rf"north|east|west|border|nearby|neighbou?ring|occupied|city's|"
    rf"[a-z]+-held|right-bank|left-bank)\s){{0,2}}(?P<name>{_NAME})(?:\s(?P<kind>{_KINDS_EN})s?\b)?"
)
_EN_KIND = re.compile(rf"(?:(?P<owner>{_CAP})'s\s)?(?P<name>{_NAME})\s(?P<kind>{_KINDS_EN})\b")
_EN_EVENT = re.compile(
    rf"\bthe (?P<name>{_NAME}) (?:wild)?(?:fires?|blaze|floods?|explosion|blast|crash|derailment|quake|"
    r"earthquake|avalanche|collapse|landslide|disaster|shelling|bombing|attack|strike|market)\b"
)
_EN_ROAD = re.compile(
    r"\b(?P<name>(?:[Rr]oute|[Hh]ighway|[Rr]oad|[Zz]one|[Dd]istrict|[Ss]ector|"
    r"[Ss]chool(?: [Nn]o\.?)?)\s(?:[A-Z]{0,2}-?\d+))\b"
)
_EN_PROPER = re.compile(
    rf"\b(?P<name>(?:{_CAP}\s)+(?:Bridge|Street|Road|Avenue|Square|Highway|Boulevard|"
    rf"Station|Dam|Airport|Tunnel|Hospital|School|Embankment))\b"
)
_CY_TYPED = re.compile(
    rf"\b(?:посёлк\w+|поселк\w+|сел[аоеу]|город[ауе]?|деревн\w+|станиц\w+|хутор\w*|села|"
    rf"селища|селищ[іу]|міст[аоіу]|смт|"
    rf"[гсмп]\.|пос\.)\s(?P<name>{_NAME})"
)
_CY_ROAD = re.compile(
    r"\b(?P<before>(?:[Тт]расс\w+|[Уу]лиц\w+|[Уу]л\.|[Вв]улиц\w+|[Вв]ул\.|"
    r"[Пп]роспект\w*|[Шш]оссе|[Мм]ост\w*|[Мм]іст)\s)"
    rf"(?P<name>{_CAP}(?:\s(?:–\s)?{_CAP})*)"
)
_SETTLEMENT_WORD = re.compile(
    r"(?:город|посёлк|поселк|сел[аоеі]|деревн|станиц|хутор|микрорайон|районе|міст[оіа]|"
    r"селищ|смт|г\.|с\.|п\.|пос\.|м\.)\w*\s$",
    re.I,
)
_CY = re.compile(
    rf"\b(?:[Вв]о?|[Нн]а|[Пп]од|[Уу]|[Оо]коло|[Вв]озле|[Бб]іля|[Пп]ід|[Пп]о|[Ии]з|[Зз]і?|"
    rf"[Іі]з|[Чч]ерез|[Пп]облизу|[Нн]ад|[Рр]айоне)\s"
    rf"(?:[а-яіїєґ]+(?:ой|ей|ом|ем|ому|ній|ій|их|ых|іх) )?"  # "в соседней", "на сусідній"
    r"(?:(?:окраин|околиц|центр|пригород|передмісті|север|юг|восток|запад|півноч|півдн|сход|заход|район)"
    r"\w* )?"
    rf"(?P<before>(?:(?:городе?|посёлке?|поселке?|селе|село|деревн\w+|станиц\w+|хутор\w+|"
    rf"микрорайон\w*|районе|місті|місто|селі|селищі|смт|г\.|с\.|п\.|пос\.|м\.|"
    rf"ул\.|улице|улицу|улицы|вул\.|вулиці|вулицю|проспекте?|проспекту|площади|площі|мосту|"
    rf"мост|міст)\s)?)(?P<name>{_NAME})(?:\s(?P<kind>{_KINDS_CY}))?"
)
# "Сосновка знову під обстрілом", "обстреляна Высокая Гряда", "Greywater came under fire".
_CY_SUFFERS = re.compile(
    rf"(?P<name>{_NAME}) (?:снова |опять |знову |уже |вже )?(?:под обстрел|під обстріл|"
    rf"обстрелян|обстріля|атакован|затоплен|обесточен|знеструмлен)\w*"
)
_CY_SUFFERED = re.compile(
    r"(?:обстрелян[аоы]?|обстреляли|обстріляно|обстріляли|атакован[аоы]?|атаковали|атаковано|атакували) "
    rf"(?P<name>{_NAME})"
)
_CY_OF_ATTACK = re.compile(
    rf"\b(?:обстрел|обстріл|атакова|атакува)\w* (?:(?:центр|окраин|околиц|сел|город|міст|посёлок|селищ)\w* )?"
    rf"(?P<name>{_NAME})"
)
_EN_SUFFERS = re.compile(
    rf"(?P<name>{_NAME}) (?:again )?(?:came under|comes under|(?:was|has been) (?:\w+ )?"
    r"(?:shelled|bombed|flooded|attacked))\b"
)
_CY_KIND = re.compile(
    rf"(?P<before>\b(?:сел[оа]|посёлок|поселок|город|місто|селище|ул\.|улица|улицы|вул\.|"
    rf"вулиця|вулиці|с\.|г\.|м\.)\s)?(?P<name>{_CAP}(?:[сц]к\w+|ськ\w+|"
    rf"цьк\w+))\s(?P<kind>{_KINDS_CY})"
)
_NO_PLACE = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|"
        r"july|august|september|october|november|december|"
    r"telegram|facebook|twitter|instagram|whatsapp|youtube|reuters|tass|ria|nyt|dw|bbc|cnn|"
        r"guardian|new york times|times|friday|the|"
    r"storm|russian|ukrainian|american|british|north korean|european|president|governor|"
        r"mayor|general|minister|he|she|they|it|we|i|god|"
    r"ночью|утром|дн[её]м|вечером|сегодня|вчера|вночі|уночі|вранці|вдень|ввечері|сьогодні|вчора|телеграм\w*|фейсбук\w*|вконтакте|telegram-канал\w*|мчс|мид|минобороны|росси[яиюей]+|"
        r"украин[аыуе]+|украинск\w+|российск\w+|росі[яїюєї]+|україн[аиуі]+|"
    r"російськ\w+|українськ\w+|оперштаб\w*|генштаб\w*|водоканал\w*|ова|дснс|всу|зсу|тасс|пво|"
    r"ппо|бог\w*", re.I,
)  # fmt: skip
_ORGANISATION = re.compile(
    r"\b(?:legion|corps|party|army|ministry|council|agency|endowment|congress|university|"
        r"institute|committee|security|facebook|"
    r"league|federation|group|brigade|battalion|channel|online|times|news|post|telegraph|"
        r"service|crescent|cross)\b", re.I,
)  # fmt: skip
_BEFORE_NO_PLACE = re.compile(
    r"\b(?:according|size|thanks|due|belongs?|loyal|member) (?:to|of) $|\b(?:told|said|by) $", re.I
)
_LEADING = re.compile(
    r"^(?:(?:in|on|the|at|from|near|to|of|a|an|for|and|but|as|after|by|в|во|на|из|з|у|по|под|"
    r"під)\s)+(?=\S)",
    re.I,
)
_COUNTRY = re.compile(
    r"russian?s?|ukrain\w+|belarus\w*|poland|germany|france|britain|china|the west|west|"
        r"europe|crimea|moscow|kyiv|washington|"
    r"united states|united kingdom|u\.s\.?|us|eu|kremlin|white house", re.I,
)  # fmt: skip
_NATION = re.compile(r"\w+(?:ian|ish|ese|ans?|ians)$")


@dataclass(frozen=True)
class KnownPlace:
    """A row of a gazetteer: a place people name.

    place_id : its id where it comes from (a zone, a link, a shelter, an OpenStreetMap id)
    kind : zone, link, shelter, settlement, street, region; free text
    """

    place_id: str
    name: str
    kind: str = "settlement"
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class PlaceMention:
    """A place as a sentence names it: plain offsets, the words, and the known places it may be."""

    start: int
    end: int
    name: str
    is_wide: bool
    known: tuple[KnownPlace, ...] = ()


class Gazetteer:
    """Known places, found by name in any alphabet, spelling or case."""

    def __init__(self, places: Iterable[KnownPlace] = ()):
        self._by_key: dict[str, list[KnownPlace]] = {}
        for place in places:
            for key in _keys(place.name):
                self._by_key.setdefault(key, []).append(place)

    def __len__(self) -> int:
        return len({place.place_id for places in self._by_key.values() for place in places})

    def find(self, name: str) -> tuple[KnownPlace, ...]:
        """Return the known places of a name, each once."""
        found: dict[tuple[str, str], KnownPlace] = {}
        for key in _keys(name):
            for place in self._by_key.get(key, ()):
                found[(place.kind, place.place_id)] = place
        return tuple(found.values())


_ENDING = re.compile(r"(?:oi|ogo|omu|imi|ami|ah|iah|ei|ii|om|em|ov|ev|iv|a|e|i|o|u|iu|ia|y)$")
_SOFTENED = {"g": "z", "k": "c"}  # in the locative: "Лузі" of Луг, "Сосновці" of Сосновка
_TYPE_WORD = re.compile(rf"^(?:(?:{_KINDS_EN}|{_KINDS_CY}|ул|вул|г|с|м|пос|просп|пер|the)\.?)$", re.I)


@lru_cache(maxsize=20_000)
def place_key(name: str) -> str:
    """Return one key for all spellings and cases of a place name."""
    return _keys(name)[0]


def _keys(name: str) -> list[str]:
    tokens = [t for t in re.findall(r"[\w'-]+", name) if not _TYPE_WORD.match(t)] or re.findall(
        r"[\w'-]+", name
    )
    first = [_bare(readings(token)[0]) if readings(token) else token for token in tokens]
    keys = [" ".join(first)]
    if len(tokens) == 1:
        keys += [_bare(reading) for reading in readings(tokens[0])[1:6]]
    return list(dict.fromkeys(keys)) or [name.lower()]


def _bare(sounds: str) -> str:
    """Take the case endings off a word's sounds, three letters stay; "Лузі" and "Луг" end alike."""
    for shortest in (3, 4, 4):  # "Харькове" loses "e", then "ov", as "Харьков" does
        cut = _ENDING.sub("", sounds)
        sounds = cut if len(cut) >= shortest else sounds
    return sounds[:-1] + _SOFTENED.get(sounds[-1:], sounds[-1:])


_DATELINE = re.compile(rf"\W*(?P<name>{_NAME})\W*")
# "Ольвен: двое раненых" at the head of a message: a place, unless it is somebody who speaks.
_HEADED = re.compile(rf"(?P<name>{_NAME}): (?=\w)")


def dateline_of(plain: str, start: int, end: int, gazetteer: Gazetteer | None = None) -> list[PlaceMention]:
    """Return the place that a first sentence of nothing but a name gives: "Olven." or "Olven: two killed"."""
    match = _DATELINE.fullmatch(plain, start, end) or _HEADED.match(plain, start, end)
    if match is None or len(match["name"].split()) > 3 or kind_of(match["name"]) is not None:
        return []
    mention = _mention(match, 0, gazetteer)
    return [mention] if mention is not None else []


def places_in(plain: str, start: int, end: int, gazetteer: Gazetteer | None = None) -> list[PlaceMention]:
    """Return the places that a sentence names, in order, each once."""
    text = plain[start:end]
    patterns = (
        (_EN_PROPER, _EN, _EN_KIND, _EN_EVENT, _EN_SUFFERS, _EN_ROAD)
        if not re.search(r"[\u0400-\u04ff]", text)
        else (_CY_KIND, _CY, _CY_ROAD, _CY_TYPED, _CY_SUFFERS, _CY_SUFFERED, _CY_OF_ATTACK)
    )
    found: dict[int, PlaceMention] = {}
    for pattern in patterns:
        for match in pattern.finditer(text):
            mention = _mention(match, start, gazetteer)
            if mention is not None and not any(
                m.start < mention.end and mention.start < m.end for m in found.values()
            ):
                found[mention.start] = mention
    return [found[at] for at in sorted(found)]


_CAPITALISED = re.compile(_NAME)


def named_again(plain: str, start: int, end: int, known: dict[str, PlaceMention]) -> list[PlaceMention]:
    """Return the place that opens a sentence, if the report points at it elsewhere: "Torvin buried its dead".

    known : place key -> the place as the report names it first
    """
    match = _CAPITALISED.match(plain, start, end)
    if match is None or kind_of(match.group()) is not None:
        return []
    for name in dict.fromkeys((match.group(), match.group().split()[0])):
        if (first := known.get(place_key(name))) is not None:
            return [PlaceMention(start, start + len(name), name, first.is_wide, first.known)]
    return []


def _mention(match: re.Match[str], start: int, gazetteer: Gazetteer | None) -> PlaceMention | None:
    groups = match.groupdict()
    kind, before = groups.get("kind"), groups.get("before")
    if before and _SETTLEMENT_WORD.fullmatch(before):
        before = None
    lead = _LEADING.match(match["name"])
    skipped = lead.end() if lead else 0
    name = match["name"][skipped:]
    known = gazetteer.find(name) if gazetteer is not None else ()
    first = name.split()[0]
    if not known and (
        _ORGANISATION.search(name) or _BEFORE_NO_PLACE.search(match.string[: match.start("name")])
    ):
        return None
    if not known and (_NO_PLACE.fullmatch(name) or (_NO_PLACE.fullmatch(first) and not kind)):
        return None
    if (
        not known
        and not kind
        and _NATION.fullmatch(first)
        and _COUNTRY.fullmatch(first) is None
        and " " not in name
    ):
        return None
    words = (before or "") + name + (f" {kind}" if kind else "")
    at = match.start("before") if before else match.start("name") + skipped
    is_wide = _COUNTRY.fullmatch(name) is not None
    if is_wide and re.match(r"\s[a-z]+", match.string[match.end() :]) and _NATION.fullmatch(first):
        return None  # "Ukrainian forces"
    return PlaceMention(
        start + at, start + (match.end("kind") if kind else match.end("name")), words, is_wide, known
    )
