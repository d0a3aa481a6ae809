"""Server-sent events: a screen is told when a journal or its plans moved on, and asks for the rest."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from clearway.errors import ClearwayError
from clearway.operations.roles import Deed
from clearway.web.guard import May, Running
from clearway.web.journals import JournalId
from clearway.web.problems import documented
from clearway.web.service import Service

router = APIRouter(prefix="/api/journals", tags=["journals"], responses=documented(401, 403, 422, 503))

LOOK_EVERY_S = 0.5
SAY_SOMETHING_EVERY_S = 15.0

State = tuple[int, str]  # last line, newest plan and its status


class Changes:
    """One look at each journal for everybody who waits for it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._states: dict[str, tuple[float, State]] = {}
        self._looking: dict[str, asyncio.Lock] = {}

    async def state(self, journal_id: str) -> State:
        """Return where a journal is; at most half a second old."""
        lock = self._looking.setdefault(journal_id, asyncio.Lock())
        async with lock:
            now = asyncio.get_running_loop().time()
            known = self._states.get(journal_id)
            if known is None or now - known[0] >= LOOK_EVERY_S:
                known = (now, await asyncio.to_thread(self._look, journal_id))
                self._states[journal_id] = known
            return known[1]

    def _look(self, journal_id: str) -> State:
        newest = self._service.store.plans.all(journal_id, limit=1)
        plan = f"{newest[0].plan_id} {newest[0].status}" if newest else ""
        return self._service.store.journal(journal_id).head().seq, plan


@router.get(
    "/{journal_id}/changes",
    responses=documented(404) | {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    response_class=StreamingResponse,
    dependencies=[Depends(May(Deed.LOOK))],
)
async def changes(journal_id: JournalId, request: Request, service: Running) -> StreamingResponse:
    """Stream `journal` and `plans` events as they happen; reconnect with Last-Event-ID and miss nothing."""
    watch: Changes = request.app.state.changes
    await watch.state(journal_id)
    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else -1
    stream = _stream(journal_id, request, service, watch, seen)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _stream(
    journal_id: str, request: Request, service: Service, watch: Changes, seen: int
) -> AsyncIterator[str]:
    """Say where the journal is now, then every change; a comment now and then keeps the line open."""
    plan: str | None = None
    quiet_s = 0.0
    while not service.stopping.is_set() and not await request.is_disconnected():
        try:
            head, newest = await watch.state(journal_id)
        except ClearwayError:
            yield ": the database does not answer\n\n"
            head, newest = seen, plan or ""
        said = ""
        if head != seen:
            said += f"id: {head}\nevent: journal\ndata: {json.dumps({'line': head})}\n\n"
        if newest != plan:
            plan_id, _, status = newest.partition(" ")
            said += f"event: plans\ndata: {json.dumps({'plan_id': plan_id, 'status': status})}\n\n"
        seen, plan = head, newest
        quiet_s = 0.0 if said else quiet_s + LOOK_EVERY_S
        if said or quiet_s >= SAY_SOMETHING_EVERY_S:
            yield said or ": still here\n\n"
            quiet_s = 0.0
        await asyncio.sleep(LOOK_EVERY_S)
