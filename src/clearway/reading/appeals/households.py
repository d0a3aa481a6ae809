"""Appeals into households: the same people once, whatever channel, alphabet or spelling they wrote in.

A message joins a household when the two agree on a whole address (street, house and flat), or on
street and house with the same telephone, the same composition or the same words, or on the telephone alone
where one of them gives no address. Composition is the count and a vulnerable kind or a telling need that
both name: an equal count alone makes a candidate for a person, not a merge, and so does a flat that only
one of them names. A message that only says that something changed, has ended or was written before joins
the one household that is known of its house, and none where there are several.
A telephone that stands for several addresses belongs to a coordinator and joins nothing. The newest count
wins; a cancellation closes only the one household it exactly fits.
Every merge is written down with what it rests on, and can be undone by a decision.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clearway.reading.appeals.address import Address
from clearway.reading.appeals.appeal import NO_HOUSEHOLD, Appeal
from clearway.reading.appeals.city_names import name_keys, nearly_same_name
from clearway.reading.appeals.decisions import Decisions
from clearway.reading.appeals.same_people import HOUSE_ONLY, WHOLE_ADDRESS, compare, conflict, wording

_ENOUGH_PLACES = 3  # of one telephone; more say nothing new
_SHOWN = 20  # messages of a household that a merge names
_LATEST = 100  # households of one house, place or telephone that a message is compared with


@dataclass(frozen=True)
class Merge:
    """One message joined to a household, on what ground, in words; a decision can undo it."""

    merge_id: str
    household_id: str
    message_id: str
    joined_to: tuple[str, ...]
    rule: str
    reason: str


@dataclass(frozen=True)
class Candidate:
    """Two households, or a cancellation and a household, that may belong together: for a person to decide."""

    household_id: str
    other_id: str
    message_id: str
    reason: str


@dataclass
class Household:
    """People who travel together, as far as their messages tell; grows with each message, oldest first."""

    household_id: str
    appeals: list[Appeal] = field(default_factory=list)
    closed_by: str | None = None
    history: list[tuple[str, int]] = field(default_factory=list)
    address: Address = field(default_factory=Address)  # the newest, completed from older ones that agree
    contacts: tuple[str, ...] = ()  # the newest first
    vulnerable: frozenset[str] = frozenset()  # everybody named in any message
    needs: frozenset[str] = frozenset()  # named in any message
    wordings: set[tuple[str, ...]] = field(default_factory=set, repr=False)  # personal data

    @property
    def people(self) -> int | None:
        """The count in the newest message that gives one."""
        return self.history[-1][1] if self.history else None

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits."""
        return self.closed_by is None

    def take(self, appeal: Appeal) -> None:
        """Add a message: its count is the newest; a cancellation closes, a later appeal opens again."""
        self.appeals.append(appeal)
        self.address = _completed(appeal.address, self.address)
        self.vulnerable |= frozenset(appeal.vulnerable)
        self.needs |= frozenset(appeal.needs)
        if words := wording(appeal.message.text):
            self.wordings.add(words)
        if appeal.contact:
            others = (number for number in self.contacts if number != appeal.contact)
            self.contacts = (appeal.contact, *others)
        if appeal.kind == "cancel":
            self.closed_by = appeal.message.message_id
            return
        self.closed_by = None
        if appeal.people is not None and not self._only_names_some(appeal, appeal.people):
            self.history.append((appeal.message.message_id, appeal.people))

    def _only_names_some(self, appeal: Appeal, people: int) -> bool:
        """Whether a later message tells of one of them ("granddad has fainted") and states no number."""
        if self.people is None or people >= self.people or appeal.kind == "update":
            return False
        return not any(span.rule in ("people.total", "people.group") for span in appeal.evidence)


@dataclass(frozen=True)
class Grouping:
    """The households of some appeals, and how they came about."""

    households: tuple[Household, ...]
    household_of: dict[str, str]
    merges: tuple[Merge, ...]
    candidates: tuple[Candidate, ...]
    coordinators: frozenset[str]


def group_households(appeals: Iterable[Appeal], decisions: Decisions | None = None) -> Grouping:
    """Return the households of appeals; decisions of a person come before every rule."""
    in_time = sorted(appeals, key=lambda appeal: (appeal.message.sent_at, appeal.message.message_id))
    builder = _Builder(decisions or Decisions(), _coordinators(in_time))
    for appeal in in_time:
        builder.place(appeal)
    return builder.result()


def _coordinators(appeals: Sequence[Appeal]) -> frozenset[str]:
    """Telephones that stand for several addresses, where nobody said that they moved."""
    places: dict[str, list[Address]] = defaultdict(list)
    for appeal in appeals:
        if not appeal.contact or not appeal.has_household or appeal.moved:
            continue
        for address in (appeal.address, *appeal.other_addresses):
            if not address.street and not address.place:
                continue
            known = places[appeal.contact]
            if len(known) < _ENOUGH_PLACES and all(conflict(address, other) for other in known):
                known.append(address)
    return frozenset(number for number, found in places.items() if len(found) > 1)


class _Builder:
    """Households as they grow; indexes by house and by telephone keep it linear."""

    def __init__(self, decisions: Decisions, coordinators: frozenset[str]):
        self.decisions = decisions
        self.coordinators = coordinators
        self.households: dict[str, Household] = {}
        self.household_of: dict[str, str] = {}
        self.by_house: dict[str, list[str]] = defaultdict(list)
        self.by_number: dict[str, list[str]] = defaultdict(list)
        self.by_phone: dict[str, list[str]] = defaultdict(list)
        self.merges: list[Merge] = []
        self.candidates: list[Candidate] = []

    def place(self, appeal: Appeal) -> None:
        """Put one message, the newest so far, where it belongs."""
        if not appeal.has_household:
            self.household_of[appeal.message.message_id] = NO_HOUSEHOLD
            return
        chosen, rule, reason, doubtful = self._choose(appeal)
        if appeal.kind == "cancel":
            self._cancel(appeal, chosen, rule, reason, doubtful)
            return
        if chosen is None:
            chosen = self._new()
        else:
            self._merged(chosen, appeal, rule, reason)
        self._take(chosen, appeal)
        for other, why in doubtful:
            self.candidates.append(
                Candidate(chosen.household_id, other.household_id, appeal.message.message_id, why)
            )

    def _cancel(
        self,
        appeal: Appeal,
        chosen: Household | None,
        rule: str,
        reason: str,
        doubtful: list[tuple[Household, str]],
    ) -> None:
        """Close exactly the household that the cancellation fits; where it might be several, none."""
        if chosen is not None:
            self._merged(chosen, appeal, rule, reason)
            self._take(chosen, appeal)
            return
        own = self._new()
        self._take(own, appeal)
        for other, _ in doubtful:
            why = "a cancellation that may be meant for it; nothing was closed"
            self.candidates.append(
                Candidate(own.household_id, other.household_id, appeal.message.message_id, why)
            )

    def _choose(self, appeal: Appeal) -> tuple[Household | None, str, str, list[tuple[Household, str]]]:
        """Return the household a message joins (or None), the rule, its reason, and the doubtful others."""
        told = self._told(appeal)
        if told is not None:
            return told, "decision", "a person joined them", []
        sure: list[tuple[int, Household, str, str]] = []
        doubtful: list[tuple[Household, str]] = []
        for household in self._near(appeal):
            if self._kept_apart(appeal, household):
                continue
            verdict = compare(appeal, household, self.coordinators)
            if verdict is None:
                continue
            strength, rule, reason = verdict
            if strength:
                sure.append((strength, household, rule, reason))
            else:
                doubtful.append((household, reason))
        if not sure:
            return None, "", "", doubtful
        sure.sort(key=lambda one: -one[0])
        strongest = [one for one in sure if one[0] == sure[0][0]]
        if appeal.kind == "cancel":
            strongest = [one for one in strongest if one[1].is_open] or strongest
        one_of_several = len(strongest) > 1 and sure[0][0] < WHOLE_ADDRESS
        if one_of_several or (strongest[0][2] == HOUSE_ONLY and doubtful):
            several = [(h, f"one of several that fit: {why}") for _, h, _, why in strongest]
            return None, "", "", doubtful + several
        _, household, rule, reason = strongest[0]
        return household, rule, reason, doubtful + [(h, why) for _, h, _, why in sure if h is not household]

    def _near(self, appeal: Appeal) -> list[Household]:
        """Return households that share flat, house or telephone with a message, oldest first.

        Of a house or place that thousands write from, only the latest are looked at, and whoever names
        the same flat; so time stays linear.
        """
        ids: set[str] = set()
        for key in _house_keys(appeal.address):
            ids.update(self.by_house[f"{key}|{appeal.address.flat}"])
            ids.update(self.by_house[key][-_LATEST:])
        if appeal.address.house and appeal.address.street:
            for household_id in self.by_number[appeal.address.house][-_LATEST:]:
                other = self.households[household_id].address.street or ""
                if nearly_same_name(appeal.address.street, other):
                    ids.add(household_id)
        if appeal.contact:
            ids.update(self.by_phone[appeal.contact][-_LATEST:])
        return [self.households[i] for i in sorted(ids, key=lambda household_id: int(household_id[1:]))]

    def _told(self, appeal: Appeal) -> Household | None:
        for other in self.decisions.joined_with(appeal.message.message_id):
            if other in self.household_of and self.household_of[other] != NO_HOUSEHOLD:
                return self.households[self.household_of[other]]
        return None

    def _kept_apart(self, appeal: Appeal, household: Household) -> bool:
        return bool(self.decisions.split) and any(
            self.decisions.are_apart(appeal.message.message_id, other.message.message_id)
            for other in household.appeals
        )

    def _new(self) -> Household:
        household = Household(f"H{len(self.households) + 1}")
        self.households[household.household_id] = household
        return household

    def _merged(self, household: Household, appeal: Appeal, rule: str, reason: str) -> None:
        self.merges.append(
            Merge(
                f"M{len(self.merges) + 1}",
                household.household_id,
                appeal.message.message_id,
                tuple(other.message.message_id for other in household.appeals[:_SHOWN]),
                rule,
                reason,
            )
        )

    def _take(self, household: Household, appeal: Appeal) -> None:
        household.take(appeal)
        household_id = household.household_id
        self.household_of[appeal.message.message_id] = household_id
        for key in _house_keys(appeal.address):
            self._index(self.by_house, key, household_id)
            if appeal.address.flat:
                self._index(self.by_house, f"{key}|{appeal.address.flat}", household_id)
        if appeal.address.house:
            self._index(self.by_number, appeal.address.house, household_id)
        if appeal.contact:
            self._index(self.by_phone, appeal.contact, household_id)

    @staticmethod
    def _index(index: dict[str, list[str]], key: str, household_id: str) -> None:
        """Add a household to an index, unless it is the last one there."""
        if index[key][-1:] != [household_id]:
            index[key].append(household_id)

    def result(self) -> Grouping:
        """Return what was built."""
        return Grouping(
            tuple(self.households.values()),
            dict(self.household_of),
            tuple(self.merges),
            tuple(_once(self.candidates)),
            self.coordinators,
        )


def _house_keys(address: Address) -> list[str]:
    if address.street and address.house:
        houses = dict.fromkeys((address.house, address.house.split("/")[0]))  # "5/8" may be flat 8 in house 5
        return [f"{key}|{house}" for key in name_keys(address.street) for house in houses]
    if address.place and not address.street:
        return [f"{key}|" for key in name_keys(address.place)]
    return []


def _completed(newer: Address, older: Address) -> Address:
    """Return the newer address, with flat, floor and place of the older where the house is the same."""
    if not newer:
        return older
    if not older or conflict(newer, older):
        return newer
    return Address(
        street=newer.street or older.street,
        house=newer.house or older.house,
        flat=newer.flat or older.flat,
        floor=newer.floor or older.floor,
        place=newer.place or older.place,
        known_street=newer.known_street or older.known_street,
        known_place=newer.known_place or older.known_place,
        street_kind=newer.street_kind or older.street_kind,
    )


def _once(candidates: list[Candidate]) -> list[Candidate]:
    found: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        if candidate.household_id != candidate.other_id:
            pair = tuple(sorted((candidate.household_id, candidate.other_id)))
            found.setdefault((pair[0], pair[1]), candidate)
    return list(found.values())
