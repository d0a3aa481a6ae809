"""Signs that a message may be a lure or a hoax: pointed out to a person, never judged, never ranked down."""

import re
from collections import Counter
from collections.abc import Iterable

from clearway.reading.appeals.appeal import Appeal
from clearway.reading.appeals.city_names import CityNames

MANY_IDENTICAL = 3
SHORTEST_COMPARED = 12  # letters; "help" alone is sent by many people at once
_NO_LETTERS = re.compile(r"[\W_]+")


def find_flags(appeals: Iterable[Appeal], city: CityNames) -> dict[str, tuple[str, ...]]:
    """Return the flags of each message by its id: what its reader found, and what shows only among others.

    `street_not_in_city`: a street that the network does not know; `place_not_in_area`: a named town
    that the gazetteer does not know; `same_words_in_N`: N messages say the same, blanks and signs aside.
    """
    kept = list(appeals)
    words = {appeal.message.message_id: _NO_LETTERS.sub("", appeal.message.text.lower()) for appeal in kept}
    times = Counter(text for text in words.values() if len(text) >= SHORTEST_COMPARED)
    found = {}
    for appeal in kept:
        flags = list(appeal.flags)
        if appeal.address.street and city.has_streets and appeal.address.known_street is None:
            flags.append("street_not_in_city")
        if appeal.kind in ("appeal", "update") and _is_elsewhere(appeal, city):
            flags.append("place_not_in_area")
        same = times[words[appeal.message.message_id]]
        if same >= MANY_IDENTICAL:
            flags.append(f"same_words_in_{same}")
        found[appeal.message.message_id] = tuple(flags)
    return found


def _is_elsewhere(appeal: Appeal, city: CityNames) -> bool:
    """A place with a name of its own that no gazetteer knows; a school with a number is none."""
    place = appeal.address.place
    if not place or not city.has_places or appeal.address.known_place:
        return False
    return place[0].isupper() and not any(letter.isdigit() for letter in place)
