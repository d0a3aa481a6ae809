"""Appeals, households, merges and the queue as plain records for files; telephones masked unless asked."""

from collections.abc import Iterable
from typing import Any

from clearway.reading.appeals.address import Address
from clearway.reading.appeals.appeal import Appeal
from clearway.reading.appeals.contact import masked
from clearway.reading.appeals.households import Candidate, Household, Merge
from clearway.reading.appeals.order_of_care import Turn

Record = dict[str, Any]
QUEUE_COLUMNS = (
    "rank", "household", "appeals", "kind", "urgency", "people", "vulnerable", "needs",
    "street", "house", "flat", "floor", "place", "contact", "waiting_since", "reason", "ask", "flags",
)  # fmt: skip


def address_record(address: Address) -> Record:
    """Return the parts of an address that are known."""
    parts = {name: getattr(address, name) for name in ("street", "house", "flat", "floor", "place")}
    return {name: value for name, value in parts.items() if value}


def appeal_record(
    appeal: Appeal, household_id: str, flags: Iterable[str], *, show_contacts: bool = False
) -> Record:
    """Return one appeal; `evidence` gives rule and characters of the text, which itself is not repeated."""
    return {
        "id": appeal.message.message_id,
        "language": appeal.language,
        "kind": appeal.kind,
        "people": appeal.people,
        "people_qualifier": appeal.people_qualifier,
        "vulnerable": list(appeal.vulnerable),
        "needs": list(appeal.needs),
        "address": address_record(appeal.address),
        "other_addresses": [address_record(address) for address in appeal.other_addresses],
        "contact": appeal.shown_contact(show=show_contacts),
        "urgency": appeal.urgency,
        "household": household_id,
        "reasons": list(appeal.reasons),
        "flags": list(flags),
        "evidence": [{"rule": span.rule, "start": span.start, "end": span.end} for span in appeal.evidence],
    }


def household_record(household: Household, *, show_contacts: bool = False) -> Record:
    """Return one household: its messages, its newest count with what was said before, whether it is open."""
    contacts = household.contacts if show_contacts else [masked(number) for number in household.contacts]
    return {
        "household": household.household_id,
        "appeals": [appeal.message.message_id for appeal in household.appeals],
        "people": household.people,
        "people_said": [{"appeal": message_id, "people": people} for message_id, people in household.history],
        "vulnerable": sorted(household.vulnerable),
        "needs": list(dict.fromkeys(need for appeal in household.appeals for need in appeal.needs)),
        "address": address_record(household.address),
        "contacts": list(contacts),
        "status": "open" if household.is_open else "closed",
        "closed_by": household.closed_by,
    }


def merge_record(merge: Merge) -> Record:
    """Return one merge with the line for the decision file that undoes it."""
    return {
        "merge": merge.merge_id,
        "household": merge.household_id,
        "appeal": merge.message_id,
        "joined_to": list(merge.joined_to),
        "rule": merge.rule,
        "reason": merge.reason,
        "undo": {"action": "split", "appeals": [merge.joined_to[0], merge.message_id]},
    }


def candidate_record(candidate: Candidate, first_message: dict[str, str]) -> Record:
    """Return one pair for a person to decide on, with the line that would join it."""
    return {
        "candidate": [candidate.household_id, candidate.other_id],
        "appeal": candidate.message_id,
        "reason": candidate.reason,
        "join": {"action": "join", "appeals": [first_message[candidate.other_id], candidate.message_id]},
    }


def queue_row(turn: Turn, *, show_contacts: bool = False) -> Record:
    """Return one line of the queue, a value for each of `QUEUE_COLUMNS`."""
    contact = turn.contact if show_contacts or turn.contact is None else masked(turn.contact)
    parts = {
        name: getattr(turn.address, name) or "" for name in ("street", "house", "flat", "floor", "place")
    }
    return {
        "rank": turn.rank,
        "household": turn.household_id,
        "appeals": " ".join(turn.message_ids),
        "kind": turn.kind,
        "urgency": turn.urgency,
        "people": "" if turn.people is None else turn.people,
        "vulnerable": " ".join(turn.vulnerable),
        "needs": " ".join(turn.needs),
        **parts,
        "contact": contact or "",
        "waiting_since": turn.waiting_since.isoformat(),
        "reason": turn.reason,
        "ask": "; ".join(turn.ask),
        "flags": " ".join(turn.flags),
    }
