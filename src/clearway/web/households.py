"""Households' files over HTTP: register, find, open with a reason, correct, merge, forget.

Files belong to the live journal: an exercise has invented counts, and nobody's file. Whatever names or
describes somebody is in a body, never in an address or a header.
"""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from clearway.errors import Conflict
from clearway.operations import people as doing
from clearway.operations.exercises import LIVE
from clearway.operations.roles import Deed, Role
from clearway.people import Came, Household, Need, Person, Restricted
from clearway.store.accounts import Account
from clearway.web import people_schemas as out
from clearway.web.guard import May, Running
from clearway.web.journals import After, Key, Limit, line_out
from clearway.web.problems import documented
from clearway.web.schemas import LineOut

router = APIRouter(prefix="/api/households", tags=["households"], responses=documented(401, 403, 422, 503))

HouseholdId = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,63}$")]
PRIVATE = {"Cache-Control": "no-store, private"}


def household_of(file: out.FileIn, household_id: str) -> Household:
    """Return a file as people.py knows it."""
    told = file.model_dump(include=set(out.FileIn.model_fields))
    people = tuple(
        Person(**person | {"needs": tuple(map(Need, person["needs"]))}) for person in told.pop("people")
    )
    told |= {"came": Came(file.came), "restricted": Restricted(file.restricted)}
    told["pets"] = tuple((pet.kind, pet.number) for pet in file.pets)
    for name in ("phones", "emails", "languages", "linked_ids"):
        told[name] = tuple(told[name])
    return Household(household_id=household_id, people=people, **told)


def file_out(household: Household, version: int, role: str) -> out.FileOut:
    """Return a file as it is sent; built without the checks that hold for what comes in."""
    values = asdict(household)
    household_id = values.pop("household_id")
    values["pets"] = [out.PetIn.model_construct(kind=kind, number=n) for kind, n in household.pets]
    values["people"] = [out.PersonIn.model_construct(**asdict(person)) for person in household.people]
    sees = sorted(doing.FIELDS[Role(role)] - {"household_id"})
    return out.FileOut.model_construct(
        household_id=household_id, version=version, sees=sees, file=out.FileIn.model_construct(**values)
    )


@router.post("", status_code=201, response_model=out.RegisteredOut, responses=documented(404, 409, 507))
def register(
    told: out.RegisterIn,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.REGISTER))],
    idempotency_key: Key = None,
) -> Any:
    """Keep a new household's file and its counts; the answer says which files look like it, and why."""
    done = doing.register(
        service.store,
        service.cities,
        service.vault,
        LIVE,
        household_of(told, ""),
        zone_id=told.zone_id,
        no_car_people=told.no_car_people,
        who=account,
        now=service.clock.now(),
        asked_again=told.asked_again,
        idempotency_key=idempotency_key,
    )
    alike = [out.SuggestionOut(household_id=s.other_id, reasons=list(s.reasons)) for s in done.looks_like]
    return out.RegisteredOut(household_id=done.household_id, line=done.line.seq, looks_like=alike)


@router.post("/search", response_model=out.SoughtOut, responses=documented(409, 429))
def search(
    asked: out.SeekIn,
    request: Request,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.OPEN_FILE))],
) -> Any:
    """Find the one household that is meant; there are no lists and no parts of names."""
    now = service.clock.now()
    request.app.state.search_budget.spend(account.account_id, now.timestamp())
    found = doing.seek(service.vault, **asked.model_dump(), who=account, now=now)
    return JSONResponse(asdict(found), headers=PRIVATE)


@router.get("/readings", response_model=out.ReadsOut, responses=documented(409))
def readings(
    service: Running,
    _account: Annotated[Account, Depends(May(Deed.READ_READINGS))],
    response: Response,
    household_id: Annotated[str | None, Query(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,63}$")] = None,
    after: After = 0,
    limit: Limit = 100,
) -> Any:
    """Read who opened which file when and why; 409 if the list itself was changed."""
    response.headers.update(PRIVATE)
    found = service.vault.reads(household_id, after=after, limit=limit)
    return out.ReadsOut(
        readings=[
            out.ReadOut(line=r.seq, household_id=r.household_id, who=r.who, reason=r.reason, at=r.at)
            for r in found
        ],
        next_after=found[-1].seq if len(found) == limit else None,
    )


@router.post("/{household_id}/opening", response_model=out.FileOut, responses=documented(404, 409))
def open_file(
    household_id: HouseholdId,
    asked: out.ReasonIn,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.OPEN_FILE))],
) -> Any:
    """Open a file: the fields of one's role, with a reason that is kept. The ETag is the file's version."""
    now = service.clock.now()
    shelter_ids = None
    if account.role == Role.SHELTER_DESK:
        shelter_ids = doing.shelters_of_household(service.store, LIVE, household_id, now)
    household, version = doing.open_version(
        service.vault, household_id, who=account, reason=asked.reason, now=now, shelter_ids=shelter_ids
    )
    body = file_out(household, version, account.role).model_dump(mode="json", warnings=False)
    return JSONResponse(body, headers=PRIVATE | {"ETag": f'"file-{version}"'})


@router.put("/{household_id}/file", response_model=out.VersionOut, responses=documented(404, 409, 412, 507))
def correct(
    household_id: HouseholdId,
    told: out.FileIn,
    request: Request,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.CORRECT_FILE))],
) -> Any:
    """Keep a new version of a file; `If-Match: "file-N"` refuses with 412 if anybody wrote since."""
    only_if = _expected_version(request)
    try:
        version = doing.correct(
            service.vault,
            household_of(told, household_id),
            who=account,
            now=service.clock.now(),
            only_if_version=only_if,
        )
    except Conflict as error:
        if only_if is not None and "since you opened it" in str(error):
            raise HTTPException(412, str(error)) from error
        raise
    return out.VersionOut(version=version)


def _expected_version(request: Request) -> int | None:
    asked = request.headers.get("if-match", "").strip().strip('"')
    if not asked or asked == "*":
        return None
    number = asked.removeprefix("file-")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1


@router.post(
    "/{household_id}/look-alikes", response_model=list[out.SuggestionOut], responses=documented(404, 409)
)
def look_alikes(
    household_id: HouseholdId,
    asked: out.ReasonIn,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.MERGE))],
) -> Any:
    """Say which files look like this one, and why; a person decides."""
    now = service.clock.now()
    household = doing.open_whole(service.vault, household_id, who=account, reason=asked.reason, now=now)
    found = doing.look_alikes(service.vault, household, who=account, now=now)
    return [out.SuggestionOut(household_id=s.other_id, reasons=list(s.reasons)) for s in found]


@router.post(
    "/{household_id}/merging", status_code=201, response_model=LineOut, responses=documented(404, 409, 507)
)
def merge(
    household_id: HouseholdId,
    asked: out.MergeIn,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.MERGE))],
    idempotency_key: Key = None,
) -> Any:
    """Say that two files are one household. Undo the event in the journal to part them again."""
    line = doing.merge(
        service.store,
        LIVE,
        household_id,
        asked.into_household_id,
        who=account,
        now=service.clock.now(),
        idempotency_key=idempotency_key,
    )
    return line_out(line)


@router.delete("/{household_id}", status_code=204, responses=documented(404, 409, 507))
def forget(
    household_id: HouseholdId,
    service: Running,
    account: Annotated[Account, Depends(May(Deed.FORGET))],
) -> Response:
    """Destroy a household's key; the counts stay true. Twice is once."""
    doing.forget(service.store, service.vault, LIVE, household_id, who=account, now=service.clock.now())
    return Response(status_code=204)
