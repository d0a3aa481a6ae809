"""A household registered once, seen in part, merged and parted, forgotten with its counts kept."""

# ruff: noqa: ARG001 - a test asks for a fixture so that it is there

from dataclasses import replace
from datetime import timedelta

import pytest

from clearway.errors import Conflict, InputError, NotAllowed, NotFound
from clearway.operations import people
from clearway.operations.roles import Role
from clearway.operations.tell import tell, undo
from clearway.people import Household, Need, Person, Restricted
from clearway.situation import waiting_at
from clearway.store.vault import Vault


@pytest.fixture
def vault(store):
    return Vault(store.database, b"k" * 32)


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
def account(store, now):
    def make(role):
        return store.accounts.by_login(role) or store.accounts.make(
            account_id=role, login=role, role=role, scope="hall" if role == "shelter_desk" else "", at=now
        )

    return make


OKSANA = Household(
    household_id="",
    people=(
        Person(name="Оксана Ковальчук", birth_year=1980, needs=(Need.WHEELCHAIR,), note="afraid of him"),
        Person(name="Ія Ковальчук", birth_year=2019),
    ),
    phones=("+380441234567",),
    address="вул. Садова 5",
    pets=(("cat", 1),),
    note="told in confidence",
)


@pytest.fixture
def register(store, cities, vault, live, now, account):
    def one(household=OKSANA, role="call_taker", **more):
        told = {"zone_id": "east", "no_car_people": min(2, len(household.people)), "now": now} | more
        return people.register(store, cities, vault, "live", household, who=account(role), **told)

    return one


def test_the_journal_gets_counts_and_the_vault_the_names(register, live, vault, account, now):
    done = register()
    [event] = live.events()
    assert (event.people, event.no_car_people, event.wheelchairs, event.pets) == (2, 2, 1, True)
    assert "Ковальчук" not in str(event)
    seen = people.open_file(vault, done.household_id, who=account("call_taker"), reason="calls back", now=now)
    assert seen.people == OKSANA.people


def test_a_second_registration_says_why_it_looks_like_the_first(register):
    first = register()
    again = register(replace(OKSANA, people=(Person(name="Oksana Kowaltschuk", birth_year=1980),)))
    [alike] = again.looks_like
    assert alike.other_id == first.household_id
    assert alike.reasons == (
        "the same telephone, ending in 567",
        "one person with the same name and birth year",
        "one person with the same name at the same address",
    )


def test_what_the_journal_refuses_leaves_no_file(register, vault, now):
    with pytest.raises(InputError, match="'nowhere' is not in this city"):
        register(zone_id="nowhere")
    assert vault.untouched_since(now + timedelta(days=1)) == []


def test_a_merge_counts_once_and_undoing_it_parts_them(register, store, live, account, now):
    one, other = register().household_id, register().household_id
    line = people.merge(store, "live", other, one, who=account("dispatcher"), now=now)
    at = live.head().learnt_at
    assert waiting_at(store.known("live", at)[0], at).people == 2
    undo(store, "live", line.event.event_id, who="desk-1", now=now)
    at = live.head().learnt_at
    assert waiting_at(store.known("live", at)[0], at).people == 4
    with pytest.raises(Conflict):
        people.merge(store, "live", one, one, who=account("dispatcher"), now=now)


def test_a_role_sees_its_fields_and_no_more(register, vault, account, now):
    household_id = register().household_id
    desk = people.open_file(
        vault, household_id, who=account("shelter_desk"), reason="arrives", now=now, shelter_ids={"hall"}
    )
    assert desk.people[0].name == "Оксана Ковальчук"
    assert (desk.people[0].note, desk.phones, desk.address, desk.note) == ("", (), "", "")
    dispatcher = people.open_file(vault, household_id, who=account("dispatcher"), reason="bus", now=now)
    assert (dispatcher.address, dispatcher.note) == ("вул. Садова 5", "")
    for role in ("viewer", "administrator"):
        with pytest.raises(NotAllowed, match="opens no files"):
            people.open_file(vault, household_id, who=account(role), reason="curious", now=now)
    assert set(people.FIELDS) == set(Role)


def test_a_restricted_file_is_opened_by_few_and_never_suggested_to_others(register, vault, account, now):
    household_id = register(replace(OKSANA, restricted=Restricted.VIOLENCE)).household_id
    with pytest.raises(NotAllowed, match="restricted"):
        people.open_file(vault, household_id, who=account("call_taker"), reason="he asked", now=now)
    assert register().looks_like == ()
    officer = account("duty_officer")
    assert people.open_file(vault, household_id, who=officer, reason="protection", now=now).people
    tried = [(read.who, read.reason) for read in vault.reads(household_id)]
    assert ("call_taker", "he asked") in tried, "the try is kept too"


def test_a_desk_opens_the_files_of_its_own_shelter(register, store, cities, vault, account, now):
    household_id = register().household_id
    desk = account("shelter_desk")

    def look():
        shelter_ids = people.shelters_of_household(store, "live", household_id, store_now())
        return people.open_file(
            vault, household_id, who=desk, reason="at the door", now=now, shelter_ids=shelter_ids
        )

    def store_now():
        return max(now, store.journal("live").head().learnt_at) + timedelta(seconds=1)

    with pytest.raises(NotAllowed, match="write down that it arrived"):
        look()
    arrived = {"kind": "HouseholdArrived", "household_id": household_id, "shelter_id": "hall", "people": 2}
    tell(store, cities, "live", [arrived], who="shelter_desk", now=store_now())
    assert look().people[0].name == "Оксана Ковальчук"


def test_a_search_wants_a_full_name_and_more_and_never_lists(register, vault, account, now):
    household_id = register().household_id

    def seek(role="call_taker", **asked):
        told = {"name": "Oksana Kowaltschuk", "birth_year": None, "phone": "", "paper_number": ""} | asked
        return people.seek(vault, who=account(role), reason="calls", now=now, **told)

    assert seek(birth_year=1980).household_id == household_id
    assert seek(phone="044 123 45 67").household_id == household_id
    assert seek(birth_year=1981, phone="044 123 45 67").household_id is None
    for less in ({}, {"name": "Oksana", "birth_year": 1980}, {"phone": "12"}):
        with pytest.raises(InputError, match="there are no lists"):
            seek(**less)
    register()
    assert seek(birth_year=1980) == people.Sought(None, several=True), "which several is not said"


def test_a_search_does_not_find_what_the_asker_may_not_open(register, vault, account, now):
    alone = replace(OKSANA, restricted=Restricted.CHILD_ALONE)
    household_id = register(alone).household_id
    asked = {"name": "Ія Ковальчук", "birth_year": 2019, "phone": "", "paper_number": ""}
    seek = lambda role: people.seek(vault, who=account(role), reason="asks", now=now, **asked).household_id  # noqa: E731
    assert [seek("call_taker"), seek("child_protection")] == [None, household_id]


def test_child_protection_opens_the_files_of_children_alone_and_no_others(register, vault, account, now):
    officer = account("child_protection")
    alone = register(replace(OKSANA, restricted=Restricted.CHILD_ALONE)).household_id
    assert people.open_file(vault, alone, who=officer, reason="family found", now=now).phones
    other = register().household_id
    with pytest.raises(NotAllowed, match="restricted"):
        people.open_file(vault, other, who=officer, reason="looks", now=now)


def test_the_same_registration_sent_again_is_once(register, live, vault):
    first = register(idempotency_key="form-1207")
    again = register(idempotency_key="form-1207")
    assert (again.household_id, again.line.seq) == (first.household_id, first.line.seq)
    assert vault.ids() == [first.household_id]
    assert live.head().seq == 1
    with pytest.raises(Conflict, match="another household"):
        register(replace(OKSANA, address="вул. Нова 7"), idempotency_key="form-1207")


def test_forgetting_one_of_two_merged_files_forgets_both(register, store, vault, account, now):
    one, other = register().household_id, register().household_id
    people.merge(store, "live", other, one, who=account("dispatcher"), now=now)
    people.forget(store, vault, "live", one, who=account("duty_officer"), now=now + timedelta(seconds=9))
    assert vault.ids() == []


def test_a_change_to_an_older_look_is_refused(register, vault, account, now):
    household_id = register().household_id
    clerk = account("call_taker")
    whole, version = people.open_version(vault, household_id, who=clerk, reason="moved", now=now)
    people.correct(vault, replace(whole, note="a"), who=clerk, now=now, only_if_version=version)
    with pytest.raises(Conflict, match="since you opened it"):
        people.correct(vault, replace(whole, note="b"), who=clerk, now=now, only_if_version=version)


def test_forgetting_keeps_the_counts_and_a_re_import_is_refused(register, store, live, vault, account, now):
    household_id = register().household_id
    with pytest.raises(NotAllowed):
        people.forget(store, vault, "live", household_id, who=account("call_taker"), now=now)
    assert people.forget(store, vault, "live", household_id, who=account("duty_officer"), now=now)
    assert people.forget(store, vault, "live", household_id, who=account("duty_officer"), now=now) is None
    at = live.head().learnt_at
    assert waiting_at(store.known("live", at)[0], at).people == 2
    with pytest.raises(NotFound):
        people.open_file(vault, household_id, who=account("duty_officer"), reason="x", now=now)
    with pytest.raises(Conflict, match="asked to be forgotten"):
        register()
    assert register(asked_again=True).looks_like == ()


def test_the_retention_clock_forgets_by_itself(register, store, live, vault, now):
    household_id = register().household_id
    assert people.forget_by_time(store, vault, "live", now=now + timedelta(days=179)) == []
    assert people.forget_by_time(store, vault, "live", now=now + timedelta(days=181)) == [household_id]
    assert [type(event).__name__ for event in live.events()] == ["AppealReceived", "HouseholdForgotten"]


def test_who_does_not_see_the_whole_file_cannot_write_it_anew(register, vault, account, now):
    household_id = register().household_id
    seen = people.open_file(vault, household_id, who=account("dispatcher"), reason="bus", now=now)
    with pytest.raises(NotAllowed, match="does not see the whole file"):
        people.correct(vault, seen, who=account("dispatcher"), now=now)
    whole = people.open_file(vault, household_id, who=account("call_taker"), reason="moved", now=now)
    moved = replace(whole, address="вул. Нова 7")
    assert people.correct(vault, moved, who=account("call_taker"), now=now) == 2
