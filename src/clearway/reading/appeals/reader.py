"""One message into one appeal: language, address, telephone, people, who is vulnerable, needs, kind, urgency."""

from clearway.reading.appeals.address import Address, FoundAddresses, find_addresses
from clearway.reading.appeals.ages import Age, find_ages, other_numbers
from clearway.reading.appeals.appeal import Appeal, Message
from clearway.reading.appeals.city_names import CityNames
from clearway.reading.appeals.contact import find_contacts
from clearway.reading.appeals.kind import find_kind
from clearway.reading.appeals.needs import find_needs
from clearway.reading.appeals.people_count import PeopleCount, count_people
from clearway.reading.appeals.tokens import hide, small, tokens
from clearway.reading.appeals.urgency import find_urgency
from clearway.reading.appeals.vulnerability import find_vulnerable
from clearway.reading.language import language_of
from clearway.reading.spans import Span
from clearway.reading.text import Text, read_text

LONGEST_READ = 20_000  # characters; what follows is flagged for a person, never dropped in silence
_FORWARDED = ("forwarded from", "forwarded message", "fwd:", "fw:", "переслано", "пересланное сообщение", "переадресовано")
Piece = tuple[int, int, str]


def read_appeal(message: Message, city: CityNames | None = None, *, region: str = "RU") -> Appeal:
    """Read one message.

    city : the streets and places that the city knows; without it every street is taken as written
    region : two-letter region whose national telephone numbers are meant

    Never fails on any text: what cannot be read is flagged and sent to a person.
    """
    whole = read_text(message.text[:LONGEST_READ])
    text = small(whole.plain)
    language = language_of(whole.plain)
    known = city or CityNames()
    contacts = find_contacts(whole.plain, region, language.code)
    without_phones = hide(text, [(start, end) for start, end, _ in contacts])
    found = find_addresses(whole.plain, without_phones, known)
    ages, counted = _ages_and_people(without_phones, found)
    body = hide(without_phones, [(start, end) for start, end, rule in found.pieces if rule == "address.street"])
    vulnerable, vulnerable_pieces = find_vulnerable(body, ages)
    needs, need_pieces = find_needs(
        whole.plain,
        body,
        vulnerable,
        language=language.code,
        people_or_place=counted.people is not None or bool(found.addresses),
    )
    asked = [need for need, piece in zip(needs, need_pieces, strict=True) if piece[2].rpartition(".")[2] != "implied"]
    kind, kind_piece = find_kind(
        body,
        needs=asked,
        vulnerable=vulnerable,
        people=counted.people,
        has_address=bool(found.addresses and found.addresses[0].street),
        has_contact=bool(contacts),
    )
    pieces = [*found.pieces, *vulnerable_pieces, *need_pieces, *counted.pieces]
    pieces += [(start, end, "contact.phone") for start, end, _ in contacts]
    pieces += [kind_piece] if kind_piece else []
    if kind in ("offer", "question"):
        found = find_addresses(whole.plain, without_phones, known, towards=True)
        pieces += [piece for piece in found.pieces if piece[2] == "address.place"]
    if kind in ("offer", "cancel", "complaint", "other"):
        needs, vulnerable, counted = [], [], PeopleCount(None)
    elif kind == "question":
        needs, vulnerable, counted = ["information"], [], PeopleCount(None)
    says_little = kind == "appeal" and not (asked or vulnerable or counted.people) and not found.addresses
    unreadable = says_little or (not language.is_read and kind in ("appeal", "other") and bool(text.strip()))
    urgency = find_urgency(body, kind=kind, needs=needs, vulnerable=vulnerable, unreadable=unreadable)
    return Appeal(
        message=message,
        language=language.code,
        kind=kind,
        people=counted.people,
        people_qualifier=counted.qualifier,
        vulnerable=tuple(vulnerable),
        needs=tuple(needs),
        address=found.addresses[0] if found.addresses else Address(),
        contact=contacts[0][2] if contacts else None,
        urgency=urgency.level,
        reasons=urgency.reasons,
        hours_left=urgency.hours_left,
        exposure=urgency.exposure,
        other_addresses=found.addresses[1:],
        evidence=_spans(message.message_id, whole, [*pieces, *urgency.pieces]),
        flags=_flags(message, text, language.is_read, says_little=says_little),
    )


def _ages_and_people(text: str, found: FoundAddresses) -> tuple[list[Age], PeopleCount]:
    """Hide what cannot count people, then count."""
    taken = [(start, end) for start, end, _ in found.pieces]
    plain = hide(text, taken)
    split = tokens(plain)
    ages = find_ages(plain, split)
    hidden = hide(plain, [(age.start, age.end) for age in ages] + other_numbers(plain, split))
    return ages, count_people(hidden)


def _spans(message_id: str, whole: Text, pieces: list[Piece]) -> tuple[Span, ...]:
    found = {Span(message_id, *whole.original_span(start, end), rule) for start, end, rule in pieces}
    return tuple(sorted(found))


def _flags(message: Message, text: str, language_is_read: bool, *, says_little: bool) -> tuple[str, ...]:
    flags = []
    if not text.strip():
        flags.append("empty")
    elif not any(letter.isalpha() for letter in text):
        flags.append("no_words")
    elif not language_is_read:
        flags.append("language_not_read")
    if says_little:
        flags.append("says_little")
    if len(message.text) > LONGEST_READ:
        flags.append("too_long_to_read_whole")
    if any(mark in text[:2000] for mark in _FORWARDED) or text.lstrip().startswith(">"):
        flags.append("forwarded")
    if "\ufffd" in message.text:
        flags.append("broken_letters")
    return tuple(flags)
