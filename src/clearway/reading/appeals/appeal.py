"""A message as it came, and what was read from it: both as values that never change."""

from dataclasses import dataclass, field
from datetime import datetime

from clearway.reading.appeals.address import Address
from clearway.reading.appeals.contact import masked
from clearway.reading.spans import Span

NO_HOUSEHOLD = "-"


@dataclass(frozen=True)
class Message:
    """What somebody wrote: its id, the channel, when it was sent, and the words (personal data)."""

    message_id: str
    channel: str
    sent_at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True)
class Appeal:
    """One message, read. `evidence` holds the span of every value; `flags` are for a person to look at.

    people : how many need help, None where it does not say; people_qualifier : "exact", "at_least", "about"
    contact : E.164, personal data, masked wherever it is shown unless asked; other_contacts : further numbers
    hours_left : time left as far as the message says; exposure : 0 none, 1 cold, 2 under fire or damaged
    """

    message: Message
    language: str
    kind: str
    people: int | None
    people_qualifier: str
    vulnerable: tuple[str, ...]
    needs: tuple[str, ...]
    address: Address = field(repr=False)
    contact: str | None = field(repr=False)
    urgency: str
    reasons: tuple[str, ...]
    hours_left: float | None = None
    exposure: int = 0
    other_addresses: tuple[Address, ...] = field(default=(), repr=False)
    evidence: tuple[Span, ...] = ()
    wrote_before: bool = False  # says so itself: "still waiting", "пишу второй раз"
    moved: bool = False  # says that the address is another now
    flags: tuple[str, ...] = ()

    @property
    def has_household(self) -> bool:
        """Whether the message is about people to be helped (or who were)."""
        return self.kind in ("appeal", "update", "cancel")

    def shown_contact(self, *, show: bool) -> str | None:
        """Return the telephone number, masked unless it was asked for."""
        return self.contact if show or self.contact is None else masked(self.contact)
