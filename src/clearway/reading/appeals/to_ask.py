"""What a call-taker still has to ask a household: how many, where, a telephone, and whether two are one."""

from collections import defaultdict

from clearway.reading.appeals.households import Grouping, Household

_MOST_OTHERS = 3  # named in one line; all are in candidates.jsonl


def open_questions(grouping: Grouping) -> dict[str, tuple[str, ...]]:
    """Return, by household id, what its messages leave open, in words for the person on the telephone."""
    others: dict[str, list[str]] = defaultdict(list)
    for candidate in grouping.candidates:
        for one, other in (
            (candidate.household_id, candidate.other_id),
            (candidate.other_id, candidate.household_id),
        ):
            others[one].append(f"whether they are {other} too ({candidate.reason})")
    return {
        household.household_id: (*_missing(household), *others[household.household_id][:_MOST_OTHERS])
        for household in grouping.households
    }


def _missing(household: Household) -> list[str]:
    """Return what no message of a household says."""
    address = household.address
    missing = []
    if household.people is None:
        missing.append("how many people")
    if not address.street and not address.place:
        missing.append("where they are")
    elif address.street and not address.house:
        missing.append("the house number")
    if not household.contacts:
        missing.append("a telephone number")
    return missing
