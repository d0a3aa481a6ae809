"""Who stands beside a word of speech: "the mayor, Adam Lesko, said", "сказал дежурный", "told by the clinic".

`speech.py` has the patterns; `attribution.py` asks. A stretch is a speaker if it has a name or a word for a
voice ("police"); where the cue leaves no doubt (`plainly`), any noun phrase is ("the rail operator said").
"""

import re

from clearway.reading import speech

_QUOTED_NAME = re.compile(r"\"[^\"\x01]{1,40}\"")  # 'the group "Black Key"'
_UNOPENED = re.compile(r"^[^()]*\)")  # "(Photo) Police said"


def speaker_before(masked: str, at: int, *, plainly: bool = False) -> tuple[str | None, int]:
    """Return the source that stands before a cue, and where its clause starts."""
    left = speech.BRACKETED.sub(lambda match: " " * len(match.group()), masked[:at])
    left = speech.INTERPOSED.sub("", left)
    clause = max((mark.end() for mark in speech.CLAUSE_MARK.finditer(left)), default=0)
    segments = left[clause:].split(", ")
    segments[-1] = speech.TRAILING.sub("", segments[-1])
    if len(segments) > 1 and not segments[-1].strip(" ,"):
        segments.pop()
        beside = segments[-1].strip()
        closes = (
            speech.APPOSITIVE.match(beside)
            or speech.is_name(beside)
            or (len(segments) > 1 and speech.is_beside_a_name(segments[-2], beside))
        )
        return (_joined(segments) if len(segments) > 1 and closes else None), clause
    text = segments[-1]
    if not text.strip() and left.rstrip().endswith('"'):
        text = re.split(r"[;:–(\x01]", left)[-1]  # a name in quotation marks, not speech
    if (
        len(segments) > 1
        and speech.APPOSITIVE.match(text.strip())
        and speech.is_name(speech.cleaned(segments[-2]).rstrip())
    ):
        text = f"{segments[-2]}, {text}"
    return as_speaker(text, plainly=plainly), clause


def _joined(segments: list[str]) -> str | None:
    """Join a name and what stands beside it in commas: "Adam Lesko, a baker", "the mayor, Adam Lesko"."""
    i = len(segments) - 1
    if (
        i > 1
        and speech.is_name(segments[i].strip())
        and segments[i - 1].strip().startswith(("the ", "a ", "an "))
    ):
        i -= 1  # "WNDU, the affiliate out of South Bend, Indiana, reported"
    if i > 0 and speech.is_beside_a_name(segments[i - 1], segments[i].strip()):
        i -= 1
    while (
        i > 0
        and (speech.APPOSITIVE.match(segments[i].strip()) or segments[i].strip()[:1].islower())
        and not (speech.HEADED.match(segments[i].strip()) and speech.FINITE.search(segments[i - 1]))
    ):
        i -= 1
    if (
        speech.is_name(segments[i].strip())
        and i > 0
        and speech.KNOWN_VOICE.search(segments[i - 1])
        and not speech.FINITE.search(segments[i - 1])
    ):
        i -= 1
    shown = segments[i : i + 2] if len(" ".join(segments[i:]).split()) > speech.LONGEST else segments[i:]
    joined = ", ".join(
        part
        for part in shown
        if not part.strip().startswith(("who ", "which ", "one of", "котор", "який", "яка"))
    )
    return as_speaker(joined)


def speaker_after(masked: str, at: int, *, plainly: bool = False) -> str | None:
    """Return the source that stands after a cue."""
    rest = speech.ADDRESSEE.sub("", masked[at:].lstrip())
    stop = speech.STOPS_AFTER.search(_QUOTED_NAME.sub(lambda match: "q" * len(match.group()), rest))
    text = rest[: stop.start()] if stop else rest
    if stop and stop.group() == "." and re.search(r"\b(?:Gov|Gen|Col|Mr|Mrs|Dr|г|св)$", text):
        again = speech.STOPS_AFTER.search(rest, stop.end())
        text = rest[: again.start()] if again else rest
    return as_speaker(text, plainly=plainly)


def as_speaker(text: str, *, plainly: bool = False) -> str | None:
    """Return a stretch as a source, or None where it names nobody; `plainly`: the cue leaves no doubt."""
    text = speech.TRAILING.sub("", speech.cleaned(_UNOPENED.sub("", speech.BRACKETED.sub("", text)))).strip(
        " ,\"'"
    )
    if (opening := speech.PRONOUN_FIRST.match(text)) is not None:
        return opening.group(1)
    if " and " in text and speech.FINITE.search(text.rsplit(" and ", 1)[0]):
        text = text.rsplit(" and ", 1)[1].strip()
    last = text.rsplit(" and ", 1)[-1]
    if (
        " and " in text
        and len(text.split()) > 8
        and len(last.split()) <= 4
        and speech.KNOWN_VOICE.match(last)
    ):
        text = last  # "the area remains under alert and officials said"
    if plainly and (relative := speech.RELATIVE_CLAUSE.search(text)) is not None:
        text = text[: relative.start()]
    n = len(text.split())
    if not 0 < n <= speech.LONGEST + 6 or "\x01" in text:
        return None
    if speech.PRONOUN.fullmatch(text):
        return text
    if speech.FINITE.search(text) and not re.search(r"\b(?:who|which|that|котор\w+|як\w+)\b", text):
        text = re.split(speech.FINITE, text)[-1].strip() if n > 6 else text
        if not text or not text[0].isupper():
            return None
    has_name = re.search(r"(?<!^)\b[A-ZА-ЯЁІЇЄҐ]|^[A-ZА-ЯЁІЇЄҐ][\w'-]+(?:$|\s[A-ZА-ЯЁІЇЄҐ]|,\s\d)", text)
    is_phrase = plainly and (
        speech.NOUN_PHRASE.fullmatch(text) or speech.NOUN_PHRASE_CYRILLIC.fullmatch(text)
    )
    if speech.NO_VOICE.match(text) or not (has_name or speech.KNOWN_VOICE.search(text) or is_phrase):
        return None
    if text.count('"') == 1:
        text += '"'
    return " ".join(text.split()[: speech.LONGEST])
