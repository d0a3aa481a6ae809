"""People a sentence tells of without a number: "a woman was killed", "killing its owner", "погиб сторож".

| words | counts | when |
| --- | --- | --- |
| a woman, another boy, one man | 1 | always; what happened is for `roles.py` |
| his wife, their grandmother, an elderly couple | 1, 1, 2 | always |
| a beekeeper was killed; killing the beekeeper | 1 | any noun beside words that only befall people |
| a third was missing, a fourth person | 1 | an ordinal, without a thing after it |
| the woman died; he died; Marta Oren, 34, was killed | 1 | perhaps told of before: `is_known` |
| погиб сторож, вбив пастуха, водитель погиб | 1 | a verb in the singular, no number in its clause |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from clearway.reading.numerals import Numeral
from clearway.reading.roles import ANY_ROLE, listed


@dataclass(frozen=True)
class Person(Numeral):
    """A person or a couple, told without a number.

    is_known : "the woman", "he": the text may have told of them before
    befell : what their own words say ("a body": killed), "" where the sentence says it
    """

    is_known: bool = False
    befell: str = ""


_WAS = r"(?:was|were|is|has been|had been|is being) (?:\w+ly |also |later )?"
_BEFELL = rf"(?:{_WAS}(?:{listed('befell was')})|(?:\w+ly |also |later )?(?:{listed('befell')}))"
_PERSON, _KIN = listed("one person en"), listed("kin en")
_FEW = r"(?:[\w'-]+\s){0,3}?"
_ASIDE = r"(?:, [^,;.]{2,60},)?"
_WITH = r"(?: and [^,;.]{1,40}?)?"

_ALWAYS = [
    re.compile(rf"\b(?:another|the other|a second)(?= {_BEFELL})"),
    re.compile(
        r"\ban?(?:other)? (?:second|third|fourth|fifth|sixth|seventh|eighth|further)"
        rf"(?: (?:{_PERSON}|victim)\b|(?= (?:{_BEFELL}|{_WAS}|remains?|in (?:a )?(?:critical|hospital))))"
    ),
    re.compile(rf"\b(?:an?|another|one)\s{_FEW}(?:{_PERSON}|{_KIN})\b(?! (?:{listed('no person')})\b)"),
    re.compile(rf"\b(?:his|her|their|its|whose)\s{_FEW}(?:{_KIN})\b"),
    re.compile(rf"(?<=\band )(?:his|her|their|its)\s{_FEW}(?:{_PERSON})(?= {_BEFELL})"),
]
_OPEN = [  # any noun in the singular, unless it is many people, an animal or a thing
    re.compile(
        rf"\b(?P<person>(?:an?|another|one) (?P<noun>(?:[\w'-]+ ){{0,5}}?[\w'-]+))(?={_ASIDE} {_BEFELL})"
    ),
    re.compile(
        rf"\b(?:{listed('doing')}) (?P<person>(?:an?|another|the|his|her|its|their|one) "
        r"(?P<noun>[\w'-]+(?: [\w'-]+)??(?<!s)))"
        r"(?=[,.;]|$| (?:and|in|on|at|near|when|as|who|while|outside|inside) )"
    ),
    re.compile(  # a headline: "Firefighter hurt as roof falls"
        rf"^(?P<person>(?P<noun>(?:[\w'-]+ ){{0,3}}?(?:{_PERSON})))"
        r"(?= (?:killed|injured|wounded|hurt|dies|dead|hospitali[sz]ed|missing)\b)"
    ),
    re.compile(  # "a father and child were killed"
        rf"\b(?:an?|his|her)\s{_FEW}(?:{_PERSON}|{_KIN}) and (?P<person>(?P<noun>{_PERSON}|{_KIN}))\b"
    ),
]
_DEAD = re.compile(
    r"\b(?:another|one|a (?:second|third|fourth)) (?:\w+ )?(?:death|fatality)\b|"
    r"\b(?:an?|the|his|her|one|another) (?:\w+ )?body(?= (?:was|has been|of)\b)"
    r"(?! of (?:the|water|work|evidence)\b)"
)
_KNOWN = [
    re.compile(rf"\bthe (?:[\w-]+ ){{0,2}}?(?:{_PERSON}|{_KIN}|victim)(?={_WITH}{_ASIDE} {_BEFELL})"),
    re.compile(rf"\b(?:he|she)(?={_WITH} {_BEFELL})"),
    re.compile(rf"(?<=, )who(?= (?:later |also )?(?:died|was (?:\w+ly )?(?:{listed('befell was')})))"),
]
_BOTH = re.compile(rf"\bboth(?: [\w-]+s)?(?={_WITH} (?:of them )?(?:{_BEFELL}|were among))")
_NAMED = re.compile(
    rf"(?<![\w'-])(?!(?i:{listed('no name')})\b)[A-Z][\w'-]+(?: [A-Z][\w'-]+){{0,2}}"
    rf"(?=(?:, [^,;.]{{1,60}},)? (?!were ){_BEFELL})"
)
_THIRD_CYRILLIC = re.compile(  # "третього шукають", "третий погиб"
    r"\b(?:(?:трет|четв[её]рт|пят|п'ят|шост|шест)(?:ій|ього|ий|ый|ьего|ья|ью|я|ю|ого|ая|ую|а|у))"
    rf"(?= (?:(?:досі|ще|ещё|еще|до сих пор|позже|пізніше|пока|"
    rf"поки) )?(?:{listed('both killed', 'both injured', 'both missing')}))"
)
_COUPLE = re.compile(rf"\b(?:{listed('couple')})(?!\w)")
_NOT_ONE_PERSON = re.compile(rf"\b(?:{listed('no person')})(?!\w)")

_ONE_CYRILLIC = re.compile(rf"\b(?:{listed('one person cyrillic')})\b")
# "отец и сын", "мати та її дворічний син", "женщина с ребёнком": two people, the verb is in the plural.
_PAIRED = re.compile(
    rf"\b(?:{listed('one person cyrillic')}) (?:и|с|со|та|і|й|з|із) (?:(?:его|её|ее|его|їх|його|її|\d+-\w+|"
    rf"\w+(?:ый|ий|ая|яя|им|ым|ой|ою|а|я)) ){{0,2}}(?:{listed('one person cyrillic')})\b"
)
_BEFORE_MORE = re.compile(r" (?:и|та|і|й) ")  # "водитель и двое пассажиров"
_AND_HIS = re.compile(
    rf"\b(?:{listed('one person cyrillic')}|{listed('people')}) (?:и|та|і|й) "
    r"(?P<person>(?:его|её|ее|их|його|її) [а-яіїєґ]{4,}|"
    r"[а-яіїєґ-]{3,}(?:ка|ик|ець|ец|ниця|ница|ар|ер|ор|ист|тель|тельница|сестра)\b)"
)
_HIS_AND = re.compile(r"\b(?P<person>(?:его|её|ее|їхній|його|її) [а-яіїєґ]{4,}) (?:и|та|і|й) ")
_AMONG_CYRILLIC = re.compile(  # "Среди погибших – кондуктор автобуса"
    rf"\b(?:среди|серед) (?:{listed('group')}) (?:– |є |был[аи]? |есть )?"
    r"(?P<person>(?:[\w-]+(?:ый|ий|ая|яя|на|ня|ній) )?"
    r"[а-яіїєґ]{3,}(?:ор|ер|ар|ик|ист|тель|ец|ець|ка|ица|ниця|ач|ент|ант)\b)"
)
_BODY_CYRILLIC = re.compile(r"\b(?:тело|тіло)(?: [\w-]+(?:ого|его|ой|ої|ньої)){0,2} [а-яіїєґ]+\b")
_NEXT = re.compile(r"[,;.]|\s(?:и|та|і|й|с|со|з|із)\s")
# "двое взрослых и подросток"
_JOINED = re.compile(r"\b(?:и|та|і|й|с|со|з|із) (?:[\w-]+(?:ый|ий|ая|ой|ною|им|ым) )?$")
_BEFELL_CYRILLIC = re.compile(rf"\b(?:{listed('singular cyrillic')})(?!\w)")
_ONLY_PEOPLE = re.compile(rf"\b(?:{listed('singular cyrillic people')})(?!\w)")
_SMALL_WORD = re.compile(listed("small word"))
_PRONOUNS = ("он", "она", "він", "вона")
_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ого|его|ную|ую|ну|ій|на)$")
_CYRILLIC_WORD = re.compile(r"[а-яёіїєґ'-]+")
_CLAUSE_END = re.compile(r"[,;:.–()]|\s(?:и|а|но|та|і|й|але)\s")
_LONGEST_CLAUSE = 300  # characters
_NEAR = (60, 40)  # characters before and after a person that may tell what happened


def people_in(text: str, original: str, quiet: str, counted: Sequence[Numeral]) -> list[Person]:
    """Return the people of a sentence who are told without a number, in order.

    text : the sentence in small letters; original : as it stands; quiet : small letters, asides blanked
    """
    taken = [(n.start, n.end) for n in counted]
    found: list[Person] = []
    for person in (*_english(text, original), *_cyrillic(text, quiet, counted)):
        if not any(start < person.end and person.start < end for start, end in taken):
            taken.append((person.start, person.end))
            found.append(person)
    return sorted(found, key=lambda person: person.start)


def _person(start: int, end: int, value: float = 1.0, *, is_known: bool = False, befell: str = "") -> Person:
    return Person(start, end, (start, end), value, value, value, "exact", is_known, befell)


def _english(text: str, original: str) -> Iterator[Person]:
    for match in _COUPLE.finditer(text):
        yield _person(*match.span(), 2.0)
    for match in _BOTH.finditer(text):
        yield _person(*match.span(), 2.0, is_known=True)
    for match in _DEAD.finditer(text):
        yield _person(*match.span(), befell="killed")
    for match in (m for pattern in _ALWAYS for m in pattern.finditer(text)):
        yield _person(*match.span())
    for match in (m for pattern in _OPEN for m in pattern.finditer(text)):
        if not _NOT_ONE_PERSON.search(match["noun"]):
            yield _person(*match.span("person"))
    for match in (*(m for pattern in _KNOWN for m in pattern.finditer(text)), *_NAMED.finditer(original)):
        yield _person(*match.span(), is_known=True)


def _cyrillic(text: str, quiet: str, counted: Sequence[Numeral]) -> Iterator[Person]:
    numbered = [(n.start, n.end + len(_NEXT.split(text[n.end : n.end + 25])[0])) for n in counted]
    for match in _BODY_CYRILLIC.finditer(text):
        yield _person(*match.span(), befell="killed")
    for match in _THIRD_CYRILLIC.finditer(text):
        yield _person(*match.span())
    for match in _AMONG_CYRILLIC.finditer(text):
        yield _person(*match.span("person"))
    for match in _HIS_AND.finditer(text):
        if ANY_ROLE.search(text, match.end()) and any(n.start == match.end() for n in counted):
            yield _person(*match.span("person"))
    for match in _AND_HIS.finditer(text) if ANY_ROLE.search(text) else ():
        yield _person(*match.span("person"))
    named: list[int] = []
    for match in _ONE_CYRILLIC.finditer(text):
        near = text[max(0, match.start() - _NEAR[0]) : match.end() + _NEAR[1]]
        if any(start <= match.start() < end for start, end in numbered):
            continue
        is_paired = (_PAIRED.search(near) or _AND_HIS.search(near)) is not None and ANY_ROLE.search(
            near
        ) is not None
        is_joined = (
            bool(counted)
            and (_JOINED.search(text[: match.start()]) or _BEFORE_MORE.match(text, match.end()))
            and ANY_ROLE.search(near)
        )
        if (
            is_paired
            or is_joined
            or _BEFELL_CYRILLIC.search(near)
            or re.search(r"(?:среди|серед|включая|зокрема|числ[еі]) ", near)
        ):
            named.append(match.start())
            yield _person(*match.span())
    for match in _ONLY_PEOPLE.finditer(text):
        start, end = _clause(quiet, match.start(), match.end())
        told = any(start <= n.start < end for n in counted) or any(start <= at < end for at in named)
        if told or re.search(r"(?:\bне|котор\w+|як(?:ий|а|е))(?: \w+)? $", text[: match.start()]):
            continue
        subject = _beside(quiet, match, start, end)
        if subject is not None and not _NOT_ONE_PERSON.search(quiet[slice(*subject)]):
            yield _person(*subject, is_known=quiet[slice(*subject)] in _PRONOUNS)


def _clause(quiet: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause around a verb begins and ends."""
    cuts = [cut.end() for cut in _CLAUSE_END.finditer(quiet, max(0, start - _LONGEST_CLAUSE), start)]
    after = _CLAUSE_END.search(quiet, end)
    return (cuts[-1] if cuts else max(0, start - _LONGEST_CLAUSE)), (after.start() if after else len(quiet))


def _beside(quiet: str, verb: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
    """Return the noun beside a verb: after it, adjectives left out, else before it."""
    after = list(islice(_CYRILLIC_WORD.finditer(quiet, verb.end(), end), 3))
    for word in after:
        if _SMALL_WORD.fullmatch(word.group()):
            break
        if not _ADJECTIVE.search(word.group()) or word is after[-1]:
            return word.span()
    before = list(_CYRILLIC_WORD.finditer(quiet, start, verb.start()))
    for word in reversed(before[-4:]):
        if word.group() in _PRONOUNS or not _SMALL_WORD.fullmatch(word.group()):
            return word.span()
    return None
