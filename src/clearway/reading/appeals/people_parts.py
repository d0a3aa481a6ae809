"""The people whom a message mentions, one by one or a few together: "my wife", "two kids", "12 people"."""

import re
from dataclasses import dataclass

from clearway.reading.appeals.numerals import NUMBER, value_of
from clearway.reading.appeals.person_words import PersonWord, person_word
from clearway.reading.appeals.phrases import lexicon
from clearway.reading.appeals.tokens import Token, tokens
from clearway.reading.wordlists import words

_LISTED = {title: "|".join(lines) for title, lines in lexicon("counting").items()}
_GONE = re.compile(rf"\b(?:{_LISTED['have left or are elsewhere']})")
_THING_AFTER = re.compile(rf"\s?(?:'s?\b|-?\s?(?:{_LISTED['things']}))")
_OF_THE_BODY = re.compile(rf"\s(?:\w+\s)?(?:{_LISTED['of the body']})\b")
_NONE_OF = re.compile(
    r"(?:\bno|\bwithout|\bбез|\bнет|\bнема[є]?|\bні|\bни|\bnot a|\bno small|\bwithout any)\s*$"
)
_IS_THE_WRITER = re.compile(
    r"(?:\bi am|\bi'm|\bthis is|(?<!\w)я|(?<!\w)это|(?<!\w)це)\s"
    r"(?:an?\s|the\s|her\s|his\s|their\s|ее\s|его\s|их\s|її\s|його\s)?$"
)
_SON_OR_DAUGHTER = re.compile(r" (?:boy|girl|son|daughter|brother|sister)\b")
_HIDDEN_NUMBER = re.compile(r"[\s,:(–-]{1,3}\+?\(?_(?:[\s()-]{0,2}_){9,}")
_HELPERS = re.compile(
    r"\b(?:нужн\w+|надо|need(?:s|ed)?|потрібн\w+|треба|требу\w+|send|пришлите|надішліть)\s"
    r"(?:(?:минимум|мінімум|хотя бы|еще|at least|another|about|хоча б|щонайменше)\s)*"
    rf"{NUMBER}\s(?:strong |крепких |міцних )?$"
)
_STOP_GAP = words("""and or with of for from in on at to и или с со в на у от до за і та або з зі із від""")
_ONLY_TO_BE_CALLED = re.compile(
    r"\b(?:contact|call|phone|ring|ask|number of|телефон|тел\.?|контакт\w*|звон\w+|позвон\w+|дзвон\w+)"
    r"\s*:?\s(?:(?:her|his|my|their|the|моего|моей|моєї|мого|ее|его|її|його)\s)?$"
)
_END_OF_CLAUSE = re.compile(r"[,.!?;\n]|\b(?:but|но|але)\b")
_PLAIN_NUMBER = re.compile(NUMBER)
_NUMBER_LAST = re.compile(rf"(?<![\w_])({NUMBER})$")
_NUMBER_AFTER = re.compile(rf"\s*[:–-]?\s*(?P<n>{NUMBER})")
_NEXT_WORDS = re.compile(r"\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?")


@dataclass(frozen=True, slots=True)
class Part:
    """One or several people: the word for them, how many, whether that number is said, and where."""

    word: PersonWord
    count: int
    said: bool
    start: int
    end: int


def find_parts(text: str) -> list[Part]:
    """Return the people mentioned in a text of small letters; those who have left already are left out."""
    found = tokens(text)
    parts = []
    for at, token in enumerate(found):
        word = person_word(_possessor(text, token)) if token.kind == "word" else None
        if word is None or _THING_AFTER.match(text, token.end):
            continue
        before = text[max(0, token.start - 40) : token.start]
        if word.group == "unit" and _HELPERS.search(text[max(0, token.start - 40) : token.start]):
            continue  # "we need four men to carry him"
        named_only = _IS_THE_WRITER.search(before) or _ONLY_TO_BE_CALLED.search(before) or _signs(text, token)
        if named_only or _NONE_OF.search(before) or has_gone(text, token.end):
            continue
        said, start = _number_beside(text, found, at)
        if word.group == "person" and at + 1 < len(found) and person_word(found[at + 1].text):
            continue  # an adjective: "беременная жена"
        if word.key == "baby" and _SON_OR_DAUGHTER.match(text, token.end):
            continue  # one child: "our baby girl"
        if word.key == "couple" and text[token.end : token.end + 4] == " of ":
            continue
        if word.group == "unit" and said is None:
            continue
        parts.append(Part(word, word.count if said is None else said, said is not None, start, token.end))
    return parts


def _signs(text: str, token: Token) -> bool:
    """Whether a word for a person is the signature of the writer: ". Granddaughter, +7 …" (digits hidden)."""
    begins = re.search(r"[.!?\n]\s*$", text[max(0, token.start - 4) : token.start]) is not None
    return begins and _HIDDEN_NUMBER.match(text, token.end) is not None


def _possessor(text: str, token: Token) -> str:
    """Return "wife" for "wife's arm": a mother's house is only a house."""
    if token.text.endswith("'s") and _OF_THE_BODY.match(text, token.end):
        return token.text[:-2]
    return token.text


def _number_beside(text: str, found: list[Token], at: int) -> tuple[int | None, int]:
    """Return the number said with a person, and where the two begin: before it, or after for plurals."""
    for back in range(1, 4):
        if at - back < 0:
            break
        token = found[at - back]
        if token.kind == "number" or _PLAIN_NUMBER.fullmatch(token.text):
            return _number_ending_at(text, token), token.start
        if token.kind != "word" or token.text in _STOP_GAP or person_word(token.text) or "_" in token.text:
            break
    after = _NUMBER_AFTER.match(text, found[at].end)
    word = person_word(found[at].text)
    if after and word and word.count != 1 and not person_follows(text, after.end()):
        return value_of(after["n"]), found[at].start
    return None, found[at].start


def _number_ending_at(text: str, token: Token) -> int | None:
    window = text[max(0, token.start - 16) : token.end]
    match = _NUMBER_LAST.search(window)
    return value_of(match[1]) if match else value_of(token.text)


def person_follows(text: str, at: int) -> bool:
    """Say whether one of the next two words is a word for a person."""
    match = _NEXT_WORDS.match(text, at)
    return match is not None and any(word and person_word(word) for word in match.groups())


def has_gone(text: str, at: int) -> bool:
    """Whether the clause that goes on here says that the people just named have left already, or are dead."""
    end = _END_OF_CLAUSE.search(text, at)
    return _GONE.search(text, at, end.start() if end else min(len(text), at + 60)) is not None
