"""People a sentence tells of without a number: "a woman was killed", "killing its owner", "погиб сторож".

| words | counts | when |
| --- | --- | --- |
| a woman, another boy, one man | 1 | always; what happened is for `roles.py` |
| his wife, their grandmother, an elderly couple | 1, 1, 2 | always |
| a beekeeper was killed; killing the beekeeper | 1 | any noun in the singular beside words that only befall people |
| a third was missing, a fourth person | 1 | an ordinal, without a thing after it |
| the woman died; he died; Marta Oren, 34, was killed | 1 | perhaps told of before: `is_known` |
| погиб сторож, вбив пастуха, водитель погиб | 1 | a verb in the singular, no number in its clause |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


_BE = r"(?:was|were|is|has been|had been|is being)"
_BEFELL = (
    rf"(?:(?:{_BE} )(?:\w+ly |also |later )?(?:killed|injured|wounded|hurt|hospitali[sz]ed|shot dead|"
    r"pronounced dead|found dead|treated for|missing)|(?:\w+ly |also |later )?(?:died|dies|drowned|perished|succumbed)\b|"
    r"(?:suffer|sustain|receiv)(?:ed|s) [^.;,]{0,30}(?:injur|wound|burn|concussion|fracture))"
)
_DOING = r"(?:(?:claim|t[ao]k|cost)\w* the li(?:fe|ves) of|killing|injuring|wounding|killed|injured|wounded|kills|injures|wounds)"
_NOUNS = r"(?:[\w'-]+ ){0,5}?[\w'-]+"
_ASIDE = r"(?:, [^,;.]{2,60},)?"
_PERSON = listed("one person en")
_KIN = listed("kin en")

_ONE_OF_MANY = re.compile(rf"\b(?:an?|another|one)\s(?:[\w'-]+\s){{0,3}}?(?:{_PERSON}|{_KIN})\b")
_KIN_OF = re.compile(rf"\b(?:his|her|their|its|whose)\s(?:[\w'-]+\s){{0,2}}?(?:{_KIN})\b")
_WITH = r"(?: and [^,;.]{1,40}?)?"
_ANOTHER = re.compile(rf"\b(?:another|the other|a second)(?= {_BEFELL})")
_BOTH = re.compile(rf"\bboth(?= (?:of them )?{_BEFELL})")
_ORDINAL = re.compile(
    rf"\ban?(?:other)? (?:second|third|fourth|fifth|sixth|seventh|eighth|further)(?: (?:{_PERSON}|victim)\b"
    rf"|(?= (?:{_BEFELL}|(?:{_BE} )|died|remains?|in (?:a )?(?:critical|hospital))))"
)
_OPEN_SUBJECT = re.compile(rf"\b(?:an?|another|one) (?P<noun>{_NOUNS})(?={_ASIDE} {_BEFELL})")
_OPEN_OBJECT = re.compile(
    rf"\b{_DOING} (?P<person>(?:an?|another|the|his|her|its|their|one) (?P<noun>[\w'-]+(?: [\w'-]+)??))"
    r"(?=[,.;]|$| and | in | on | at | near | when | as | who | while | outside | inside |$)"
)
_WHO_DIED = re.compile(rf", (?P<who>who)(?= (?:later |also )?(?:died|was (?:\w+ly )?(?:killed|injured|wounded|hospitali[sz]ed)))")
_DEATH = re.compile(r"\b(?:another|one|a (?:second|third|fourth)) (?:\w+ )?(?:death|fatality)\b")
_BODY = re.compile(r"\b(?:an?|the|his|her|one|another) (?:\w+ )?body(?= (?:was|has been|of)\b)(?! of (?:the|water|work|evidence)\b)")
_HEADLINE = re.compile(
    rf"^(?:[\w'-]+ ){{0,3}}?(?:{_PERSON})(?= (?:killed|injured|wounded|hurt|dies|dead|hospitali[sz]ed|missing)\b)"
)
_KNOWN = re.compile(
    rf"\b(?:the (?:[\w-]+ ){{0,2}}?(?:{_PERSON}|{_KIN}|victim)(?={_WITH}{_ASIDE} {_BEFELL})|(?:he|she)(?={_WITH} {_BEFELL}))"
)
_NO_NAME = (
    "The|He|She|It|They|We|You|I|Who|Nobody|None|Some|Many|Most|Others|People|Both|All|Each|Everyone|Half|"
    "Officials|Residents|Police|Soldiers|Troops|Civilians|Children|Women|Men|Several|Dozens|Hundreds|That|This"
)
_NAMED = re.compile(
    rf"(?<![\w'-])(?!(?:{_NO_NAME})\b)[A-Z][\w'-]+(?: [A-Z][\w'-]+){{0,2}}(?=(?:, [^,;.]{{1,60}},)? {_BEFELL})"
)
_COUPLE = re.compile(rf"\b(?:{listed('couple')})(?!\w)")
_NOT_ONE_PERSON = re.compile(rf"\b(?:{listed('no person')})(?!\w)")

_ONE_CYRILLIC = re.compile(rf"\b(?:{listed('one person cyrillic')})\b")
# "отец и сын", "мати та її дворічний син", "женщина с ребёнком": two people, the verb is in the plural.
_PAIRED = re.compile(
    rf"\b(?:{listed('one person cyrillic')}) (?:и|с|со|та|і|й|з|із) (?:(?:его|её|ее|его|їх|його|її|\d+-\w+|"
    rf"\w+(?:ый|ий|ая|яя|им|ым|ой|ою|а|я)) ){{0,2}}(?:{listed('one person cyrillic')})\b"
)
_BEFELL_CYRILLIC = re.compile(rf"\b(?:{listed('singular cyrillic')})(?!\w)")
_ONLY_PEOPLE = re.compile(rf"\b(?:{listed('singular cyrillic people')})(?!\w)")
_SMALL_WORD = re.compile(
    r"(?:в|во|на|от|из|по|при|с|со|у|за|и|а|но|не|на|под|после|до|во|к|і|й|та|від|внаслідок|унаслідок|через|"
    r"під|після|його|її|їх|его|её|их|ещё|еще|ще|также|також|сегодня|сьогодні|вчера|вчора|утром|вранці|ночью|"
    r"вночі|позже|пізніше|уже|вже|тоже|теж|лично|что|що|как|як|где|де|только|лише|там|тут|він|вона|он|она|"
    r"никто|ніхто|[а-яіїєґ]{1,2}|\w+(?:о|ые|ых|ими|ими|ії))$"
)
_CLAUSE_END = re.compile(r"[,;:.–()]|\s(?:и|а|но|та|і|й|але)\s")
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
    for pattern in (_ANOTHER, _ORDINAL, _ONE_OF_MANY, _KIN_OF):
        for match in pattern.finditer(text):
            yield _person(*match.span())
    for match in _OPEN_SUBJECT.finditer(text):
        if not _NOT_ONE_PERSON.search(match["noun"]):
            yield _person(*match.span())
    for match in _OPEN_OBJECT.finditer(text):
        if not _NOT_ONE_PERSON.search(match["noun"]) and not match["noun"].endswith("s"):
            yield _person(*match.span("person"))
    for pattern in (_DEATH, _BODY):
        for match in pattern.finditer(text):
            yield _person(*match.span(), befell="killed")
    for match in _HEADLINE.finditer(text):
        if not _NOT_ONE_PERSON.search(match.group()):
            yield _person(*match.span())
    for match in _WHO_DIED.finditer(text):
        yield _person(*match.span("who"), is_known=True)
    for pattern, words in ((_KNOWN, text), (_NAMED, original)):
        for match in pattern.finditer(words):
            yield _person(*match.span(), is_known=True)


def _cyrillic(text: str, quiet: str, counted: Sequence[Numeral]) -> Iterator[Person]:
    numbered = [(n.start, n.end + len(re.split("[,;.]", text[n.end : n.end + 25])[0])) for n in counted]
    named: list[int] = []
    for match in _ONE_CYRILLIC.finditer(text):
        near = text[max(0, match.start() - _NEAR[0]) : match.end() + _NEAR[1]]
        if any(start <= match.start() < end for start, end in numbered):
            continue
        is_paired = _PAIRED.search(near) is not None and ANY_ROLE.search(near) is not None
        if is_paired or _BEFELL_CYRILLIC.search(near) or re.search(r"(?:среди|серед|включая|зокрема|числ[еі]) ", near):
            named.append(match.start())
            yield _person(*match.span())
    for match in _ONLY_PEOPLE.finditer(text):
        start, end = _clause(quiet, match.start(), match.end())
        told = any(start <= n.start < end for n in counted) or any(start <= at < end for at in named)
        if told or re.search(r"(?:\bне|котор\w+|як(?:ий|а|е))(?: \w+)? $", text[: match.start()]):
            continue
        subject = _beside(quiet, match, start, end)
        if subject is not None and not _NOT_ONE_PERSON.search(quiet[slice(*subject)]):
            pronoun = quiet[slice(*subject)] in ("он", "она", "він", "вона")
            yield _person(*subject, is_known=pronoun)


def _clause(quiet: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause around a verb begins and ends."""
    cuts = [cut.end() for cut in _CLAUSE_END.finditer(quiet, 0, start)]
    after = _CLAUSE_END.search(quiet, end)
    return (cuts[-1] if cuts else 0), (after.start() if after else len(quiet))


def _beside(quiet: str, verb: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
    """Return the noun beside a verb: after it, adjectives left out, else before it."""
    after = [word for word in re.finditer(r"[а-яёіїєґ'-]+", quiet[verb.end() : end])][:3]
    for word in after:
        if _SMALL_WORD.fullmatch(word.group()):
            break
        if not re.search(r"(?:ый|ий|ой|ая|яя|ого|его|ную|ую|ну|ій|на)$", word.group()) or word is after[-1]:
            return verb.end() + word.start(), verb.end() + word.end()
    before = [word for word in re.finditer(r"[а-яёіїєґ'-]+", quiet[start : verb.start()])]
    for word in reversed(before[-4:]):
        if word.group() in ("он", "она", "він", "вона") or not _SMALL_WORD.fullmatch(word.group()):
            return start + word.start(), start + word.end()
    return None
