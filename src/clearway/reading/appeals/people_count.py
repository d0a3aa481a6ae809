"""How many people an appeal is about: the sum of its parts, or the total it states.

Three kinds of statement are told apart. A *total* says how many the writers are ("we are 5", "нас
трое"). A *group* counts people ("12 people", "family of four"). A *part* is one person or some of
them ("me", "my wife", "two kids"). A total beats groups, groups beat parts; what stands beside a
total only describes it ("we are 5, grandmother in a wheelchair"), unless it is added in words
("plus our neighbours, another three"). Numbers of an address, a telephone, ages, floors, hours,
seats and animals are hidden before anything is counted.
"""

import re
from dataclasses import dataclass, field

from clearway.reading.appeals.numerals import COLLECTIVE, NUMBER, value_of
from clearway.reading.appeals.person_words import PersonWord, person_word
from clearway.reading.appeals.tokens import Token, tokens
from clearway.reading.wordlists import words

Piece = tuple[int, int, str]  # start, end, rule

_GAP = r"(?:[^\W\d_]+(?:['-][^\W\d_]+)*\s+){0,3}?"
_FILL_EN = (
    r"(?:(?:now|still|only|all|about|around|roughly|at least|just|altogether|here|currently|actually|already|"
    r"a (?:family|group|party|household) of|in total)\s+)*"
)
_APPROX = r"(?:(?:примерно|около|где-то|человек|до|уже|теперь|сейчас|всего|осталось|вже|тепер|зараз|близько|усього|лише)\s+)*"
_STANDING_ALONE = (
    ["двое", "трое", "четверо", "пятеро", "шестеро", "семеро", "двоє", "троє", "п'ятеро", "шестеро", "семеро", "вдвоем", "втроем"]
)
_TOTALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:we|us)(?:'re| are| were| r)?\s+{_FILL_EN}(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+of\s+us\b",
        rf"\b(?:in total|total(?: of)?|altogether|in all)\s*:?\s*(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+(?:in total|total|altogether|in all)\b",
        rf"(?<!у )(?<!\w)нас\s+{_GAP}[:–-]?\s*{_APPROX}(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+нас\b",
        rf"\b(?:now|теперь|тепер|стало)\s(?:only |just |we are |нас |there are )?(?P<n>{NUMBER})",
        rf"\b(?:всего|итого|усього|разом|всех|всіх)\s*:?\s*(?:нас\s*)?(?P<n>{NUMBER})",
        rf"\b(?:мы|ми)\s+(?:тут |здесь |все |всі )?(?P<n>{'|'.join(COLLECTIVE)})\b",
        rf"(?<!\w)(?P<n>{'|'.join(COLLECTIVE)})(?!\w)",
        rf"(?:^|(?<=[,.;:!(–-]))\s*(?P<n>{'|'.join(_STANDING_ALONE)})\s*(?=[,.;!)–-]|$)",
        r"(?P<alone>(?:i'm|i am|am) (?:all )?alone(?! with)|живу (?:одн[аи]|один|сам[аи]?)(?!\w)(?! с)|"
        r"(?:^|(?<=[,.;!–-]))\s*(?:одна|один|сама|сам|alone)\s*(?=[.,;!–-]|$))",
    )
)
_GROUP = re.compile(
    rf"\b(?:family|group|party|household|families|семь[яюией]+|сім'[яїюєю]+|родин[аиу]|групп[аы]|група)\s+"
    rf"(?:of|из|в|з|із|зі)?\s*(?P<n>{NUMBER})"
)
_AT_LEAST = re.compile(
    rf"\b(?:at least|no less than|не менее|минимум|щонайменше|принаймні|мінімум|не менше)\s+(?P<n>{NUMBER})"
)
_ANOTHER = re.compile(rf"\b(?:another|ещ[её]|еще|ще|also|plus)\s+(?P<n>{NUMBER})")
_QUALIFIER = re.compile(
    r"(?P<at_least>at least|more than|over|не менее|более|больше|минимум|щонайменше|понад|більше|не менше)"
    r"|(?P<about>about|around|roughly|some|approximately|примерно|около|где-то|близько|приблизно|десь)"
)
_PLUS = re.compile(
    r"(?:\bplus\b|\+|\bas well as\b|\balso\b|\banother\b|\bещ[её]\b|\bеще\b|\bще\b|\bа также\b|\bтакож\b|"
    r"\bадди\w+|\bin addition\b|\btogether with our\b)[^.!?;]{0,24}$"
)
_AND = re.compile(
    r"(?:\band\b|\bи\b|\bта\b|\bі\b|\bй\b|&|\+|\bplus\b)\s*(?:a|an|one|my|our|the|наш\w*|мо\w+)?\s*$"
)
_OF_THEM = re.compile(
    r"(?:\bof (?:them|which|whom)\b|\bincl(?:uding|\.)?|\bamong(?:st)? (?:us|them)\b|\bиз них\b|\bсреди (?:нас|них)\b|"
    r"\bв том числе\b|\bвключая\b|\bз них\b|\bсеред (?:нас|них)\b|\bв тому числі\b|\bвключно\b|\bодин из|\bone of)"
    r"[^.!?;]{0,30}$"
)
_NONE_OF = re.compile(
    r"(?:\bno|\bwithout|\bbез|\bнет|\bнема[є]?|\bні|\bни|\bnot a|\bno small|\bwithout any)\s*$"
)
_GONE = re.compile(
    r"\b(?:already left|have left|has left|left (?:yesterday|already|earlier|last|this|on)|are safe|is safe|"
    r"evacuated (?:already|yesterday|earlier)|have gone|уехал\w*|выехал\w*|вывез\w* (?:вчера|раньше|уже)|"
    r"уже (?:вывез\w*|эвакуир\w*)|виїхал\w*|поїхал\w*|вже (?:вивез\w*|евакуй\w*)|died|killed|погиб\w*|загину\w*|"
    r"ушл[аи]|пішл[аи]|умер\w*|помер\w*|(?:did not|didn't|have not|haven't|not) (?:come|came|returned?) ?(?:back|home)?|"
    r"(?:is|are) (?:not (?:at )?home|away|at work|abroad|at the front|in the army)|at work|не верну\w+|не поверну\w+|"
    r"на работе|на роботі|на фронте|на фронті|на войне|на війні|служит|служить|воюет|воює|за границей|за кордоном)"
)
_THING_AFTER = re.compile(
    r"\s?(?:'s?\b|-?\s?(?:seats?|food|formula|clothes|clothing|chairs?|milk|nappies|diapers|room|garden|hospital|"
    r"centre|center|home|house|school|питани\w*|харчуван\w*|сад\w*|площадк\w*|больниц\w*|лікарн\w*|лагер\w*|табор\w*))"
)
_OF_THE_BODY = re.compile(
    r"\s(?:\w+\s)?(?:arm|leg|hand|head|back|chest|heart|foot|feet|hip|face|eyes?|waters?|insulin|medicine|pills|oxygen|"
    r"wheelchair|condition|temperature|fever|blood|wound|stroke)\b"
)
_IS_THE_WRITER = re.compile(
    r"(?:\bi am|\bi'm|\bthis is|(?<!\w)я|(?<!\w)это|(?<!\w)це)\s(?:an?\s|the\s|her\s|his\s|their\s|ее\s|его\s|их\s|її\s|його\s)?$"
)
_ELSEWHERE = re.compile(
    r"\b(?:calling (?:for|on behalf|about)|on behalf of|writing (?:for|on behalf|about)|caller|"
    r"i(?:'m| am) (?:in (?:another|a different|moscow|kyiv|kiev|germany|poland)|abroad|away|far|not there|at work|her|his|"
    r"their|the (?:son|daughter|grandson|granddaughter|niece|nephew)|writing|calling|asking|worried)|"
    r"i (?:live|work) (?:in|abroad|far)|"
    r"i (?:can't|cannot|can not|could not|couldn't) (?:reach|get (?:to|through)|contact|call)|worried about|"
    r"в другом городе|в другой (?:стране|области)|за границей|не могу (?:до (?:не[её]|него|них)|дозвонит\w*|добрат\w*|"
    r"приехать|связат\w*)|звоню (?:за|по поводу|из)|пишу (?:за|из|по поводу)|(?:я|это) (?:ее|е[её]|его|их) (?:дочь|сын|"
    r"внук|внучка|дочка)|я (?:дочь|сын|внук|внучка|невестка|соседка|сосед|племянни\w+)\b|"
    r"в іншому місті|за кордоном|не можу (?:до (?:неї|нього|них)|додзвон\w*|доїхати|зв'язат\w*)|пишу (?:за|з)|"
    r"дзвоню (?:за|з)|я (?:її|його|їх) (?:донька|син|онук|онука)|я (?:донька|син|онук|онука)\b|"
    r"сам[аи]? (?:я )?(?:не местн\w+|в другом)|я (?:сейчас|зараз) (?:в|у)\s)"
)
_SPEAKER = re.compile(
    r"(?<![\w'])(?:me|myself|i(?:'m| am|'ve| have| had| need| can't| cannot| can not| live| got| stay| was| also)?|я|"
    r"со мной|зі мною|мені|мне|меня|мене|мной|мною)(?![\w'])"
)
_NOT_ONE_OF_THEM = re.compile(
    r"(?<![\w'])i (?:ask|beg|request|think|hear|heard|know|call|called|write|want you|can see|saw|see|believe|"
    r"would like|'d like|hope|can|could)\b|help me (?:to )?(?:evacuate|get|take|find|move|bring|rescue)\b|"
    r"помогите мне (?:вывезти|эвакуировать|забрать|найти)|допоможіть мені (?:вивезти|евакуювати|забрати|знайти)|"
    r"я (?:прошу|думаю|знаю|слышал\w*|видел\w*|хочу вывезти|хочу забрать|чула?|бачи\w+|хочу вивезти|хочу забрати)|"
    r"(?:call|phone|text|answer|tell|write|contact|позвоните|перезвоните|ответьте|скажите|подскажите|напишите|"
    r"зателефонуйте|подзвоніть|скажіть|підкажіть|напишіть) (?:me|мне|мені)|у меня (?:мама|бабушка|отец|папа|дед)\w*|"
    r"for me|let me"
)
_WE_WITH = re.compile(r"\b(?:мы|ми|нас|нам)\s+(?:вместе\s+|разом\s+)?(?:со?|з|зі|із)\s")
_WE_HAVE = re.compile(r"\b(?:we(?:'ve| have| got)|у нас|в нас|маємо)\b")
_WE_ARE = re.compile(r"\b(?:we are|we're|мы|ми)\s*[:–-]?\s*(?:an?\s)?$")
_WE = re.compile(r"(?<![\w'])(?:we|we're|we've|us|our|мы|нас|нам|ми)(?![\w'])")
_STOP_GAP = words("""and or with of for from in on at to и или с со в на у от до за і та або з зі із від""")


# Who is named after a pair is one of the pair; "a neighbour, granddad" is one man.
_INCLUDES = {
    "parents": ("mother", "father"),
    "grandparents": ("grandmother", "grandfather"),
    "couple": ("wife", "husband", "man", "woman"),
    "spouses": ("wife", "husband"),
}
_ONLY_OLD = frozenset({"grandmother", "grandfather"})
_MAY_BE_OLD = frozenset({"neighbour", "relative", "woman", "man"})


@dataclass(frozen=True)
class PeopleCount:
    """How many people, how sure ("exact", "at_least", "about"), and the words that say so."""

    people: int | None
    qualifier: str = "exact"
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    word: PersonWord
    count: int
    said: bool  # with a number
    start: int
    end: int


@dataclass(slots=True)
class _Sum:
    people: int = 0
    at_least: bool = False
    grown: bool = False
    pieces: list[Piece] = field(default_factory=list)

    def add(self, count: int, start: int, end: int, rule: str) -> None:
        self.people += count
        self.pieces.append((start, end, rule))


def count_people(text: str) -> PeopleCount:
    """Return the people of an appeal; `text` is in small letters with all other numbers hidden."""
    parts = _parts(text)
    total = _last_total(text, parts)
    if total is not None:
        return _with_additions(text, parts, *total, rule="people.total")
    groups = [part for part in parts if part.word.group == "unit"]
    head = _head_group(text, groups)
    if head is not None:
        return _with_additions(text, [p for p in parts if p.word.group != "unit"], *head, rule="people.group")
    return _sum_of_parts(text, parts)


def _parts(text: str) -> list[_Part]:
    found = tokens(text)
    parts = []
    for at, token in enumerate(found):
        word = person_word(_possessor(text, token)) if token.kind == "word" else None
        if word is None or _THING_AFTER.match(text, token.end):
            continue
        before = text[max(0, token.start - 40) : token.start]
        if _NONE_OF.search(before) or _IS_THE_WRITER.search(before) or _is_gone(text, token):
            continue
        said, start = _number_beside(text, found, at)
        if word.group == "person" and at + 1 < len(found) and person_word(found[at + 1].text):
            continue  # an adjective: "беременная жена"
        if word.key == "couple" and text[token.end : token.end + 4] == " of ":
            continue
        if word.group == "unit" and said is None:
            continue
        parts.append(_Part(word, word.count if said is None else said, said is not None, start, token.end))
    return parts


def _possessor(text: str, token: Token) -> str:
    """Return "wife" for "wife's arm": what happens to a limb happens to its owner; a mother's house is a house."""
    if token.text.endswith("'s") and _OF_THE_BODY.match(text, token.end):
        return token.text[:-2]
    return token.text


def _number_beside(text: str, found: list[Token], at: int) -> tuple[int | None, int]:
    """Return the number said with a person, and where the two begin: before it, or after for plurals."""
    for back in range(1, 4):
        if at - back < 0:
            break
        token = found[at - back]
        if token.kind == "number" or re.fullmatch(NUMBER, token.text):
            return _number_ending_at(text, token), token.start
        if token.kind != "word" or token.text in _STOP_GAP or person_word(token.text) or "_" in token.text:
            break
    after = re.compile(rf"\s*[:–-]?\s*(?P<n>{NUMBER})").match(text, found[at].end)
    word = person_word(found[at].text)
    if after and word and word.count != 1 and not _person_follows(text, after.end()):
        return value_of(after["n"]), found[at].start
    return None, found[at].start


def _number_ending_at(text: str, token: Token) -> int | None:
    window = text[max(0, token.start - 16) : token.end]
    match = re.search(rf"(?<![\w_])({NUMBER})$", window)
    return value_of(match[1]) if match else value_of(token.text)


def _person_follows(text: str, at: int) -> bool:
    match = re.compile(r"\s+(?:[^\W\d_]+\s+)?([^\W\d_]+)").match(text, at)
    return match is not None and person_word(match[1]) is not None


def _is_gone(text: str, token: Token) -> bool:
    """Whether a clause says that these people have left already, or are dead."""
    end = re.compile(r"[,.!?;\n]|\b(?:but|но|але)\b").search(text, token.end)
    return _GONE.search(text, token.end, end.start() if end else min(len(text), token.end + 60)) is not None


def _last_total(text: str, parts: list[_Part]) -> tuple[int, int, int] | None:
    """Return (people, start, end) of the total said last; corrections come after what they correct."""
    found: tuple[int, int, int] | None = None
    for pattern in _TOTALS:
        for match in pattern.finditer(text):
            if match.groupdict().get("alone"):
                value: int | None = 1
                if parts and any(part.start > match.start() or part.count > 1 for part in parts):
                    continue
            else:
                value = value_of(match["n"])
                if _belongs_to_a_part(match.end("n"), match.start("n"), parts):
                    continue
            if value and (found is None or match.start() > found[1]):
                found = value, match.start(), match.end()
    return found


def _belongs_to_a_part(end: int, start: int, parts: list[_Part]) -> bool:
    """Whether a number counts children or the like ("у нас двое детей"), not the writers themselves."""
    return any(
        part.start <= start and part.end >= end and part.word.group in ("child", "kin", "person", "unit")
        and part.said and part.word.key not in ("people", "elder")
        for part in parts
    )  # fmt: skip


def _head_group(text: str, groups: list[_Part]) -> tuple[int, int, int] | None:
    """Return (people, start, end) of "12 people", "family of four", "at least 3"; parts of it are no more."""
    found = [_with_number_before(text, part) for part in groups if part.word.key == "people" and part.said]
    found += [(n, m.start(), m.end()) for m in _GROUP.finditer(text) if (n := value_of(m["n"]))]
    if not found:
        found = [
            (n, m.start(), m.end())
            for m in _AT_LEAST.finditer(text)
            if (n := value_of(m["n"])) and not _person_follows(text, m.end() - 1)
        ]
    found = sorted(set(found), key=lambda group: group[1])
    if not found:
        return None
    people, start, end = found[0]
    for count, other_start, other_end in found[1:]:
        between = text[end:other_start]
        if other_start < end or _OF_THEM.search(text[:other_start]):
            continue
        if _AND.search(between) or _PLUS.search(between):
            people += count
        else:
            people = max(people, count)
        end = other_end
    return people, start, end


def _with_number_before(text: str, part: _Part) -> tuple[int, int, int]:
    """Return (people, start, end); "4 and 3 people" are seven."""
    before = re.search(rf"({NUMBER})\s*(?:and|и|та|і|й|\+|&)\s*$", text[max(0, part.start - 24) : part.start])
    first = value_of(before[1]) if before else None
    return part.count + (first or 0), part.start, part.end


def _with_additions(
    text: str, parts: list[_Part], people: int, start: int, end: int, *, rule: str
) -> PeopleCount:
    """Add what is said to come on top of a total: "plus our neighbours, another three"."""
    total = _Sum(people, pieces=[(start, end, rule)])
    covered = end
    for part in parts:
        if part.start < end or part.start < covered:
            continue
        between = text[end : part.start]
        if _OF_THEM.search(text[: part.start]) or part.word.group == "unit":
            continue
        directly = _AND.search(between) is not None and re.fullmatch(r"[\s\w&+']{0,24}", between) is not None
        if not directly and not _PLUS.search(between):
            continue
        count, covered = part.count, part.end
        more = _ANOTHER.search(text, part.end, part.end + 30)
        if more and not part.said and (number := value_of(more["n"])):
            count, covered = number, more.end()
        total.add(count, part.start, covered, "people.added")
        end = covered
    bare = _ANOTHER.search(text, covered)
    if bare and len(total.pieces) == 1 and not _person_follows(text, bare.end() - 1):
        number = value_of(bare["n"])
        if number:
            total.add(number, bare.start(), bare.end(), "people.added")
    return PeopleCount(total.people, _qualifier(text, start), tuple(total.pieces))


def _qualifier(text: str, start: int) -> str:
    match = None
    for match in _QUALIFIER.finditer(text, max(0, start - 16), start + 16):
        break
    return "exact" if match is None else str(match.lastgroup)


def _sum_of_parts(text: str, parts: list[_Part]) -> PeopleCount:
    total = _Sum()
    seen: set[str] = set()
    children_said = False
    last_end = 0
    for part in parts:
        joined = _AND.search(text[last_end : part.start]) is not None or bool(
            _PLUS.search(text[last_end : part.start])
        )
        if _describes(text, part, seen, joined=joined, children_said=children_said):
            last_end = part.end
            continue
        seen.add(part.word.key)
        total.grown = total.grown or part.word.group != "child"
        children_said = children_said or (part.word.group == "child" and part.count > 1)
        total.at_least = total.at_least or (
            not part.said and part.word.count == 2 and part.word.group == "child"
        )
        total.add(part.count, part.start, part.end, "people.part")
        last_end = part.end
    speaker = _speakers(text, total)
    if speaker and not ("pregnant" in seen and speaker[3] == "people.speaker"):
        total.add(*speaker)
    if not total.people:
        return PeopleCount(None)
    return PeopleCount(total.people, "at_least" if total.at_least else "exact", tuple(total.pieces))


def _describes(text: str, part: _Part, seen: set[str], *, joined: bool, children_said: bool) -> bool:
    """Whether a part only says more about somebody who was counted already."""
    if not seen:
        return False
    before = text[: part.start]
    if _OF_THEM.search(before):
        return True
    if part.word.key in seen and not _PLUS.search(before):
        return True
    if any(part.word.key in _INCLUDES.get(key, ()) for key in seen):
        return True
    if joined:
        return False
    if part.word.key in _ONLY_OLD and seen & _MAY_BE_OLD and part.count == 1:
        return True
    if part.word.group == "person":
        return not (part.said and part.count > 1)
    return part.word.group == "child" and children_said


def _only_children(total: _Sum, at: int) -> bool:
    """Whether "we have …" goes on with children, and nobody grown is named."""
    starts = [start for start, _, _ in total.pieces]
    return not total.grown and bool(starts) and 0 <= min(starts) - at < 24


def _speakers(text: str, total: _Sum) -> tuple[int, int, int, str] | None:
    """Return whether the writer is one of those who need help: (how many, start, end, rule)."""
    if _ELSEWHERE.search(text):
        return None
    plain = _NOT_ONE_OF_THEM.sub(lambda found: " " * len(found.group()), text)
    if with_others := _WE_WITH.search(plain):
        return 1, with_others.start(), with_others.end(), "people.we_with"
    speaker = _SPEAKER.search(plain)
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
    return None
