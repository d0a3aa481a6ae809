"""Relatives: one answer for everybody, the person decides, restricted people are silent."""

from datetime import timedelta

import pytest

from clearway.errors import Conflict, InputError
from clearway.operations import relatives
from clearway.people import Household, Person, Restricted
from clearway.store.questions import Questions
from clearway.store.vault import Vault
from tests.stores import START

KEY = b"k" * 32


@pytest.fixture
def vault(store):
    return Vault(store.database, KEY)


@pytest.fixture
def questions(store):
    return Questions(store.database, KEY)


@pytest.fixture
def known(vault, clock):
    def keep(number=1, **more):
        values = {
            "people": (Person(name="Оксана Ковальчук", birth_year=1980),),
            "phones": ("+380441234567",),
            "address": "вул. Садова 5",
        } | more
        vault.keep(
            Household(household_id=f"H{number}", **values), who="desk-1", at=clock.now(), asked_again=True
        )

    return keep


@pytest.fixture
def ask(questions, clock):
    def one(**more):
        told = {"name": "Oksana Kovalchuk", "birth_year": 1980, "phone": "044 123 45 67", "address": ""}
        return relatives.ask(questions, seeker="+49301234567", now=clock.now(), **told | more)

    return one


def states(questions, vault, clock):
    return list(relatives.match_new(questions, vault, now=clock.now()).values())


def test_the_answer_is_the_same_for_the_known_the_unknown_and_the_restricted(ask, known):
    known()
    known(2, people=(Person(name="Ганна Мороз", birth_year=1990),), restricted=Restricted.VIOLENCE)
    answers = {ask(), ask(name="Nobody Whatever"), ask(name="Hanna Moroz", birth_year=1990)}
    assert answers == {relatives.ANSWER}


def test_asking_looks_nobody_up(ask, known, vault, monkeypatch):
    """The answer cannot take longer for the known: no file, index or memory of names is touched."""
    known()
    monkeypatch.setattr("clearway.people.readings", None)
    monkeypatch.setattr(Vault, "find", None)
    monkeypatch.setattr(Vault, "open", None)
    assert ask() == relatives.ANSWER
    monkeypatch.undo()
    assert vault.reads() == []


def test_name_year_and_telephone_or_address_are_needed_together(ask, known, questions, vault, clock):
    known()
    ask()
    ask(phone="", address="Садова вул. 5")
    ask(birth_year=1981)
    ask(phone="0449999999")
    ask(name="Olena Kovalchuk")
    assert states(questions, vault, clock) == ["to ask", "to ask", "unknown", "unknown", "unknown"]


def test_too_little_is_not_even_asked(ask):
    for less in ({"name": "Oksana"}, {"phone": "", "address": ""}, {"phone": "12"}):
        with pytest.raises(InputError, match="are needed together"):
            ask(**less)


def test_the_restricted_stay_silent_and_a_child_alone_goes_to_protection(ask, known, questions, vault, clock):
    known(1, restricted=Restricted.VIOLENCE)
    child = (Person(name="Ія Ковальчук", birth_year=2019),)
    known(2, people=child, restricted=Restricted.CHILD_ALONE)
    ask()
    ask(name="Iia Kovalchuk", birth_year=2019)
    assert states(questions, vault, clock) == ["silent", "protection"]
    [silent] = questions.in_state("silent")
    with pytest.raises(Conflict):
        relatives.decide(questions, silent.question_id, "alive")
    assert relatives.to_tell(silent) == ""


def test_the_person_decides_by_a_fixed_phrase_that_names_no_place(ask, known, questions, vault, clock):
    known()
    ask()
    states(questions, vault, clock)
    [question] = questions.in_state("to ask", household_id="H1")
    assert relatives.to_tell(question) == "", "without a word of the person nothing is told"
    with pytest.raises(InputError, match="no phrase that may be told"):
        relatives.decide(questions, question.question_id, "I am in the sports hall")
    decided = relatives.decide(questions, question.question_id, "alive")
    assert relatives.to_tell(decided) == "The person you asked about has let us know: I am alive and safe."
    with pytest.raises(Conflict):
        relatives.decide(questions, question.question_id, "nothing")


def test_two_files_that_fit_are_as_unknown_as_none(ask, known, questions, vault, clock):
    known(1)
    known(2)
    ask()
    assert states(questions, vault, clock) == ["unknown"]


def test_a_question_is_in_the_database_but_not_in_clear(ask, store, questions):
    ask()
    with store.database.read() as connection:
        dump = str(connection.exec_driver_sql("SELECT * FROM questions").all())
    assert "Kovalchuk" not in dump
    assert "301234567" not in dump
    assert questions.in_state("new")[0].told["name"] == "Oksana Kovalchuk"


def test_questions_go_with_the_person_and_with_time(ask, known, questions, vault, clock):
    known()
    ask()
    states(questions, vault, clock)
    ask(name="Nobody Whatever")
    vault.forget("H1", at=clock.now())
    assert [question.told["name"] for question in questions.all(since=START)] == ["Nobody Whatever"]
    assert relatives.forget_old(questions, now=clock.now() + timedelta(days=179)) == 0
    assert relatives.forget_old(questions, now=clock.now() + timedelta(days=181)) == 1


def test_child_protection_answers_for_a_child_alone_by_the_same_phrases(ask, known, questions, vault, clock):
    known(people=(Person(name="Ія Ковальчук", birth_year=2019),), restricted=Restricted.CHILD_ALONE)
    ask(name="Iia Kovalchuk", birth_year=2019)
    states(questions, vault, clock)
    [question] = questions.in_state("protection")
    with pytest.raises(Conflict):
        relatives.decide(questions, question.question_id, "alive")
    with pytest.raises(InputError, match="no phrase"):
        relatives.decide_for_child(questions, question.question_id, "he is in hall 3")
    decided = relatives.decide_for_child(questions, question.question_id, "will call")
    assert relatives.to_tell(decided).endswith("I am alive and will call you.")
