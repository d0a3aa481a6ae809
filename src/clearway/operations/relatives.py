"""Relatives: a question gets the same answer, whoever it is about; the person asked about decides.

Asking only keeps the question, sealed. Nothing is looked up while the seeker waits, so neither the answer
nor its time can say whether anybody is known. Matching is done later, by the worker, and needs a full
name, a birth year, and a telephone or former address together. What may be told is a fixed phrase, never
a place; without a word of the person nothing is told. Restricted people stay silent; a child who is alone
goes to the protection officer at once, by a lawful fast lane.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from clearway.errors import Conflict, InputError, Problem
from clearway.people import (
    Household,
    Restricted,
    address_key,
    name_terms,
    name_words,
    phone_key,
    same_name,
)
from clearway.seekers import Alarm, alarms
from clearway.store.questions import Question, Questions
from clearway.store.vault import Vault

ANSWER = (
    "Your question was passed on. If this person is registered and agrees, you will hear. "
    "If you hear nothing, that says nothing."
)
PHRASES = {
    "alive": "The person you asked about has let us know: I am alive and safe.",
    "will call": "The person you asked about has let us know: I am alive and will call you.",
    "nothing": "",
}
WHO = "relatives"
LOOKED_BACK = timedelta(days=7)
KEPT_FOR = timedelta(days=180)
_WORD = re.compile(r"[^\W\d_]+")


def ask(
    questions: Questions,
    *,
    name: str,
    birth_year: int,
    phone: str,
    address: str,
    seeker: str,
    now: datetime,
) -> str:
    """Keep a question and return the one answer that there is. Says nothing about anybody.

    Names are not read here, only counted: reading them fills a memory of words that were read before,
    and a name that is known would be answered sooner. The drill found that.
    """
    if len(_WORD.findall(name)) < 2 or not (phone_key(phone) or address.strip()):
        what = "a full name, a birth year and a telephone or former address are needed together"
        raise InputError([Problem("question", what, "Give them; nobody can be looked for by less")])
    told = {"name": name, "birth_year": birth_year, "phone": phone, "address": address, "seeker": seeker}
    questions.keep(str(uuid4()), told, at=now)
    return ANSWER


def match_new(questions: Questions, vault: Vault, *, now: datetime) -> dict[str, str]:
    """Match the questions that came in; returns question id -> state. Done by the worker, later."""
    done = {}
    for question in questions.in_state("new"):
        found = _found(vault, question.told, now)
        state = _state(found)
        household_id = found[0].household_id if len(found) == 1 else ""
        questions.move(question, state, household_id=household_id)
        done[question.question_id] = state
    return done


def _found(vault: Vault, told: Mapping[str, Any], now: datetime) -> list[Household]:
    """Return the files in which somebody is meant: name, birth year, and telephone or address."""
    opened = [
        vault.open(household_id, who=WHO, reason="a relative's question", at=now)
        for household_id in vault.find(name_terms(name_words(told["name"])))
    ]
    return [household for household in opened if _is_meant(household, told)]


def _is_meant(household: Household, told: Mapping[str, Any]) -> bool:
    phones = {phone_key(phone) for phone in household.phones} - {""}
    at_home = bool(household.address) and address_key(household.address) == address_key(told["address"])
    return (phone_key(told["phone"]) in phones or at_home) and any(
        person.birth_year == told["birth_year"] and same_name(person.name, told["name"])
        for person in household.people
    )


def _state(found: list[Household]) -> str:
    """Return what becomes of a question; more than one match is as unknown as none."""
    if len(found) != 1:
        return "unknown"
    if found[0].restricted == Restricted.CHILD_ALONE:
        return "protection"
    return "silent" if found[0].restricted != Restricted.NO else "to ask"


def decide(questions: Questions, question_id: str, phrase: str) -> Question:
    """Write down what the person asked about wants told: a fixed phrase, or nothing."""
    return _decide(questions, question_id, phrase, state="to ask")


def decide_for_child(questions: Questions, question_id: str, phrase: str) -> Question:
    """Write down what child protection lets a seeker know of a child alone: the same phrases, or nothing."""
    return _decide(questions, question_id, phrase, state="protection")


def _decide(questions: Questions, question_id: str, phrase: str, *, state: str) -> Question:
    if phrase not in PHRASES:
        remedy = f"Give one of {', '.join(PHRASES)}"
        raise InputError([Problem("phrase", f"{phrase!r} is no phrase that may be told", remedy)])
    question = questions.one(question_id)
    if question.state != state:
        raise Conflict("There is nothing to decide here.")
    questions.move(question, "decided", phrase=phrase)
    return questions.one(question_id)


def to_tell(question: Question) -> str:
    """Return what the seeker is told: a phrase, or nothing at all."""
    return PHRASES[question.phrase] if question.state == "decided" else ""


def patterns(questions: Questions, *, now: datetime) -> list[Alarm]:
    """Return what looks odd among the questions of the last days; for a duty officer, never a seeker."""
    recent = questions.all(since=now - LOOKED_BACK)
    return alarms((question.question_id, question.told) for question in recent)


def forget_old(questions: Questions, *, now: datetime) -> int:
    """Remove the questions whose time is over; return how many."""
    return questions.forget_before(now - KEPT_FOR)
