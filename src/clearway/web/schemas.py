"""What goes in and out over HTTP, as OpenAPI describes it; events are described from their own classes."""

from dataclasses import MISSING, fields
from datetime import datetime
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from clearway.operations.roles import DEED_OF_KIND, Role
from clearway.situation.events import KINDS
from clearway.situation.records import MOST_PEOPLE


def _instant(value: str) -> str:
    """Accept an instant that knows its offset."""
    parsed = datetime.fromisoformat(value)
    if parsed.utcoffset() is None:
        raise ValueError("give an instant with its offset, such as 2024-01-05T14:05:00+03:00")
    return value


def _whole(value: Any) -> Any:
    """Accept 3.0 for 3: to JSON they are one number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Instant = Annotated[
    str,
    AfterValidator(_instant),
    Field(json_schema_extra={"format": "date-time"}, max_length=40, examples=["2024-01-05T14:05:00+03:00"]),
]
OpaqueId = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._\-]{0,63}$")]
Text = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
Words = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")]
WHOLE = BeforeValidator(_whole)
Count = Annotated[int, Field(ge=0, le=MOST_PEOPLE), WHOLE]
_MEANING = {"id": Text, "opaque_id": OpaqueId, "words": Words, "people": Count}
STRICT = ConfigDict(strict=True, extra="forbid")


def _described(hint: Any) -> Any:
    """Return the pydantic type of an event's field."""
    if get_origin(hint) in (Union, UnionType):
        return _described(next(part for part in get_args(hint) if part is not type(None))) | None
    if hint is datetime:
        return Instant
    if hint is bool or get_origin(hint) is Literal:
        return hint
    return _MEANING[hint.__metadata__[0]]


def _event_model(name: str) -> type[BaseModel]:
    """Return what a person sends to tell an event; who and when we learnt it are ours to say."""
    kind = KINDS[name]
    hints = get_type_hints(kind, include_extras=True)
    told: dict[str, Any] = {
        "kind": (Literal[name], ...),
        "event_id": (OpaqueId | None, None),
        "happened_at": (Instant | None, None),
    }
    for f in fields(kind):
        if f.name not in ("who", "learnt_at", *told):
            default = ... if f.default is MISSING else (None if f.default == "" else f.default)
            hint = _described(hints[f.name])
            told[f.name] = (hint | None if f.default == "" else hint, default)
    return create_model(name, __config__=STRICT, __doc__=kind.__doc__, **told)


TOLD = [name for name in KINDS if name in DEED_OF_KIND and name != "Undone"]
if TYPE_CHECKING:
    EventIn = BaseModel  # a type checker cannot follow classes made in a loop
else:
    EventIn = Annotated[Union[tuple(map(_event_model, TOLD))], Field(discriminator="kind")]  # noqa: UP007
EventsIn = Annotated[list[EventIn], Field(min_length=1, max_length=1_000)]


class LineOut(BaseModel):
    """One line of a journal."""

    line: int
    hash: str
    new: bool = Field(description="false where this event was there already")
    event: dict[str, Any]


class LinesOut(BaseModel):
    """Some lines, and where to go on."""

    lines: list[LineOut]
    next_after: int | None = Field(description="ask with this `after` for the next page; null at the end")


class HeadOut(BaseModel):
    """The end of a journal; written down elsewhere, it proves the journal later."""

    line: int
    hash: str
    learnt_at: datetime


class JournalOut(BaseModel):
    """A journal: the live operation or an exercise."""

    journal_id: str
    name: str
    live: bool
    has_city: bool
    opened_at: datetime
    lines: int


class JournalIn(BaseModel):
    """A new exercise."""

    model_config = STRICT
    journal_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")]
    name: Text
    copy_city_of: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")] | None = None


class UndoIn(BaseModel):
    """Why an event is taken back."""

    model_config = STRICT
    reason: Words = ""


class ZoneOut(BaseModel):
    """A zone and who is still in it."""

    zone_id: str
    name: str
    people: float | None
    no_car_people: float | None
    status: str
    deadline_at: datetime | None
    waiting_people: int


class ShelterOut(BaseModel):
    """A shelter and who takes its beds."""

    shelter_id: str
    name: str
    beds: float | None
    blocked: int
    arrived: int
    boarded: int
    held: int
    free: float | None
    opens_at: datetime | None
    closed: bool


class ClosureOut(BaseModel):
    """A closed link."""

    link_id: str
    name: str
    from_at: datetime
    until_at: datetime | None
    reason: str
    source: str


class WaitingOut(BaseModel):
    """Who asked for help and has no bed yet; counts only."""

    households: int
    people: int
    no_car_people: int


class SituationOut(BaseModel):
    """What is known of an instant."""

    journal_id: str
    at: datetime
    line: int = Field(description="the last line that this answer knows")
    zones: list[ZoneOut]
    shelters: list[ShelterOut]
    closures: list[ClosureOut]
    waiting: WaitingOut


class PlanOut(BaseModel):
    """A plan; a draft orders nothing."""

    plan_id: str
    line: int
    at: datetime
    kept_at: datetime
    status: Literal["draft", "approved", "superseded"]
    out_of_date: bool = Field(description="whether the journal knows more than this plan did")
    summary: dict[str, Any]


class PlansOut(BaseModel):
    """Plans, newest first."""

    plans: list[PlanOut]
    next_before: str | None


class SignIn(BaseModel):
    """Both factors."""

    model_config = STRICT
    login: Text
    password: Annotated[str, Field(min_length=1, max_length=128)]
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class PasswordIn(BaseModel):
    """A password chosen through a one-time link."""

    model_config = STRICT
    token: Annotated[str, Field(min_length=20, max_length=100)]
    password: Annotated[str, Field(min_length=12, max_length=128)]


class CodeIn(BaseModel):
    """The first code of a second factor."""

    model_config = STRICT
    token: Annotated[str, Field(min_length=20, max_length=100)]
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class SecondFactorOut(BaseModel):
    """For an authenticator app; shown once."""

    secret: str
    uri: str


class PassOut(BaseModel):
    """A session; its token is shown once."""

    token: str
    session_id: str
    ends_at: datetime


class SessionOut(BaseModel):
    """A session in force."""

    session_id: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime


class AccountIn(BaseModel):
    """Somebody who shall work here."""

    model_config = STRICT
    login: Text
    role: Literal[
        "viewer",
        "call_taker",
        "shelter_desk",
        "dispatcher",
        "duty_officer",
        "administrator",
        "child_protection",
    ]
    scope: Words = ""


class AccountOut(BaseModel):
    """An account."""

    account_id: str
    login: str
    role: Role
    scope: str
    disabled: bool


class InvitedOut(BaseModel):
    """A new account and its owner's one-time token."""

    account: AccountOut
    one_time_token: str


class HealthOut(BaseModel):
    """Whether this process is well."""

    status: Literal["ok", "not ready"]
    reasons: list[str] = []
