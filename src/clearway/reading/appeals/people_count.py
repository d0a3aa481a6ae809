"""How many people an appeal is about: the sum of its parts, or the total it states.


Three kinds of statement are told apart. A *total* says how many the writers are ("we are 5", "нас
трое"). A *group* counts people ("12 people", "family of four"). A *part* is one person or some of
them ("me", "my wife", "two kids"). A total beats groups, groups beat parts; what stands beside a
total only describes it ("we are 5, grandmother in a wheelchair"), unless it is added in words
("plus our neighbours, another three"). Numbers of an address, a telephone, ages, floors, hours,
seats and animals are hidden before anything is counted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clearway.reading.appeals.ages import ADULT_FROM, Age
from clearway.reading.appeals.numerals import NUMBER, value_of
from clearway.reading.appeals.other_numbers import unit_follows
from clearway.reading.appeals.people_parts import Part, find_parts, person_follows
from clearway.reading.appeals.people_totals import AND, OF_THEM, PLUS, find_group, find_total
from clearway.reading.appeals.person_words import PersonWord
from clearway.reading.appeals.phrases import lexicon

Piece = tuple[int, int, str]  # start, end, rule

_LISTED = {title: "|".join(lines) for title, lines in lexicon("counting").items()}
_ANOTHER = re.compile(rf"\b(?:another|ещ[её]|еще|ще|also|plus)\s+(?P<n>{NUMBER})")
_QUALIFIER = re.compile(
    r"(?P<at_least>at least|more than|over|не менее|более|больше|минимум|щонайменше|понад|більше|не менше)"
    r"|(?P<about>about|around|roughly|some|approximately|примерно|около|где-то|близько|приблизно|десь)"
)
_ELSEWHERE = re.compile(rf"\b(?:{_LISTED['writer is elsewhere']})")
_WRITER = re.compile(rf"(?<![\w'])(?:{_LISTED['writer']})(?![\w'])")
_NOT_ONE_OF_THEM = re.compile(rf"(?<![\w'])(?:{_LISTED['writer is not one of them']})")
_COUNTED_US = re.compile(rf"(?<!у )(?<!\w)(?:нас|we are|we're)\s(?:здесь |тут |here )?{NUMBER}\s")
_WE_WITH = re.compile(r"\b(?:мы|ми|нас|нам)\s+(?:вместе\s+|разом\s+)?(?:со?|з|зі|із)\s")
# Between children and their ages: signs, "and", "aged", a word for years; no other word.
_ONLY_JOINS = re.compile(
    r"(?:[\s,:;()&/–-]|\b(?:and|и|і|та|й|aged?|ages|of|who are|are|им|їм|по|возрастом|віком)\b|_)*"
)
_WE_DO = re.compile(
    r"(?<!\w)(?:сидим|ждем|живем|ночуем|прячемся|застряли|хотим|можем|находимся|остались|"
    r"сидимо|чекаємо|живемо|ночуємо|ховаємос[ья]|застрягли|хочемо|можемо|знаходимос[ья]|лишилис[ья]|залишилис[ья])(?!\w)"
)
_SPOUSE = re.compile(r"(?:жен|муж|супруг|дружин|чоловік)\w{0,3}(?!\w)")
_SOMEBODY = re.compile(
    r"(?<![\w'])(?:(?P<she>she|она|вона)|(?P<he>he|он|він))(?:'s| is| has| can'?t)?(?![\w'])"
)
_WITH = re.compile(r"\b(?:with|со?|зі?|із)\s(?:(?:my|an?|the|моей|своей|моєю|своєю|моим|моїм)\s)?$")
_WE_HAVE = re.compile(r"\b(?:we(?:'ve| have| got)|у нас|в нас|маємо)\b")
_WE_ARE = re.compile(r"\b(?:we are|we're|мы|ми)\s*[:–-]?\s*(?:an?\s)?$")
_WE = re.compile(r"(?<![\w'])(?:we|we're|we've|us|our|мы|нас|нам|ми)(?![\w'])")

# Who is named after a pair is one of the pair; "a neighbour, granddad" is one man.
_INCLUDES = {
    "parents": ("mother", "father"),
    "grandparents": ("grandmother", "grandfather"),
    "couple": ("wife", "husband", "man", "woman"),
    "spouses": ("wife", "husband"),
}
_A_CHILD = PersonWord("age", "child", 1)
_ONLY_OLD = frozenset({"grandmother", "grandfather"})
_PAIRS = frozenset({"couple", "spouses", "parents", "grandparents"})
_MAY_BE_A_PAIR = frozenset({"neighbour", "relative", "friend"})
_MAY_BE_OLD = frozenset({"neighbour", "relative", "woman", "man"})


@dataclass(frozen=True)
class PeopleCount:
    """How many people, how sure ("exact", "at_least", "about"), and the words that say so."""

    people: int | None
    qualifier: str = "exact"
    pieces: tuple[Piece, ...] = ()


@dataclass(slots=True)
class _Sum:
    people: int = 0
    at_least: bool = False
    grown: bool = False
    some_children: int = 0  # counted for "the children" without a number
    pieces: list[Piece] = field(default_factory=list)

    def add(self, count: int, start: int, end: int, rule: str) -> None:
        self.people += count
        self.pieces.append((start, end, rule))

    def forget_some_children(self) -> None:
        """Take "the children" back: now a number is said."""
        self.people -= self.some_children
        self.some_children = 0


def count_people(text: str, ages: Sequence[Age] = ()) -> PeopleCount:
    """Return the people of an appeal; `text` is in small letters with all other numbers hidden."""
    parts = [_with_ages(text, part, ages) for part in find_parts(text)]
    parts += [Part(_A_CHILD, 1, True, age.start, age.end) for age in ages if age.as_noun]
    parts.sort(key=lambda part: part.start)
    total = find_total(text, parts)
    if total is not None:
        return _with_additions(text, parts, *total, rule="people.total")
    groups = [part for part in parts if part.word.group == "unit"]
    head = find_group(text, groups)
    if head is not None:
        return _with_additions(text, [p for p in parts if p.word.group != "unit"], *head, rule="people.group")
    return _sum_of_parts(text, parts)


def _with_ages(text: str, part: Part, ages: Sequence[Age]) -> Part:
    """Return children without a number with as many as they have ages: "my kids, 2, 4 and 6" are three."""
    if part.said or part.word.group != "child" or part.word.count == 1:
        return part
    count, at = 0, part.end
    for age in ages:
        if age.start < part.end or age.years >= ADULT_FROM:
            continue
        if age.start > at and not _ONLY_JOINS.fullmatch(text[at : age.start]):
            break
        count, at = count + 1, max(at, age.end)
    return replace(part, count=count, said=True) if count >= part.word.count else part


def _with_additions(
    text: str, parts: list[Part], people: int, start: int, end: int, *, rule: str
) -> PeopleCount:
    """Add what is said to come on top of a total: "plus our neighbours, another three"."""
    total = _Sum(people, pieces=[(start, end, rule)])
    covered = end
    for part in parts:
        if part.start < end or part.start < covered:
            continue
        between = text[end : part.start]
        if OF_THEM.search(text[: part.start]) or part.word.group == "unit":
            continue
        directly = AND.search(between) is not None and re.fullmatch(r"[\s\w&+']{0,24}", between) is not None
        if not directly and not PLUS.search(between):
            continue
        count, covered = part.count, part.end
        more = _ANOTHER.search(text, part.end, part.end + 30)
        if more and not part.said and (number := value_of(more["n"])):
            count, covered = number, more.end()
        total.add(count, part.start, covered, "people.added")
        end = covered
    bare = _ANOTHER.search(text, covered)
    if bare and len(total.pieces) == 1 and not person_follows(text, bare.end() - 1):
        number = value_of(bare["n"])
        if number:
            total.add(number, bare.start(), bare.end(), "people.added")
    return PeopleCount(total.people, _qualifier(text, start), tuple(total.pieces))


def _qualifier(text: str, start: int) -> str:
    match = _QUALIFIER.search(text, max(0, start - 16), start + 16)
    return "exact" if match is None else str(match.lastgroup)


def _sum_of_parts(text: str, parts: list[Part]) -> PeopleCount:
    total = _Sum()
    seen: set[str] = set()
    children_said = False
    last_end = 0
    for part in parts:
        joined = AND.search(text[last_end : part.start]) is not None or bool(
            PLUS.search(text[last_end : part.start])
        )
        if _describes(text, part, seen, joined=joined, children_said=children_said):
            last_end = part.end
            continue
        if part.word.group == "child" and part.said and total.some_children:
            total.forget_some_children()
        seen.add(part.word.key)
        total.grown = total.grown or part.word.group != "child"
        children_said = children_said or (part.word.group == "child" and part.count > 1)
        total.at_least = total.at_least or (
            not part.said and part.word.count == 2 and part.word.group == "child"
        )
        total.add(part.count, part.start, part.end, "people.part")
        if part.word.key == "child" and not part.said and part.count > 1:
            total.some_children = part.count
        last_end = part.end
    speaker = _speakers(text, total)
    if speaker and not ("pregnant" in seen and speaker[3] == "people.speaker"):
        total.add(*speaker)
    if not total.people:
        return PeopleCount(None)
    return PeopleCount(total.people, "at_least" if total.at_least else "exact", tuple(total.pieces))


def _describes(text: str, part: Part, seen: set[str], *, joined: bool, children_said: bool) -> bool:
    """Whether a part only says more about somebody who was counted already."""
    if not seen:
        return False
    before = text[: part.start]
    if OF_THEM.search(before):
        return True
    if part.word.key in seen and not PLUS.search(before):
        return not (part.word.key == "child" and part.said and part.count > 2)
    if any(part.word.key in _INCLUDES.get(key, ()) for key in seen):
        return True
    if joined:
        return False
    if part.word.key in _PAIRS and seen & _MAY_BE_A_PAIR:
        return True
    if part.word.key in _ONLY_OLD and seen & _MAY_BE_OLD and part.count == 1:
        return True
    if part.word.group == "person":
        return not (part.said and part.count > 1) and _WITH.search(before) is None
    if part.word.group == "child" and part.said and part.count > 2:
        return False  # "children from the school, 24 boys": the number counts, not the word before
    return part.word.group == "child" and children_said


def _only_children(total: _Sum, at: int) -> bool:
    """Whether "we have …" goes on with children, and nobody grown is named."""
    starts = [start for start, _, _ in total.pieces]
    return not total.grown and bool(starts) and 0 <= min(starts) - at < 24


def _speakers(text: str, total: _Sum) -> tuple[int, int, int, str] | None:
    """Return whether the writer is one of those who need help: (how many, start, end, rule)."""
    if _ELSEWHERE.search(text):
        return None
    counted = _COUNTED_US.search(text)
    if counted and not unit_follows(text, counted.end() - 1):
        return None
    plain = _NOT_ONE_OF_THEM.sub(lambda found: " " * len(found.group()), text)
    if with_others := _WE_WITH.search(plain):
        return 1, with_others.start(), with_others.end(), "people.we_with"
    speaker = _WRITER.search(plain)
    if speaker:
        return 1, speaker.start(), speaker.end(), "people.speaker"
    we = _WE.search(plain)
    if we and total.people:
        have = _WE_HAVE.search(plain)
        if have and _only_children(total, have.end()):
            total.at_least = True
            return 2, have.start(), have.end(), "people.we_have"
        first = min(start for start, _, _ in total.pieces)
        own = re.search(r"\b(?:my|our|наш\w*|мо[йяієюї]\w*)\s+(?:[^\W\d_]+\s+)?$", plain[:first])
        if own and not _WE_ARE.search(plain[: own.start()]):
            total.at_least = True
            return 1, we.start(), we.end(), "people.we"
    return _told_by_a_verb_or_pronoun(plain, total)


def _told_by_a_verb_or_pronoun(text: str, total: _Sum) -> tuple[int, int, int, str] | None:
    """Return the writer of "wife and two children, we sleep in the car", or somebody who is only "she"."""
    if total.pieces:
        sleep = _WE_DO.search(text)
        with_spouse = any(_SPOUSE.match(text, start) for start, _, _ in total.pieces)
        return (1, *sleep.span(), "people.we") if sleep and with_spouse else None
    somebody = list(_SOMEBODY.finditer(text))
    if not somebody:
        return None
    both = {match.lastgroup for match in somebody} == {"he", "she"}
    return (2 if both else 1, *somebody[0].span(), "people.pronoun")
