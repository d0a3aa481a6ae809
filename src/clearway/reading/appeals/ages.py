"""Ages said in a message, with or without a word for years; durations and months of pregnancy are none."""

import re
from dataclasses import dataclass

from clearway.reading.appeals.numerals import NUMBER, TENS, UNITS, value_of
from clearway.reading.appeals.other_numbers import counts_other_things, unit_follows
from clearway.reading.appeals.person_words import person_is_next, person_word
from clearway.reading.appeals.tokens import Token

_YEARS = (
    r"(?:years?|yrs?|y\.?\s?o\b\.?|y/o|лет|год(?:а|ика|иков|ик)?|л\.|років|роки|рік|рочк[иі]в?|р\.(?!\w))"
)
_MONTHS = r"(?:months?|mo\b|mths?|месяц\w*|мес\b\.?|місяц\w*|міс\b\.?)"
_WEEKS = r"(?:weeks?|wks?|недел\w*|тиж\w*)"
_DAYS = r"(?:days?|дн(?:я|ей|і|ів)|день|сут\w+|доб[иу])"
_OLD = r"(?:[ -]olds?|[ -]of[ -]age)?"
_ORDINAL = r"(?:-?(?:летн\w*|лет|річн\w*|годовал\w*))"
_AGE = re.compile(
    r"(?:(?<![\w'])(?:i'm|i am|she'?s|he'?s|she is|he is|who is|both|they are|мне|мені|ей|ему|им|їй|йому|їм|"
    r"обоим|обом|обоє)\s(?:is |are |уже |вже |already |about |almost |почти |майже )?"
    r"(?:over |за |около |понад |більше |по )?"
    rf"(?P<pronoun>\d{{1,2}}|(?:{TENS})(?:[ -](?:{UNITS}))?)(?![\w:])"
    rf"(?:\s?{_YEARS}(?!\w))?)"
    rf"|(?:(?<!\w)(?:aged?|ages|возраст\w*|вік\w*|віком)\s*:?\s*"
    rf"(?P<aged>\d{{1,3}}(?:\s?(?:,|and|и|і|та|й|&|\+|/)\s?\d{{1,2}}(?!\d))*))"
    rf"|(?:(?<!\w)(?:лет|год[оа]в?|років)\s(?P<inverse>{NUMBER})(?!\s?(?:{_DAYS}|{_MONTHS}|{_WEEKS})))"
    rf"|(?P<list>\d{{1,2}}(?:\s?(?:,|and|и|і|та|й|&|\+|/)\s?\d{{1,2}})+)\s?-?\s?{_YEARS}(?!\w)"
    rf"|(?P<number>{NUMBER})(?P<half>[.,]5|\s?,5)?\s?-?\s?"
    rf"(?:(?P<adjective>{_ORDINAL})|(?P<unit>{_YEARS}|{_MONTHS}|{_WEEKS}|{_DAYS}))(?!\w)(?P<old>{_OLD})"
)
_ABOUT_ONE = re.compile(
    r"годовал\w+|однорічн\w+|(?<!\d )(?:годик|рочок)\b|полтора года|півтора року|півроку|полгода"
)
_OWNER = re.compile(r"\b(?:my|our|her|his|a|the|and|with|plus)\s$|^\s*$|[,&+]\s?$")
_OF_WHOM = re.compile(r"(?<!\w)(?:мне|мені|ей|їй|ему|йому|i am|i'm)\s$")
_PREGNANT = re.compile(r"pregnan|беремен|вагітн|\bdue\b|expecting")
_OF_A_TERM = re.compile(
    r"(?:\bна|\bin (?:her|the|my)|\bat)\s$"
)  # "жена на 39 неделе": of a pregnancy, not of a life
_DURATION_BEFORE = re.compile(
    r"(?:for|since|last|past|in|within|every|already|уже|вже|через|за|около|почти|last|the|these|"
    r"последние|останні|протягом|жив\w+|работа\w+|без)\s*$"
)
_DURATION_AFTER = re.compile(
    r"\s*(?:ago|without|no\b|left|назад|без|тому|жив\w+|работа\w+|as\b|later|late|straight)"
)


ADULT_FROM = 18
FEWEST_INVERSE = 14  # "жінка років сімдесяти"; "лет 5" may be a time that something took


@dataclass(frozen=True, slots=True)
class Age:
    """An age: years, where it is said, and whose it is as far as the words beside it tell ("" if not)."""

    years: float
    start: int
    end: int
    of: str
    child_noun: bool
    as_noun: bool = False  # "my two-year-old": the age stands for the child


def find_ages(text: str, found: list[Token]) -> list[Age]:
    """Return the ages in a text of small letters; months of pregnancy and durations are none."""
    ages = [age for match in _AGE.finditer(text) for age in _read(text, match)]
    ages += [Age(1.0, match.start(), match.end(), "", child_noun=True) for match in _ABOUT_ONE.finditer(text)]
    ages += _beside_a_person(text, found, ages)
    return sorted(ages, key=lambda age: age.start)


def _read(text: str, match: re.Match[str]) -> list[Age]:
    before = text[max(0, match.start() - 30) : match.start()]
    after = text[match.end() : match.end() + 30]
    if match["list"]:
        years = [int(number) for number in re.findall(r"\d+", match["list"])]
        return [Age(float(y), match.start(), match.end(), "", child_noun=y < 18) for y in years]
    if match["pronoun"]:
        bare = match.end() == match.end("pronoun")
        if bare and unit_follows(text, match.end()):
            return []
        return [
            Age(
                float(value_of(match["pronoun"]) or 0),
                match.start("pronoun"),
                match.end(),
                "",
                child_noun=False,
            )
        ]
    if match["aged"]:
        years = [int(number) for number in re.findall(r"\d+", match["aged"])]
        return [Age(float(y), match.start(), match.end(), "", child_noun=False) for y in years]
    if match["inverse"]:
        about = value_of(match["inverse"])
        if about is None or about < FEWEST_INVERSE or not _person_before(before, 4):
            return []
        return [Age(float(about), match.start(), match.end(), "", child_noun=False)]
    number = value_of(match["number"])
    unit = match["unit"] or ""
    if number is None or _PREGNANT.search(before) or _PREGNANT.search(after) or _OF_A_TERM.search(before):
        return []
    said_old = bool(match["old"]) or match["adjective"] is not None
    if not said_old and (_DURATION_BEFORE.search(before) or _DURATION_AFTER.match(after)):
        return []
    as_noun = (
        bool(match["old"]) and _OWNER.search(before) is not None and not person_is_next(text, match.end())
    )
    if re.fullmatch(_YEARS, unit) or not unit:
        told_of_somebody = said_old or _person_before(before, 4) or _OF_WHOM.search(before) is not None
        if number < ADULT_FROM and not told_of_somebody:
            return []
        stands_for_child = as_noun and number < ADULT_FROM
        return [
            Age(float(number), match.start(), match.end(), "", child_noun=False, as_noun=stands_for_child)
        ]
    if not said_old and not _person_before(before, children=True):
        return []
    if unit in ("месяц", "місяць") and number > 1:
        return []  # "8 месяц" is the eighth, of a pregnancy; of a child it would be "8 месяцев"
    scale = 12 if re.fullmatch(_MONTHS, unit) else 52 if re.fullmatch(_WEEKS, unit) else 365
    return [Age(number / scale, match.start(), match.end(), "", child_noun=True, as_noun=as_noun)]


def _person_before(before: str, among: int = 2, *, children: bool = False) -> bool:
    """Whether one of the last words names somebody, or a child: of a wife, weeks are those of a pregnancy."""
    names = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", before)[-among:]
    found = [word for name in names if (word := person_word(name)) is not None]
    return any(word.group == "child" for word in found) if children else bool(found)


def _beside_a_person(text: str, found: list[Token], known: list[Age]) -> list[Age]:
    """Ages without a unit: "mother, 82," and "two kids (3 and 7)"."""
    ages = []
    for at, token in enumerate(found):
        word = person_word(token.text) if token.kind == "word" else None
        if word is None or word.group == "unit":
            continue
        for number in _numbers_after(found, at + 1, several=word.count > 1):
            taken = any(age.start <= number.start < age.end for age in known)
            if taken or counts_other_things(text, number.start, number.end):
                continue
            years = float(number.text)
            if years >= 20 or (word.group == "child" and years < 18):
                ages.append(Age(years, number.start, number.end, word.key, word.group == "child"))
    return ages


def _numbers_after(found: list[Token], at: int, *, several: bool) -> list[Token]:
    """Return the bare numbers right after a person: behind a comma or bracket, or in a row for children."""
    numbers: list[Token] = []
    opened, last = False, at
    for place, token in enumerate(found[at : at + 12], start=at):
        if token.kind == "number":
            if not int(token.text):
                return []  # "children: 0"
            numbers.append(token)
            last = place
        elif token.text in ("(", ",", "–", "-", ":", "is", "are", "of", "who", "aged") and not numbers:
            opened = True
        elif not (numbers and several and token.text in (",", "and", "и", "і", "та", "й", "&", "/")):
            break
    if several and not opened and len(numbers) == 1 and int(numbers[0].text) < 40:
        return []  # "kids 2" are two
    after = found[last + 1 : last + 3] if numbers else []
    alternate = len(after) == 2 and after[1].kind == "number"  # "boy 3 girl 8"
    follows_person = bool(after) and person_word(after[0].text) is not None and not alternate
    return [] if follows_person else [n for n in numbers if len(n.text) <= 2 or n.text < "115"]
