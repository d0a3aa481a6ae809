"""Errors over HTTP: RFC 9457 problem details, in the same sentences as everywhere."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from clearway.errors import ClearwayError, Conflict, InputError, NotAllowed, NotFound, Unavailable
from clearway.operations.accounts import WrongSignIn

MEDIA_TYPE = "application/problem+json"


class OneProblem(BaseModel):
    """One thing that is wrong: where, what, what to do."""

    where: str
    sentence: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(description="what kind of problem; a name, not an address", examples=["not-found"])
    title: str
    status: int
    detail: str = ""
    problems: list[OneProblem] = []


SAID = {
    401: ("not-signed-in", "Sign in first"),
    403: ("not-allowed", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "This cannot be done here"),
    409: ("conflict", "This does not fit what is already known"),
    412: ("moved-on", "The journal has moved on"),
    413: ("too-large", "Too large"),
    415: ("not-json", "Send JSON"),
    422: ("cannot-be-read", "This cannot be read"),
    429: ("too-many", "Too many tries"),
    500: ("broken", "Something broke here"),
    503: ("unavailable", "Not available now"),
    507: ("disk-full", "The disk is full"),
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI entries of the problems that a route can answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": SAID[status][1], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def answer(status: int, detail: str = "", problems: list[OneProblem] | None = None) -> JSONResponse:
    """Return a problem as a response."""
    name, title = SAID.get(status, ("http", "HTTP error"))
    body = Problem(type=name, title=title, status=status, detail=detail, problems=problems or [])
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="clearway"'
    if status in (429, 503):
        headers["Retry-After"] = "60" if status == 429 else "2"
    return JSONResponse(body.model_dump(exclude_defaults=False), status, headers, MEDIA_TYPE)


def status_of(error: ClearwayError) -> int:
    """Return the HTTP status of an error of ours."""
    if isinstance(error, Unavailable):
        return 507 if "full" in str(error) else 503
    kinds: list[tuple[type[ClearwayError], int]] = [
        (WrongSignIn, 401),
        (NotAllowed, 403),
        (NotFound, 404),
        (Conflict, 409),
        (InputError, 409),  # well formed, but it does not fit: 422 is what cannot be read at all
    ]
    return next((status for kind, status in kinds if isinstance(error, kind)), 500)


def install(app: FastAPI) -> None:
    """Answer every error of the application with problem details."""

    @app.exception_handler(ClearwayError)
    async def _ours(_request: Request, error: ClearwayError) -> JSONResponse:
        if isinstance(error, InputError):
            several = [OneProblem(where=p.column or p.file, sentence=str(p)) for p in error.problems]
            return answer(409, f"{len(several)} problems; nothing was kept.", several)
        return answer(status_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    async def _unreadable(_request: Request, error: RequestValidationError) -> JSONResponse:
        several = [
            OneProblem(where=".".join(map(str, e["loc"])), sentence=str(e["msg"]))
            for e in error.errors()[:50]
        ]
        return answer(422, f"{len(several)} problems; nothing was kept.", several)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        status = 422 if error.status_code == 400 else error.status_code  # 400: a body that is no JSON
        response = answer(status, str(error.detail))
        response.headers.update(error.headers or {})
        if status == 405:
            response.headers["Allow"] = ", ".join(_methods_of(app, request.url.path))
        return response

    @app.exception_handler(Exception)
    async def _broken(_request: Request, _error: Exception) -> JSONResponse:
        return answer(
            500, "This was noted. Nothing of this request may have been kept: look, then try again."
        )


def _methods_of(app: FastAPI, path: str) -> list[str]:
    """Return every method that a path knows; each route of the framework names only its own."""
    found: set[str] = set()
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(route, "routes", None) or []
        if getattr(route, "methods", None) and route.path_regex.match(path):
            found |= route.methods
    return sorted(found)
