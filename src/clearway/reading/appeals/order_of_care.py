"""The order of care: who is answered first, and the reason in words.

Lexicographic; a later step only decides between those whom all earlier ones leave equal:

1. threat to life: the urgency of the reader, critical before high before normal before low before none;
   beside the critical stand messages that nobody could read yet ("Help"), right after them
2. time left, as far as the messages say, fewer hours first
3. vulnerability: the sum of the weights of `WEIGHTS` over the kinds of people named
4. exposure of the place: under fire, in water, near flames or gas, or damaged; then cold; then neither
5. waiting time: who wrote first

Nobody drops out: offers, questions and complaints stand at the end, each with its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clearway.reading.appeals.address import Address
from clearway.reading.appeals.appeal import Appeal
from clearway.reading.appeals.households import Grouping, Household
from clearway.reading.appeals.needs import NEEDS
from clearway.reading.appeals.to_ask import open_questions
from clearway.reading.appeals.urgency import URGENCIES
from clearway.reading.appeals.vulnerability import VULNERABLE

# A child alone or somebody on oxygen first; then those who must be carried; then those who walk slowly.
WEIGHTS = {
    "child_alone": 8, "oxygen": 8, "injured": 8, "bedridden": 6, "wheelchair": 6, "pregnant": 5, "infant": 5,
    "mobility": 4, "disability": 4, "blind": 4, "chronic": 4, "deaf": 3, "elderly": 3, "child": 2,
}  # fmt: skip
SAYS_LITTLE = ("wants to leave", "asks for help")  # where there is a better reason
NO_TIME_LIMIT_H = 1e9
FOR_A_PERSON = frozenset({"says_little", "language_not_read", "no_words", "empty", "broken_letters"})


@dataclass(frozen=True)
class Turn:
    """One line of the queue: a household, or a message that belongs to none."""

    rank: int
    household_id: str
    message_ids: tuple[str, ...]
    kind: str
    urgency: str
    people: int | None
    address: Address
    contact: str | None
    waiting_since: datetime
    reason: str
    flags: tuple[str, ...]
    vulnerable: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()  # what its messages leave open


def order_of_care(
    appeals: Iterable[Appeal], grouping: Grouping, flags: dict[str, tuple[str, ...]]
) -> list[Turn]:
    """Return the queue: open households and single messages, in the order of care.

    flags : signs for a person to look at, by message id (see `lure.py`)
    """
    places = [(_household_key(h), h) for h in grouping.households if h.is_open]
    alone = [(_message_key(a), a) for a in appeals if not a.has_household]
    everybody: list[tuple[tuple[float, ...], Household | Appeal]] = [*places, *alone]
    everybody.sort(key=lambda one: one[0])
    ask = open_questions(grouping)
    turns = []
    for rank, (_, who) in enumerate(everybody, start=1):
        turns.append(
            _household_turn(rank, who, flags, ask) if isinstance(who, Household) else _turn(rank, who, flags)
        )
    return turns


def _level(appeal: Appeal) -> float:
    """The step of an appeal: its urgency; a message that nobody could read stands just below critical."""
    level = float(URGENCIES.index(appeal.urgency))
    return 0.5 if level > 0.5 and FOR_A_PERSON & set(appeal.flags) and appeal.urgency == "high" else level


def _asking(household: Household) -> list[Appeal]:
    return [appeal for appeal in household.appeals if appeal.kind != "cancel"] or household.appeals


def _household_key(household: Household) -> tuple[float, ...]:
    asking = _asking(household)
    return (
        min(_level(appeal) for appeal in asking),
        min((a.hours_left for a in asking if a.hours_left is not None), default=NO_TIME_LIMIT_H),
        -sum(WEIGHTS.get(kind, 0) for kind in household.vulnerable),
        -max(appeal.exposure for appeal in asking),
        min(appeal.message.sent_at.timestamp() for appeal in asking),
    )


def _message_key(appeal: Appeal) -> tuple[float, ...]:
    return (_level(appeal), NO_TIME_LIMIT_H, 0, -appeal.exposure, appeal.message.sent_at.timestamp())


def _household_turn(
    rank: int, household: Household, flags: dict[str, tuple[str, ...]], ask: dict[str, tuple[str, ...]]
) -> Turn:
    asking = _asking(household)
    most_urgent = min(asking, key=_level)
    since = min(appeal.message.sent_at for appeal in asking)
    ids = tuple(appeal.message.message_id for appeal in household.appeals)
    return Turn(
        rank=rank,
        household_id=household.household_id,
        message_ids=ids,
        kind="appeal",
        urgency=most_urgent.urgency,
        people=household.people,
        address=household.address,
        contact=household.contacts[0] if household.contacts else None,
        waiting_since=since,
        reason=_reason(household, asking, most_urgent, since),
        flags=tuple(dict.fromkeys(flag for i in ids for flag in flags.get(i, ()))),
        vulnerable=tuple(kind for kind in VULNERABLE if kind in household.vulnerable),
        needs=tuple(need for need in NEEDS if need in household.needs),
        ask=ask[household.household_id],
    )


def _reason(household: Household, asking: list[Appeal], most_urgent: Appeal, since: datetime) -> str:
    reasons = dict.fromkeys(reason for appeal in [most_urgent, *asking] for reason in appeal.reasons)
    telling = [reason for reason in reasons if reason not in SAYS_LITTLE] or list(reasons)
    said = [f"{most_urgent.urgency}: {'; '.join(telling)}"]
    hours = min((a.hours_left for a in asking if a.hours_left is not None), default=None)
    if hours is not None and not any("hours left" in reason for reason in telling):
        said.append(f"{hours:g} hours left")
    said.append(f"waits since {since:%H:%M}")
    if len(household.appeals) > 1:
        said.append(f"wrote {len(household.appeals)} times")
    return ", ".join(said)


def _turn(rank: int, appeal: Appeal, flags: dict[str, tuple[str, ...]]) -> Turn:
    said = {
        "offer": "an offer of help: for whoever arranges transport and beds",
        "question": "a question: to be answered",
        "complaint": "a complaint: to be read",
        "other": "no request found: to be read",
    }[appeal.kind]
    if appeal.urgency == "high":
        said = "high: " + "; ".join(appeal.reasons)
    return Turn(
        rank=rank,
        household_id="-",
        message_ids=(appeal.message.message_id,),
        kind=appeal.kind,
        urgency=appeal.urgency,
        people=appeal.people,
        address=appeal.address,
        contact=appeal.contact,
        waiting_since=appeal.message.sent_at,
        reason=said,
        flags=flags.get(appeal.message.message_id, appeal.flags),
        needs=appeal.needs,
    )
