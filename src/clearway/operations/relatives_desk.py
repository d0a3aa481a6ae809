"""Who brings a relative's question to the person asked about, and who answers for a child alone.

A desk sees the questions about its own residents, a duty officer every one. A question about a child who
is alone goes to child protection only: by law they may tell a parent, once they know that it is one.
"""

from collections.abc import Callable, Collection

from clearway.errors import NotAllowed, NotFound
from clearway.operations.relatives import decide, decide_for_child, to_tell
from clearway.operations.roles import ALLOWED, Deed, Role
from clearway.store.accounts import Account
from clearway.store.questions import Question, Questions

SheltersOf = Callable[[str], Collection[str]]


def questions_for(questions: Questions, *, who: Account, shelters_of: SheltersOf) -> list[Question]:
    """Return the questions that somebody has to bring or to answer, the oldest first."""
    deeds = ALLOWED[Role(who.role)]
    if not deeds & {Deed.ANSWER_RELATIVES, Deed.PROTECT_CHILDREN}:
        raise NotAllowed(f"A {who.role} answers no relatives; that is for: shelter_desk, duty_officer.")
    found = []
    if Deed.ANSWER_RELATIVES in deeds:
        found += [q for q in questions.in_state("to ask") if _is_ours(q, who, shelters_of)]
    if Deed.PROTECT_CHILDREN in deeds:
        found += questions.in_state("protection")
    return found


def _is_ours(question: Question, who: Account, shelters_of: SheltersOf) -> bool:
    return who.role != Role.SHELTER_DESK or who.scope in shelters_of(question.household_id)


def answer_for(
    questions: Questions, question_id: str, phrase: str, *, who: Account, shelters_of: SheltersOf
) -> str:
    """Write down a phrase and return what the seeker is told; of others' questions nothing is said."""
    mine = {q.question_id: q for q in questions_for(questions, who=who, shelters_of=shelters_of)}
    if question_id not in mine:
        raise NotFound("There is no such question for you to answer.")
    if mine[question_id].state == "protection":
        return to_tell(decide_for_child(questions, question_id, phrase))
    return to_tell(decide(questions, question_id, phrase))
