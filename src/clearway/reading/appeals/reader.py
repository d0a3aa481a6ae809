"""One message into one appeal: language, telephone, address, people, the vulnerable, needs, kind, urgency."""

import re
from dataclasses import dataclass, replace

from clearway.reading.appeals.address import Address, FoundAddresses, find_addresses
from clearway.reading.appeals.ages import find_ages
from clearway.reading.appeals.appeal import Appeal, Message
from clearway.reading.appeals.city_names import CityNames
from clearway.reading.appeals.contact import find_contacts
from clearway.reading.appeals.kind import find_kind, says_moved, says_wrote_before
from clearway.reading.appeals.needs import find_needs
from clearway.reading.appeals.other_numbers import other_numbers
from clearway.reading.appeals.people_count import PeopleCount, count_people
from clearway.reading.appeals.tokens import hide, small, tokens
from clearway.reading.appeals.transliterated import from_latin_letters
from clearway.reading.appeals.urgency import find_urgency, says_life_is_at_risk
from clearway.reading.appeals.vulnerability import find_vulnerable
from clearway.reading.language import READ, language_of
from clearway.reading.spans import Span
from clearway.reading.text import Text, read_text

LONGEST_READ = 20_000  # characters; what follows is flagged for a person, never dropped in silence
CRIES = ("🆘", "🙏", "🔥", "😭", "⚠", "🩸", "🚑")
_FORWARDED = ("forwarded from", "forwarded message", "fwd:", "fw:", "переслан", "переадресован")
_LONG_WORD = re.compile(r"\w{60,}")  # no word of a language; would cost the rules quadratic time
_ENOUGH_READ = 2  # kinds of things that rules understood; then the language is one of ours
Piece = tuple[int, int, str]  # start, end in the plain text, rule


@dataclass(frozen=True)
class _Facts:
    """What a message says, before it is known what kind of message it is."""

    language: str
    contacts: tuple[tuple[int, int, str], ...]
    found: FoundAddresses
    counted: PeopleCount
    vulnerable: tuple[str, ...]
    needs: tuple[str, ...]
    asked: tuple[str, ...]  # needs told in so many words
    pieces: tuple[Piece, ...]
    body: str  # small letters, telephones and streets hidden


def read_appeal(message: Message, city: CityNames | None = None, *, region: str = "RU") -> Appeal:
    """Read one message.

    city : the streets and places that the city knows; without it every street is taken as written
    region : two-letter region whose national telephone numbers are meant

    Never fails on any text: what cannot be read is flagged and sent to a person.
    """
    known = city or CityNames()
    whole = from_latin_letters(read_text(message.text[:LONGEST_READ]))
    text = _LONG_WORD.sub(lambda run: "_" * len(run.group()), small(whole.plain))
    facts = _facts(whole.plain, text, known, region)
    kind, kind_pieces = _kind(text, facts)
    facts = _as_fits_the_kind(kind, facts, whole.plain, text, known)
    says_little = _says_little(kind, facts)
    urgency = find_urgency(
        facts.body,
        kind=kind,
        needs=list(facts.needs),
        vulnerable=list(facts.vulnerable),
        unreadable=says_little or (facts.language not in READ and kind == "appeal"),
    )
    return Appeal(
        message=message,
        language=facts.language,
        kind=kind,
        people=facts.counted.people,
        people_qualifier=facts.counted.qualifier,
        vulnerable=facts.vulnerable,
        needs=facts.needs,
        address=_address(facts.found, whole),
        contact=facts.contacts[0][2] if facts.contacts else None,
        urgency=urgency.level,
        reasons=urgency.reasons,
        hours_left=urgency.hours_left,
        exposure=urgency.exposure,
        other_addresses=facts.found.addresses[1:],
        evidence=_spans(message.message_id, whole, [*facts.pieces, *kind_pieces, *urgency.pieces]),
        wrote_before=says_wrote_before(facts.body),
        moved=says_moved(facts.body),
        flags=_flags(message, text, facts, kind, says_little=says_little),
    )


def _facts(plain: str, text: str, known: CityNames, region: str) -> _Facts:
    language = language_of(plain).code
    contacts = find_contacts(plain, region, language)
    text = hide(text, [(start, end) for start, end, _ in contacts])
    found = find_addresses(plain, text, known)
    body = hide(text, [(start, end) for start, end, rule in found.pieces if rule == "address.street"])
    counting = hide(text, [(start, end) for start, end, _ in found.pieces])
    split = tokens(counting)
    ages = find_ages(counting, split)
    hidden = [(age.start, age.end) for age in ages] + other_numbers(counting, split)
    counted = count_people(hide(counting, hidden), ages)
    vulnerable, vulnerable_pieces = find_vulnerable(body, ages)
    needs, need_pieces = find_needs(
        plain,
        body,
        {who: piece[:2] for who, piece in zip(vulnerable, vulnerable_pieces, strict=True)},
        language=language,
        people_or_place=counted.people is not None or bool(found.addresses),
    )
    asked = tuple(
        need for need, piece in zip(needs, need_pieces, strict=True) if not piece[2].endswith(".implied")
    )
    understood = sum((counted.people is not None, bool(vulnerable), bool(asked), bool(found.addresses)))
    if language not in READ and understood >= _ENOUGH_READ:
        language = "ru" if any("\u0400" <= letter <= "\u04ff" for letter in text) else "en"
    pieces = [*found.pieces, *vulnerable_pieces, *need_pieces, *counted.pieces]
    pieces += [(start, end, "contact.phone") for start, end, _ in contacts]
    return _Facts(
        language,
        tuple(contacts),
        found,
        counted,
        tuple(vulnerable),
        tuple(needs),
        asked,
        tuple(pieces),
        body,
    )


def _kind(text: str, facts: _Facts) -> tuple[str, list[Piece]]:
    """Return the kind of message and the words that decide it."""
    kind, piece = find_kind(
        facts.body,
        needs=list(facts.asked),
        vulnerable=list(facts.vulnerable),
        people=facts.counted.people,
        has_address=bool(facts.found.addresses and facts.found.addresses[0].street),
        has_contact=bool(facts.contacts),
    )
    has_words = any(letter.isalpha() for letter in text)
    cries = any(sign in text for sign in CRIES) and not has_words
    if kind == "other" and says_life_is_at_risk(facts.body):
        return "appeal", [piece] if piece else []
    if kind == "other" and (cries or (has_words and facts.language not in READ)):
        kind = "appeal"  # somebody wants something of us; a person must find out what
    return kind, [piece] if piece else []


def _as_fits_the_kind(kind: str, facts: _Facts, plain: str, text: str, known: CityNames) -> _Facts:
    """Leave out what a message of this kind does not say of itself: the seats of an offer are no people."""
    if kind in ("offer", "question"):
        hidden = hide(text, [(start, end) for start, end, _ in facts.contacts])
        found = find_addresses(plain, hidden, known, towards=True)
        places = tuple(piece for piece in found.pieces if piece[2] == "address.place")
        facts = replace(facts, found=found, pieces=facts.pieces + places)
    if kind in ("appeal", "update"):
        return facts
    needs = ("information",) if kind == "question" else ()
    return replace(facts, counted=PeopleCount(None), vulnerable=(), needs=needs)


def _address(found: FoundAddresses, whole: Text) -> Address:
    """Return the address an appeal is about; a place is called as it was written ("школа № 7")."""
    if not found.addresses:
        return Address()
    first = found.addresses[0]
    written = [piece for piece in found.pieces if piece[2] == "address.place"]
    if first.place is None or first.known_place or not written:
        return first
    start, end = whole.original_span(*written[-1][:2])
    return replace(first, place=" ".join(whole.original[start:end].split()))


def _says_little(kind: str, facts: _Facts) -> bool:
    """Whether an appeal says neither where nor what, nor who but for the writer: "Help me"."""
    counted = [rule for _, _, rule in facts.counted.pieces if rule != "people.speaker"]
    return kind == "appeal" and not (facts.asked or facts.vulnerable or counted or facts.found.addresses)


def _spans(message_id: str, whole: Text, pieces: list[Piece]) -> tuple[Span, ...]:
    found = {Span(message_id, *whole.original_span(start, end), rule) for start, end, rule in pieces}
    return tuple(sorted(found))


def _flags(message: Message, text: str, facts: _Facts, kind: str, *, says_little: bool) -> tuple[str, ...]:
    has_words = any(letter.isalpha() for letter in text)
    signs = {
        "empty": not text.strip(),
        "no_words": bool(text.strip()) and not has_words,
        "language_not_read": has_words and facts.language not in READ,
        "says_little": says_little,
        "no_address": kind == "appeal" and not facts.found.addresses,
        "too_long_to_read_whole": len(message.text) > LONGEST_READ,
        "forwarded": any(mark in text[:2000] for mark in _FORWARDED) or text.lstrip().startswith(">"),
        "broken_letters": "\ufffd" in message.text,
    }
    return tuple(flag for flag, is_so in signs.items() if is_so)
