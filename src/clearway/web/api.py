"""The API: everything that a screen or another program can ask of Clearway, and its health."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from clearway import __version__
from clearway.web import (
    changes,
    households,
    journals,
    problems,
    protection,
    public,
    signing_in,
    static,
)
from clearway.web.guard import Budget, Running
from clearway.web.schemas import HealthOut
from clearway.web.service import Service
from clearway.web.watching import Metrics, Watch, make_log

THREADS = 64  # many requests wait together for one commit


def make_app(service: Service, *, log: Any | None = None) -> FastAPI:
    """Return the application around a running service."""
    app = FastAPI(
        title="Clearway",
        version=__version__,
        description="The running operation: what we were told, what is known, plans and their approval.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    metrics = Metrics()
    app.state.service = service
    app.state.changes = changes.Changes(service)
    app.state.sign_in_budget = Budget(service.settings.tries_a_minute)
    app.state.question_budget = Budget(service.settings.tries_a_minute)
    problems.install(app)
    app.state.search_budget = Budget(service.settings.tries_a_minute)
    for room in (signing_in, changes, journals, households, protection, public):
        app.include_router(room.router)
    _health(app, service, metrics)
    static.install(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    app.add_middleware(Watch, metrics=metrics, log=log or make_log())
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    logging.getLogger("uvicorn.access").disabled = True  # it would log paths, which may name somebody
    yield
    app.state.service.close()


def _described(app: FastAPI) -> dict[str, Any]:
    """Return OpenAPI with our problems in place of FastAPI's own error schema."""
    if app.openapi_schema is None:
        schema = FastAPI.openapi(app)
        parts = schema["components"]["schemas"]
        parts.pop("HTTPValidationError", None)
        parts.pop("ValidationError", None)
        described = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts |= described.pop("$defs", {}) | {"Problem": described}
        app.openapi_schema = schema
    return app.openapi_schema


def _health(app: FastAPI, service: Service, metrics: Metrics) -> None:
    @app.get("/health/live", response_model=HealthOut, tags=["health"])
    def live() -> Any:
        """Answer as long as this process runs."""
        return HealthOut(status="ok")

    @app.get(
        "/health/ready",
        response_model=HealthOut,
        tags=["health"],
        responses={503: {"model": HealthOut, "description": "Send requests elsewhere"}},
    )
    def ready(running: Running) -> Any:
        """Answer 200 if requests may be sent here, 503 with the reasons if not."""
        reasons = running.not_ready()
        body = HealthOut(status="not ready" if reasons else "ok", reasons=reasons)
        return JSONResponse(body.model_dump(), 503 if reasons else 200)

    @app.get("/metrics", include_in_schema=False)
    def measured(request: Request) -> Response:
        """Answer Prometheus; only with the token, or from this machine where there is none."""
        if not _may_measure(request, service.settings.metrics_token):
            return problems.answer(404)
        metrics.jump_s.set(service.clock.jump_s())
        for card in service.store.cards():
            metrics.lines.labels(card.journal_id).set(card.head_seq)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _may_measure(request: Request, token: str) -> bool:
    if token:
        return request.headers.get("authorization", "") == f"Bearer {token}"
    local = request.client is not None and request.client.host in ("127.0.0.1", "::1", "testclient")
    return local and "x-forwarded-for" not in request.headers and "forwarded" not in request.headers
