"""Signing in over HTTP: one-time links, two factors, sessions, accounts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from clearway.operations import accounts as doing
from clearway.operations.roles import Deed, Role
from clearway.store.accounts import Account
from clearway.web import schemas as out
from clearway.web.guard import Budget, May, Running, SignedIn
from clearway.web.problems import documented
from clearway.web.service import Service

router = APIRouter(prefix="/api", tags=["accounts"], responses=documented(401, 422, 503))
NO_STORE = {"Cache-Control": "no-store"}
AccountId = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z\-]{0,63}$")]


def _spend(request: Request, service: Service) -> None:
    """Count a try against the asker's budget; an address alone is not enough to be locked out for ever."""
    budget: Budget = request.app.state.sign_in_budget
    asker = request.client.host if request.client else "nobody"
    budget.spend(asker, service.clock.now().timestamp())


@router.post("/welcome", response_model=out.SecondFactorOut, responses=documented(409, 429))
def choose_password(asked: out.PasswordIn, request: Request, service: Running) -> Any:
    """Choose a password through a one-time link; the answer sets up the second factor."""
    _spend(request, service)
    second = doing.set_password(
        service.store, service.sealer, asked.token, asked.password, now=service.clock.now()
    )
    return out.SecondFactorOut(secret=second.secret, uri=second.uri)


@router.post(
    "/welcome/confirmation", status_code=201, response_model=out.PassOut, responses=documented(409, 429)
)
def confirm_second_factor(asked: out.CodeIn, request: Request, service: Running) -> Any:
    """Prove the second factor; the link is used up and a session begins."""
    _spend(request, service)
    passed = doing.confirm(service.store, service.sealer, asked.token, asked.code, now=service.clock.now())
    return out.PassOut(token=passed.token, session_id=passed.session_id, ends_at=passed.ends_at)


@router.post("/sessions", status_code=201, response_model=out.PassOut, responses=documented(409, 429))
def sign_in(asked: out.SignIn, request: Request, service: Running) -> Any:
    """Begin a session with both factors."""
    _spend(request, service)
    passed = doing.sign_in(
        service.store, service.sealer, asked.login, asked.password, asked.code, now=service.clock.now()
    )
    return out.PassOut(token=passed.token, session_id=passed.session_id, ends_at=passed.ends_at)


@router.get("/sessions", response_model=list[out.SessionOut])
def my_sessions(service: Running, account: SignedIn) -> Any:
    """List one's own sessions."""
    return [
        out.SessionOut(session_id=s.session_id, made_at=s.made_at, seen_at=s.seen_at, ends_at=s.ends_at)
        for s in service.store.accounts.sessions_of(account.account_id, at=service.clock.now())
    ]


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: AccountId, request: Request, service: Running, account: SignedIn) -> Response:
    """End one of one's own sessions, at once; "current" is this one."""
    if session_id == "current":
        session_id = request.state.session_id
    service.store.accounts.revoke(account.account_id, at=service.clock.now(), session_id=session_id)
    return Response(status_code=204)


@router.get(
    "/accounts",
    response_model=list[out.AccountOut],
    responses=documented(403),
    dependencies=[Depends(May(Deed.ACCOUNTS))],
)
def accounts(
    service: Running,
    after: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> Any:
    """List accounts in the order of their logins; ask again with `after` = the last login."""
    return [account_out(account) for account in service.store.accounts.all(after=after, limit=limit)]


@router.post(
    "/accounts",
    status_code=201,
    response_model=out.InvitedOut,
    responses=documented(403, 409),
    dependencies=[Depends(May(Deed.ACCOUNTS))],
)
def invite(asked: out.AccountIn, service: Running) -> Any:
    """Invite somebody; hand them the one-time token, it opens nothing after a day or once used."""
    account, token = doing.invite(
        service.store, login=asked.login, role=asked.role, scope=asked.scope, now=service.clock.now()
    )
    return out.InvitedOut(account=account_out(account), one_time_token=token)


@router.delete(
    "/accounts/{account_id}",
    response_model=out.AccountOut,
    responses=documented(403, 404, 409),
    dependencies=[Depends(May(Deed.ACCOUNTS))],
)
def close_account(account_id: AccountId, service: Running) -> Any:
    """Close an account; its sessions end at once."""
    return account_out(doing.disable(service.store, account_id, now=service.clock.now()))


def account_out(account: Account) -> out.AccountOut:
    """Return an account as it is sent."""
    return out.AccountOut(
        account_id=account.account_id,
        login=account.login,
        role=Role(account.role),
        scope=account.scope,
        disabled=account.disabled_at is not None,
    )
