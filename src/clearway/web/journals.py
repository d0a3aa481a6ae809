"""Journals over HTTP: tell, read, take back, look at the situation, approve a plan."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from clearway.errors import Conflict
from clearway.operations.approve import approve
from clearway.operations.board import Look
from clearway.operations.exercises import open_exercise
from clearway.operations.roles import Deed, allow_to_tell
from clearway.operations.tell import tell, undo
from clearway.situation.events import CHANGES_THE_PLAN
from clearway.situation.records import record_of
from clearway.store import Line
from clearway.store.accounts import Account
from clearway.store.plans import KeptPlan
from clearway.store.store import JournalCard
from clearway.web import schemas as out
from clearway.web.etag import expected_line, tagged
from clearway.web.guard import May, Running, SignedIn
from clearway.web.problems import documented

router = APIRouter(prefix="/api/journals", tags=["journals"], responses=documented(401, 403, 422, 503))

JournalId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")]
EventId = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,63}$")]
PlanId = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,63}$")]
Limit = Annotated[int, Query(ge=1, le=1_000)]
After = Annotated[int, Query(ge=0, le=2**53)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,200}$", description="the same key twice is once"
    ),
]


def line_out(line: Line) -> out.LineOut:
    """Return a line as it is sent."""
    return out.LineOut(line=line.seq, hash=line.hash, new=line.new, event=record_of(line.event))


def card_out(card: JournalCard) -> out.JournalOut:
    """Return a journal as it is sent."""
    return out.JournalOut(
        journal_id=card.journal_id,
        name=card.name,
        live=card.live,
        has_city=card.scenario_hash is not None,
        opened_at=card.opened_at,
        lines=card.head_seq,
    )


@router.get("", response_model=list[out.JournalOut], dependencies=[Depends(May(Deed.LOOK))])
def journals(service: Running) -> Any:
    """List the live journal and the exercises."""
    return [card_out(card) for card in service.store.cards()]


@router.post("", status_code=201, response_model=out.JournalOut, responses=documented(404, 409))
def begin_exercise(
    asked: out.JournalIn, service: Running, _account: Annotated[Account, Depends(May(Deed.OPEN_JOURNAL))]
) -> Any:
    """Begin an exercise: a journal of its own, which never touches the live one or its channels."""
    open_exercise(
        service.store,
        asked.journal_id,
        name=asked.name,
        copy_city_of=asked.copy_city_of,
        now=service.clock.now(),
    )
    return card_out(service.store.card(asked.journal_id))


@router.get(
    "/{journal_id}/head",
    response_model=out.HeadOut,
    responses=documented(404),
    dependencies=[Depends(May(Deed.LOOK))],
)
def head(journal_id: JournalId, service: Running) -> Any:
    """Return the end of the chain; write it down elsewhere to prove the journal later."""
    end = service.store.journal(journal_id).head()
    return out.HeadOut(line=end.seq, hash=end.hash, learnt_at=end.learnt_at)


@router.post(
    "/{journal_id}/events",
    status_code=201,
    response_model=out.LinesOut,
    responses=documented(404, 409, 412, 413, 507),
)
def tell_events(
    journal_id: JournalId,
    told: out.EventsIn,
    request: Request,
    service: Running,
    account: SignedIn,
    idempotency_key: Key = None,
) -> Any:
    """Write down what we were told: all of it or none; on disk when this answers.

    The same event id, or the same Idempotency-Key, twice is once. `If-Match: "line-N"` refuses with 412
    if anybody wrote since line N.
    """
    records = [event.model_dump(exclude_none=True) for event in told]
    for record in records:
        allow_to_tell(account.role, account.scope, record["kind"], record.get("shelter_id"))
    only_if = expected_line(request)
    try:
        lines = tell(
            service.store,
            service.cities,
            journal_id,
            records,
            who=account.account_id,
            now=service.clock.now(),
            idempotency_key=idempotency_key,
            only_if_head=only_if,
        )
    except Conflict as error:
        if only_if is not None and "moved on" in str(error):
            raise HTTPException(412, str(error)) from error
        raise
    return out.LinesOut(lines=[line_out(line) for line in lines], next_after=None)


@router.get(
    "/{journal_id}/events",
    response_model=out.LinesOut,
    responses=documented(404) | {304: {"description": "You have it already"}},
    dependencies=[Depends(May(Deed.READ_JOURNAL))],
)
def events(
    journal_id: JournalId, request: Request, service: Running, after: After = 0, limit: Limit = 100
) -> Response:
    """Read lines page by page; ask again with `after` = `next_after`."""
    lines = service.store.journal(journal_id).lines(after=after, limit=limit)
    following = lines[-1].seq if len(lines) == limit else None
    return tagged(request, out.LinesOut(lines=[line_out(line) for line in lines], next_after=following))


@router.get(
    "/{journal_id}/events/{event_id}",
    response_model=out.LineOut,
    responses=documented(404) | {304: {"description": "You have it already"}},
    dependencies=[Depends(May(Deed.READ_JOURNAL))],
)
def one_event(journal_id: JournalId, event_id: EventId, request: Request, service: Running) -> Response:
    """Read one event."""
    return tagged(request, line_out(service.store.journal(journal_id).line(event_id)))


@router.post(
    "/{journal_id}/events/{event_id}/undo",
    status_code=201,
    response_model=out.LineOut,
    responses=documented(404, 409, 507),
)
def undo_event(
    journal_id: JournalId,
    event_id: EventId,
    asked: out.UndoIn,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.UNDO))],
    idempotency_key: Key = None,
) -> Any:
    """Take an event back by a new one; the old line stays, and the undoing can be undone."""
    line = undo(
        service.store,
        journal_id,
        event_id,
        who=account.account_id,
        now=service.clock.now(),
        reason=asked.reason,
        idempotency_key=idempotency_key,
    )
    return line_out(line)


@router.get(
    "/{journal_id}/situation",
    response_model=out.SituationOut,
    responses=documented(404) | {304: {"description": "You have it already"}},
    dependencies=[Depends(May(Deed.LOOK))],
)
def situation(
    journal_id: JournalId,
    request: Request,
    service: Running,
    at: Annotated[out.Instant | None, Query()] = None,
    known_at: Annotated[out.Instant | None, Query()] = None,
    at_least_line: After = 0,
) -> Response:
    """Look at the situation: now (at most a second old), or at an instant.

    `at` alone is what we knew then. With `known_at` it is what those who knew what was learnt by then
    say of `at`. `at_least_line` asks for an answer that knows a line you have just written.
    """
    if at is None:
        look = service.board.now(journal_id, service.clock.now(), at_least_seq=at_least_line)
    else:
        by = None if known_at is None else datetime.fromisoformat(known_at)
        look = service.board.at(journal_id, datetime.fromisoformat(at), known_at=by)
    return tagged(request, situation_out(journal_id, look))


def situation_out(journal_id: str, look: Look) -> out.SituationOut:
    """Return an overview as it is sent."""
    overview = look.overview
    return out.SituationOut(
        journal_id=journal_id,
        at=overview.at,
        line=look.seq,
        zones=[out.ZoneOut(**asdict(row)) for row in overview.zones],
        shelters=[out.ShelterOut(**asdict(row)) for row in overview.shelters],
        closures=[out.ClosureOut(**asdict(row)) for row in overview.closures],
        waiting=out.WaitingOut(
            households=len(overview.waiting.household_ids),
            people=overview.waiting.people,
            no_car_people=overview.waiting.no_car_people,
        ),
    )


@router.get(
    "/{journal_id}/plans",
    response_model=out.PlansOut,
    responses=documented(404),
    dependencies=[Depends(May(Deed.LOOK))],
)
def plans(
    journal_id: JournalId,
    service: Running,
    before: Annotated[str | None, Query(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,63}$")] = None,
    limit: Limit = 20,
) -> Any:
    """List plans, newest first; ask again with `before` = `next_before`."""
    found = service.store.plans.all(journal_id, before=before, limit=limit)
    return out.PlansOut(
        plans=[_plan_out(service, plan) for plan in found],
        next_before=found[-1].plan_id if len(found) == limit else None,
    )


@router.get(
    "/{journal_id}/plans/{plan_id}",
    response_model=out.PlanOut,
    responses=documented(404),
    dependencies=[Depends(May(Deed.LOOK))],
)
def one_plan(journal_id: JournalId, plan_id: PlanId, service: Running) -> Any:
    """Look at one plan."""
    return _plan_out(service, service.store.plans.one(journal_id, plan_id))


@router.post(
    "/{journal_id}/plans/{plan_id}/approval", response_model=out.PlanOut, responses=documented(404, 409)
)
def approve_plan(
    journal_id: JournalId,
    plan_id: PlanId,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.APPROVE))],
) -> Any:
    """Put a draft in force; twice is once. The journal keeps who did it."""
    kept = approve(service.store, journal_id, plan_id, who=account.account_id, now=service.clock.now())
    return _plan_out(service, kept)


def _plan_out(service: Running, plan: KeptPlan) -> out.PlanOut:
    journal = service.store.journal(plan.journal_id)
    return out.PlanOut(
        plan_id=plan.plan_id,
        line=plan.seq,
        at=plan.at,
        kept_at=plan.kept_at,
        status=plan.status,  # type: ignore[arg-type]
        out_of_date=journal.knows_more(plan.seq, CHANGES_THE_PLAN),
        summary=dict(plan.summary),
    )
