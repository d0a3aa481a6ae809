"""What somebody without an account may do: ask about a relative. The answer never says anything."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from clearway.operations.relatives import ask
from clearway.web.guard import Budget, Running
from clearway.web.problems import documented
from clearway.web.schemas import STRICT, WHOLE, Text

router = APIRouter(prefix="/api/relatives", tags=["relatives"], responses=documented(422, 503))


class QuestionIn(BaseModel):
    """Who is asked about, and how to reach who asks; a telephone or a former address is needed."""

    model_config = STRICT
    name: Text
    birth_year: Annotated[int, Field(ge=1900, le=2100), WHOLE]
    phone: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,40}$")] = ""
    address: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")] = ""
    seeker: Text


class AnswerOut(BaseModel):
    """The same for everybody, known or not."""

    said: str


@router.post("/questions", status_code=202, response_model=AnswerOut, responses=documented(409, 429, 507))
def ask_about_a_relative(asked: QuestionIn, request: Request, service: Running) -> AnswerOut:
    """Pass a question on. Nobody is looked up here: the answer and its time are the same for all."""
    budget: Budget = request.app.state.question_budget
    asker = request.client.host if request.client else "nobody"
    budget.spend(asker, service.clock.now().timestamp())
    said = ask(service.questions, **asked.model_dump(), now=service.clock.now())
    return AnswerOut(said=said)
