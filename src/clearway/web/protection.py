"""What staff do with relatives' questions over HTTP, and exports that two people make."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from clearway.operations import exporting, relatives
from clearway.operations import people as files
from clearway.operations.exercises import LIVE
from clearway.operations.relatives_desk import answer_for, questions_for
from clearway.operations.roles import Deed
from clearway.store.accounts import Account
from clearway.store.exports import Exports
from clearway.web import people_schemas as out
from clearway.web.guard import May, Running, SignedIn
from clearway.web.households import PRIVATE
from clearway.web.problems import documented
from clearway.web.service import Service

router = APIRouter(prefix="/api", tags=["protection"], responses=documented(401, 403, 422, 503))
Id = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z\-]{0,63}$")]
Officer = Annotated[Account, Depends(May(Deed.EXPORT))]


@router.get("/relatives/questions", response_model=list[out.QuestionOut])
def questions_to_answer(service: Running, account: SignedIn, response: Response) -> Any:
    """List what waits for a word: a desk's own residents; for child protection, the children alone."""
    response.headers.update(PRIVATE)
    now = service.clock.now()

    def shelters(household_id: str) -> set[str]:
        return files.shelters_of_household(service.store, LIVE, household_id, now)

    return [
        out.QuestionOut(
            question_id=question.question_id,
            asked_at=question.asked_at,
            state=question.state,  # type: ignore[arg-type]
            household_id=question.household_id,
            name=str(question.told["name"]),
            seeker=str(question.told["seeker"]),
        )
        for question in questions_for(service.questions, who=account, shelters_of=shelters)
    ]


@router.post(
    "/relatives/questions/{question_id}/answer", response_model=out.SaidOut, responses=documented(404, 409)
)
def answer_question(question_id: Id, asked: out.PhraseIn, service: Running, account: SignedIn) -> Any:
    """Write down what the person asked about wants told: one of a few phrases, never a place."""
    now = service.clock.now()

    def shelters(household_id: str) -> set[str]:
        return files.shelters_of_household(service.store, LIVE, household_id, now)

    said = answer_for(service.questions, question_id, asked.phrase, who=account, shelters_of=shelters)
    return out.SaidOut(said=said)


@router.get("/relatives/alarms", response_model=list[out.AlarmOut])
def patterns(service: Running, _account: Officer) -> Any:
    """Say what looks odd among the questions of the last week."""
    found = relatives.patterns(service.questions, now=service.clock.now())
    return [out.AlarmOut(sentence=a.sentence, question_ids=list(a.question_ids)) for a in found]


def _exports(service: Service) -> Exports:
    return Exports(service.store.database)


@router.post("/exports", status_code=201, response_model=out.ExportOut, responses=documented(507))
def ask_export(asked: out.ReasonIn, service: Running, account: Officer) -> Any:
    """Ask for every file at once; nothing is read until another duty officer agrees."""
    export = exporting.ask_export(
        _exports(service), service.vault, who=account, reason=asked.reason, now=service.clock.now()
    )
    return out.ExportOut(
        export_id=export.export_id,
        asked_at=export.asked_at,
        asked_by=export.asked_by,
        reason=asked.reason,
    )


@router.get("/exports", response_model=list[out.ExportOut])
def waiting_exports(service: Running, account: Officer, response: Response) -> Any:
    """List the exports that wait for a second person."""
    response.headers.update(PRIVATE)
    now = service.clock.now()
    return [
        out.ExportOut(export_id=e.export_id, asked_at=e.asked_at, asked_by=e.asked_by, reason=e.reason)
        for e in exporting.waiting_exports(_exports(service), service.vault, who=account, now=now)
    ]


@router.post(
    "/exports/{export_id}/agreement", response_model=out.MadeOut, responses=documented(404, 409, 507)
)
def agree_export(export_id: Id, service: Running, account: Officer, response: Response) -> Any:
    """Agree to somebody else's export; the answer is its key, shown once. Hand it over by another way."""
    response.headers.update(PRIVATE)
    made = exporting.agree_export(
        _exports(service), service.vault, export_id, who=account, now=service.clock.now()
    )
    return out.MadeOut(key=made.key, files=made.files, left_out=made.left_out)


@router.get("/exports/{export_id}", response_model=out.SealedOut, responses=documented(404))
def fetch_export(export_id: Id, service: Running, account: Officer, response: Response) -> Any:
    """Fetch one's own export, sealed, within a day."""
    response.headers.update(PRIVATE)
    now = service.clock.now()
    sealed = exporting.fetch_export(_exports(service), export_id, who=account, now=now)
    return out.SealedOut(export_id=export_id, sealed=sealed)
