"""What the service says of itself: logs without personal data, metrics, limits and safe headers."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from clearway.web.problems import answer

MOST_BODY_BYTES = 4_000_000
SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (
        b"content-security-policy",
        b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def make_log() -> Any:
    """Return a log of JSON lines on standard output, for a journal of the system to keep."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )
    return structlog.get_logger()


class Metrics:
    """Counters for Prometheus; one registry a service, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        of = {"registry": self.registry}
        self.requests = Counter("clearway_requests", "requests", ["method", "route", "status"], **of)  # type: ignore[arg-type]
        self.seconds = Histogram(
            "clearway_request_seconds",
            "time to answer",
            ["method", "route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            **of,  # type: ignore[arg-type]
        )
        self.lines = Gauge("clearway_journal_lines", "lines in a journal", ["journal"], **of)  # type: ignore[arg-type]
        self.jump_s = Gauge("clearway_clock_jump_seconds", "wall clock against steady counter", **of)  # type: ignore[arg-type]


class Watch:
    """Around every request: a number, a limit, safe headers, one log line, one count.

    The log holds the route's pattern, never the path that was asked for, and no query, body or header:
    those may name a person.
    """

    def __init__(self, app: App, metrics: Metrics, log: Any) -> None:
        self._app, self._metrics, self._log = app, metrics, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, request_id = time.perf_counter(), 500, str(uuid4())

        async def watched_send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                extra = [*SAFE_HEADERS, (b"x-request-id", request_id.encode())]
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        try:
            if _too_large(scope):
                said = f"Send at most {MOST_BODY_BYTES:,} bytes at a time."
                await answer(413, said)(scope, receive, watched_send)
            else:
                await self._app(scope, _limited(receive), watched_send)
        finally:
            self._note(scope, status, time.perf_counter() - began, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        state = scope.get("state", {})
        self._log.info(
            "request",
            id=request_id,
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            account=state.get("account_id", ""),
        )


_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


def _too_large(scope: Scope) -> bool:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return any(not value.isdigit() or int(value) > MOST_BODY_BYTES for value in lengths)


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that is longer than it may be, whatever its length header said."""
    read = 0

    async def limited() -> MutableMapping[str, Any]:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BODY_BYTES:
            return {"type": "http.disconnect"}
        return message

    return limited
