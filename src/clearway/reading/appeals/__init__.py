"""Appeals: what people who write to us need, where they are, how many; one household each; who is first.

    reading = read_appeals(messages, city)
    reading.queue[0].reason

The order of rooms: messages > reader (contact, address, people_count, vulnerability, needs, kind,
urgency) > households > order_of_care > records.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clearway.reading.appeals.address import Address
from clearway.reading.appeals.appeal import Appeal, Message
from clearway.reading.appeals.city_names import CityNames
from clearway.reading.appeals.decisions import Decisions, read_decisions
from clearway.reading.appeals.households import Grouping, Household, group_households
from clearway.reading.appeals.lure import find_flags
from clearway.reading.appeals.messages import read_messages
from clearway.reading.appeals.order_of_care import Turn, order_of_care
from clearway.reading.appeals.reader import read_appeal

__all__ = [
    "Address",
    "Appeal",
    "AppealsReading",
    "CityNames",
    "Decisions",
    "Household",
    "Message",
    "Turn",
    "group_households",
    "order_of_care",
    "read_appeal",
    "read_appeals",
    "read_decisions",
    "read_messages",
]


@dataclass(frozen=True)
class AppealsReading:
    """All appeals of one reading, grouped and ordered; `flags` by message id."""

    appeals: tuple[Appeal, ...]
    grouping: Grouping
    flags: dict[str, tuple[str, ...]]
    queue: tuple[Turn, ...]


def read_appeals(
    messages: Iterable[Message],
    city: CityNames | None = None,
    *,
    region: str = "RU",
    decisions: Decisions | None = None,
    on_message: Callable[[], None] | None = None,
) -> AppealsReading:
    """Read messages into appeals, appeals into households, households into the order of care.

    city : the city's own streets and places, or None
    region : two-letter region whose national telephone numbers are meant
    decisions : what a person joined or split; comes before every rule
    on_message : called after each message, to show progress
    """
    known = city or CityNames()
    appeals = []
    for message in messages:
        appeals.append(read_appeal(message, known, region=region))
        if on_message:
            on_message()
    grouping = group_households(appeals, decisions)
    flags = find_flags(appeals, known)
    return AppealsReading(tuple(appeals), grouping, flags, tuple(order_of_care(appeals, grouping, flags)))
