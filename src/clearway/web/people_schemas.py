"""What goes in and out about people over HTTP; what a role does not see is left blank."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from clearway.operations.relatives import PHRASES
from clearway.people import OLDEST_BIRTH_YEAR, Came, Need, Restricted
from clearway.web.schemas import STRICT, OpaqueId, Text, Words


def _whole(value: Any) -> Any:
    """Accept 3.0 for 3: to JSON they are one number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _among(words: list[str]) -> AfterValidator:
    """Return the check that a text is one of a few words."""

    def check(value: str) -> str:
        if value not in words:
            raise ValueError(f"give one of: {', '.join(words)}")
        return value

    return AfterValidator(check)


def _enum(words: list[str]) -> Any:
    return Field(json_schema_extra={"enum": list(words)})


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


Year = Annotated[int, Field(ge=OLDEST_BIRTH_YEAR, le=2100), BeforeValidator(_whole)]
Number = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole)]
Persons = Annotated[int, Field(ge=0, le=100), BeforeValidator(_whole)]
Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")]
Story = Annotated[str, Field(pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]{0,2000}$")]
Reason = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,200}\S[^\x00-\x1f\x7f]{0,200}$", max_length=200)]
NeedWord = Annotated[str, _among(_values(Need)), _enum(_values(Need))]
CameWord = Annotated[str, _among(_values(Came)), _enum(_values(Came))]
RestrictedWord = Annotated[str, _among(_values(Restricted)), _enum(_values(Restricted))]
PhraseWord = Annotated[str, _among(list(PHRASES)), _enum(list(PHRASES))]


class PersonIn(BaseModel):
    """One member of a household."""

    model_config = STRICT
    name: Line = ""
    birth_year: Year | None = None
    needs: Annotated[list[NeedWord], Field(max_length=11)] = []
    note: Story = ""


class PetIn(BaseModel):
    """Animals of one kind."""

    model_config = STRICT
    kind: Text
    number: Number = 1


class FileIn(BaseModel):
    """A household's file, whole."""

    model_config = STRICT
    people: Annotated[list[PersonIn], Field(min_length=1, max_length=100)]
    phones: Annotated[list[Line], Field(max_length=10)] = []
    emails: Annotated[list[Line], Field(max_length=10)] = []
    address: Line = ""
    languages: Annotated[list[Text], Field(max_length=10)] = []
    pets: Annotated[list[PetIn], Field(max_length=20)] = []
    linked_ids: Annotated[list[OpaqueId], Field(max_length=20)] = []
    came: CameWord = Came.APPEAL.value
    paper_number: Words = ""
    restricted: RestrictedWord = Restricted.NO.value
    note: Story = ""
    author: Line = Field("", description="who told of them, where that is somebody else")


class RegisterIn(FileIn):
    """A new household and what the journal must know of it."""

    zone_id: Text
    no_car_people: Persons = 0
    asked_again: bool = Field(False, description="somebody in it was forgotten and comes by themselves")


class SuggestionOut(BaseModel):
    """A file that looks like the same household, and why."""

    household_id: str
    reasons: list[str]


class RegisteredOut(BaseModel):
    """A new file, its line in the journal, and what it looks like."""

    household_id: str
    line: int
    looks_like: list[SuggestionOut]


class ReasonIn(BaseModel):
    """Why; it is kept, sealed, before anything is read."""

    model_config = STRICT
    reason: Reason


class FileOut(BaseModel):
    """A file as a role sees it; `sees` are the fields that are not blank for that role."""

    household_id: str
    version: int
    sees: list[str]
    file: FileIn


class SeekIn(BaseModel):
    """Whom a clerk looks for: a full name, and a birth year, telephone or form number."""

    model_config = STRICT
    name: Text
    birth_year: Year | None = None
    phone: Line = ""
    paper_number: Words = ""
    reason: Reason


class SoughtOut(BaseModel):
    """One household, or none; `several` asks for more to tell them apart."""

    household_id: str | None
    several: bool


class MergeIn(BaseModel):
    """Which file stays."""

    model_config = STRICT
    into_household_id: OpaqueId


class VersionOut(BaseModel):
    """The number of the version that was kept."""

    version: int


class ReadOut(BaseModel):
    """One opening of a file."""

    line: int
    household_id: str
    who: str
    reason: str
    at: datetime


class ReadsOut(BaseModel):
    """Some openings, and where to go on."""

    readings: list[ReadOut]
    next_after: int | None


class QuestionOut(BaseModel):
    """A question that a person may answer; who asks, and about whom."""

    question_id: str
    asked_at: datetime
    state: Literal["to ask", "protection"]
    household_id: str
    name: str
    seeker: str


class PhraseIn(BaseModel):
    """What the person asked about wants told."""

    model_config = STRICT
    phrase: PhraseWord


class SaidOut(BaseModel):
    """What the seeker is told; "" is nothing at all."""

    said: str


class AlarmOut(BaseModel):
    """A pattern among relatives' questions; names nobody."""

    sentence: str
    question_ids: list[str]


class ExportOut(BaseModel):
    """An export that waits for a second person."""

    export_id: str
    asked_at: datetime
    asked_by: str
    reason: str


class MadeOut(BaseModel):
    """The key of an export, shown once to whoever agreed."""

    key: str
    files: int
    left_out: int


class SealedOut(BaseModel):
    """An export, sealed; it opens with the key of whoever agreed."""

    export_id: str
    sealed: str
