"""Who is asking, and may they: sessions from the Authorization header, and budgets for tries."""

import threading
from collections import deque
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from clearway.operations.accounts import WrongSignIn, signed_in
from clearway.operations.roles import Deed, allow
from clearway.store.accounts import Account
from clearway.web.service import Service

_bearer = HTTPBearer(auto_error=False, description="the token of a session")


def service_of(request: Request) -> Service:
    """Return the running service."""
    service: Service = request.app.state.service
    return service


def account_of(
    request: Request,
    service: Annotated[Service, Depends(service_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Account:
    """Return whose session this is, or answer 401."""
    if credentials is None:
        raise WrongSignIn("Sign in: POST /api/sessions.")
    session, account = signed_in(service.store, credentials.credentials, now=service.clock.now())
    request.state.account_id, request.state.session_id = account.account_id, session.session_id
    return account


Running = Annotated[Service, Depends(service_of)]
SignedIn = Annotated[Account, Depends(account_of)]


class May:
    """A dependency that lets pass whoever may do a deed."""

    def __init__(self, deed: Deed) -> None:
        self._deed = deed

    def __call__(self, account: SignedIn) -> Account:
        """Return the account, or answer 403."""
        allow(account.role, self._deed)
        return account


class Budget:
    """So many tries a minute from one address; more are answered with 429."""

    def __init__(self, tries: int, *, every_s: float = 60.0) -> None:
        self._tries, self._every_s = tries, every_s
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def spend(self, who: str, now_s: float) -> None:
        """Count one try, or refuse it."""
        with self._lock:
            if len(self._times) > 10_000:
                self._times = {w: t for w, t in self._times.items() if t and t[-1] > now_s - self._every_s}
            times = self._times.setdefault(who, deque())
            while times and times[0] <= now_s - self._every_s:
                times.popleft()
            if len(times) >= self._tries:
                raise HTTPException(429, "Too many tries from this address. Wait a minute.")
            times.append(now_s)
