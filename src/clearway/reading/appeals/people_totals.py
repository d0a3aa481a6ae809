"""What a message says its people are in all: "we are 5", "нас трое", "12 people", "family of four"."""

import re

from clearway.reading.appeals.numerals import COLLECTIVE, NUMBER, value_of
from clearway.reading.appeals.other_numbers import unit_follows
from clearway.reading.appeals.people_parts import Part, has_gone, person_follows
from clearway.reading.appeals.phrases import lexicon
from clearway.reading.wordlists import words

_GAP = r"(?:[^\W\d_]+(?:['-][^\W\d_]+)*\s+){0,3}?"
_FILL_EN = (
    r"(?:(?:now|still|only|all|about|around|roughly|at least|just|altogether|here|currently|actually|already|"
    r"a (?:family|group|party|household) of|in total)\s+)*"
)
_APPROX = (
    r"(?:(?:примерно|около|где-то|человек|до|уже|теперь|сейчас|всего|осталось|вже|тепер|зараз|близько|усього|лише)"
    r"\s+)*"
)
_STANDING_ALONE = "|".join(
    sorted(words("двое трое четверо пятеро шестеро семеро двоє троє п'ятеро вдвоем втроем"))
)
_TOGETHER = "|".join(sorted(COLLECTIVE))
_HOW_MANY = (
    r"(?:number|no\.?|total|count) of (?:people|persons|evacuees|residents|family members|"
    r"adults and children)|"
    r"how many(?: people| persons| of you)?|people|persons|(?:household|family|group|party) size|"
    r"(?:количество|число|кол-во|сколько|кількість|скільки) "
    r"(?:человек|чел\.?|людей|вас|нас|людин|осіб|жильцов)|"
    r"людей|человек|осіб|состав семьи|склад родини|количество(?=\s?:)|кількість(?=\s?:)"
)
_ONLY = r"(?:only|just|лишь|только|всего|нас|тут|лише|тільки|ще|еще|всього|усього|теперь|тепер|сейчас|зараз)"
_OF_WHOM = r"(?:of us|нас|из нас|з нас|of them)"
_REMAIN = (
    r"(?:are |is )?(?:still here|remaining|remain)|"
    r"осталось|остались|осталися|остается|остаемся|лишилось|лишилося|лишились|лишилися|залишилось|залишилося|залишились|залишилися"
)
_TOTALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:we|us)(?:'re| are| were| r)?\s+{_FILL_EN}(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+of\s+us\b",
        rf"\b(?:in total|total(?: of)?|altogether|in all)\s*:?\s*(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+(?:in total|total|altogether|in all)\b",
        rf"(?<!у )(?<!\w)нас\s+(?:(?:в|на|у|по)\s{NUMBER}\s[^\W\d_]+\s)?{_GAP}[:–-]?\s*"
        rf"{_APPROX}(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+нас\b",
        rf"(?P<and_one>(?<!\w)(?:одна|один|сама|сам|alone)\s(?:со?|зі?|із|with)\s(?P<n>{NUMBER}))(?!\w)",
        r"(?<![\w+/-])(?P<n>\d)\s?\+\s?(?P<children>\d)(?![\w+/-])",
        rf"(?<!\w)нам\s(?P<n>{NUMBER})(?!\s?(?:лет|год|рок|рік))",
        rf"(?<!\w)(?:человек|чоловік|душ)\s(?P<n>{NUMBER})(?!\s?[,(]?\s?(?:лет|год|рок|рік))",
        rf"\b(?:now|теперь|тепер|стало)\s(?:only |just |we are |нас |there are )?(?P<n>{NUMBER})",
        rf"\b(?:всего|итого|усього|разом|всех|всіх)\s*:?\s*(?:нас\s*)?(?P<n>{NUMBER})",
        rf"\b(?:мы|ми)\s+(?:тут |здесь |все |всі )?(?P<n>{_TOGETHER})\b",
        rf"(?<!\w)(?P<n>{_TOGETHER})(?!\w)",
        rf"(?:^|(?<=[^\w\s'])|(?<=_))\s*(?P<n>{_STANDING_ALONE})\s*(?=[^\w\s']|$)",
        rf"\b(?:{_HOW_MANY})\s?(?:\([^)\n]{{1,20}}\))?\s*[:–=-]\s*(?P<n>{NUMBER})",
        rf"(?<!\w)(?:{_REMAIN})\s+(?:{_ONLY}\s+)?(?:{_OF_WHOM}\s+)?(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER})\s+(?:{_OF_WHOM}\s+)?(?:{_REMAIN})(?!\w)",
        rf"\b(?:there (?:are|is)|there's) (?:{_ONLY}\s+)?(?P<n>{NUMBER}) (?:of us |people )?"
        r"(?:left|remaining)\b",
        r"(?P<alone>(?:i'm|i am|am) (?:all )?alone(?! with)|живу (?:одн[аи]|один|сам[аи]?)(?!\w)(?! с)|"
        r"(?:^|(?<=[,.;!–-]))\s*(?:одна|один|сама|сам|alone)\s*(?=[.,;!–-]|$))",
    )
)
_GROUP = re.compile(
    rf"\b(?:family|group|party|household|families|семь[яюией]+|сім'[яїюєю]+|родин[аиу]|групп[аы]|група)\s+"
    rf"(?:of|из|в|з|із|зі)?\s*(?P<n>{NUMBER})"
)
_AT_LEAST = re.compile(
    r"(?<!нужно )(?<!надо )(?<!need )(?<!потрібно )(?<!треба )\b"
    rf"(?:at least|no less than|не менее|минимум|щонайменше|принаймні|мінімум|не менше)\s+(?P<n>{NUMBER})"
)
PLUS = re.compile(
    r"(?:\bplus\b|\+|\bas well as\b|\balso\b|\banother\b|\bещ[её]\b|\bеще\b|\bще\b|\bа также\b|\bтакож\b|"
    r"\bin addition\b|\btogether with our\b)[^.!?;]{0,24}$"
)
AND = re.compile(r"(?:\band\b|\bи\b|\bта\b|\bі\b|\bй\b|&|\+|\bplus\b)\s*(?:[^\W\d_]+\s+){0,2}$")
_OF_THEM = "|".join(lexicon("counting")["of them"])
OF_THEM = re.compile(rf"(?:{_OF_THEM})[^.!?;]{{0,30}}$")


_WERE = re.compile(
    rf"\b(?:нас (?:тут |здесь )?(?:было|було)|(?:было|було) нас|(?:we|there) were)\s(?P<n>{NUMBER})"
)
_COLLECTIVE = re.compile(
    r"(?<!\bи )(?<!\bі )(?<!\bй )(?<!\bта )(?<!\bеще )(?<!\bще )(?<!плюс )(?<!у нас )(?<!у меня )(?<!у мене )"
    rf"(?<!\w)(?P<n>{_STANDING_ALONE})(?!\w)(?! (?:из|з|із) )"
)
_SOME = re.compile(rf"(?<!\w)(?P<n>{NUMBER})(?!\w)")


def find_total(text: str, parts: list[Part]) -> tuple[int, int, int] | None:
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
                if match.groupdict().get("and_one"):  # "одна с тремя": and the writer
                    value = None if person_follows(text, match.end()) else (value or 0) + 1
                if match.groupdict().get("children"):  # "2+3": adults and children
                    value = (value or 0) + int(match["children"])
                if _belongs_to_a_part(match.end("n"), match.start("n"), parts):
                    continue
                if value == 1 and " of us" in match.group():
                    continue  # "one of us is deaf"
                if unit_follows(text, match.end("n")) or has_gone(text, match.end()):
                    continue
            if value and (found is None or match.start() > found[1]):
                found = value, match.start(), match.end()
    return _less_who_left(text, found or _bare_collective(text))


def _bare_collective(text: str) -> tuple[int, int, int] | None:
    """Return "двое" or "троє" said of nobody in particular, where no other total is said."""
    for match in _COLLECTIVE.finditer(text):
        at = match.end("n")
        value = value_of(match["n"])
        if value and not (person_follows(text, at) or unit_follows(text, at) or has_gone(text, at)):
            return value, match.start("n"), at
    return None


def _less_who_left(text: str, total: tuple[int, int, int] | None) -> tuple[int, int, int] | None:
    """Take away who has gone since: "we were five, two left yesterday" are three."""
    was = _WERE.search(text)
    if was is None or (total is not None and total[1] > was.end()):
        return total
    gone = next((m for m in _SOME.finditer(text, was.end()) if has_gone(text, m.end())), None)
    before = value_of(was["n"])
    left = value_of(gone["n"]) if gone else None
    if gone is None or before is None or left is None or left >= before:
        return total
    return before - left, was.start(), gone.end()


def _belongs_to_a_part(end: int, start: int, parts: list[Part]) -> bool:
    """Whether a number counts children or the like ("у нас двое детей"), not the writers themselves."""
    return any(
        part.start <= start and part.end >= end and part.word.group in ("child", "kin", "person", "unit")
        and part.said and part.word.key not in ("people", "elder")
        for part in parts
    )  # fmt: skip


def find_group(text: str, groups: list[Part]) -> tuple[int, int, int] | None:
    """Return (people, start, end) of "12 people", "family of four", "at least 3"; parts of it are no more."""
    found = [_with_number_before(text, part) for part in groups if part.word.key == "people" and part.said]
    found += [(n, m.start(), m.end()) for m in _GROUP.finditer(text) if (n := value_of(m["n"]))]
    if not found:
        found = [
            (n, m.start(), m.end())
            for m in _AT_LEAST.finditer(text)
            if (n := value_of(m["n"])) and not person_follows(text, m.end() - 1)
        ]
    found = sorted(set(found), key=lambda group: group[1])
    if not found:
        return None
    people, start, end = found[0]
    for count, other_start, other_end in found[1:]:
        between = text[end:other_start]
        if other_start < end or OF_THEM.search(text[:other_start]):
            continue
        if AND.search(between) or PLUS.search(between):
            people += count
        else:
            people = max(people, count)
        end = other_end
    return people, start, end


def _with_number_before(text: str, part: Part) -> tuple[int, int, int]:
    """Return (people, start, end); "4 and 3 people" are seven."""
    window = text[max(0, part.start - 40) : part.start]
    before = re.search(rf"((?:{NUMBER}\s*,\s*)*{NUMBER})\s*(?:and|и|та|і|й|\+|&)\s*$", window)
    others = [value_of(n) or 0 for n in re.split(r"\s*,\s*", before[1])] if before else []
    return part.count + sum(others), part.start, part.end
