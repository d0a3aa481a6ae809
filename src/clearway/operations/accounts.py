"""Accounts: the first administrator, invitations, two factors, sessions that can be ended.

A token is 256 random bits; the store keeps its hash. A wrong login and a wrong password cost the same
time and say the same.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from clearway.errors import ClearwayError, InputError, NotAllowed, Problem
from clearway.operations.roles import Role
from clearway.store import Store
from clearway.store.accounts import Account, Session
from clearway.store.sealed import Sealer

LINK_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(hours=12)  # a shift
SESSION_IDLE = timedelta(hours=1)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
TOTP_STEP_S = 30
GUESSED_FIRST = (
    "password",
    "passwort",
    "пароль",
    "clearway",
    "qwerty",
    "йцукен",
    "12345",
    "letmein",
    "admin",
)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's first choice
_NOBODY = _hasher.hash(secrets.token_urlsafe())  # checked where there is no such login


class WrongSignIn(NotAllowed):
    """Login, password or code are not right; which of them is not said."""


@dataclass(frozen=True)
class Pass:
    """What a person who signed in holds; the token is shown once and never kept."""

    token: str
    session_id: str
    ends_at: datetime


@dataclass(frozen=True)
class SecondFactor:
    """What an authenticator app needs, once."""

    secret: str
    uri: str


def hash_of(token: str) -> str:
    """Return what the store keeps of a token; a random token needs no slow hash."""
    return sha256(token.encode()).hexdigest()


def first_administrator(store: Store, *, now: datetime) -> str | None:
    """Return a one-time token for the first administrator; None once somebody has used it."""
    account = store.accounts.by_login("administrator")
    if account is None and not store.accounts.any():
        account = store.accounts.make(
            account_id=str(uuid4()), login="administrator", role=Role.ADMINISTRATOR, scope="", at=now
        )
    if account is None or account.password_hash:
        return None
    return _link(store, account, now)


def invite(store: Store, *, login: str, role: str, scope: str, now: datetime) -> tuple[Account, str]:
    """Make an account without a password and a one-time token for its owner."""
    account = store.accounts.make(account_id=str(uuid4()), login=login, role=role, scope=scope, at=now)
    return account, _link(store, account, now)


def invite_again(store: Store, account_id: str, *, now: datetime) -> str:
    """Return a new one-time token: for a lost password or phone. Every session of the account ends."""
    account = store.accounts.one(account_id)
    store.accounts.change(account, password_hash="", totp="", failures=0, locked_until=now)
    store.accounts.revoke(account_id, at=now)
    return _link(store, account, now)


def disable(store: Store, account_id: str, *, now: datetime) -> Account:
    """Close an account and end its sessions at once."""
    account = store.accounts.change(store.accounts.one(account_id), disabled_at=now)
    store.accounts.revoke(account_id, at=now)
    return account


def _link(store: Store, account: Account, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    ends_at = now + LINK_LASTS
    store.accounts.keep_link(token_hash=hash_of(token), account_id=account.account_id, ends_at=ends_at)
    return token


def set_password(store: Store, sealer: Sealer, token: str, password: str, *, now: datetime) -> SecondFactor:
    """Choose a password through a one-time link; return the second factor to confirm it with."""
    account = _owner(store, token, now)
    if problem := wrong_password(password, account.login):
        raise InputError([problem])
    secret = pyotp.random_base32()
    sealed = sealer.seal(secret.encode(), about=account.account_id)
    store.accounts.change(account, password_hash=_hasher.hash(password), totp=sealed, totp_last_step=0)
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Clearway")
    return SecondFactor(secret, uri)


def confirm(store: Store, sealer: Sealer, token: str, code: str, *, now: datetime) -> Pass:
    """Prove that the second factor works; the link is used up and a session begins."""
    account = _owner(store, token, now)
    if not account.password_hash:
        raise WrongSignIn("Choose a password first.")
    _check_code(store, sealer, account, code, now)
    if not store.accounts.use_link(hash_of(token), at=now):
        raise WrongSignIn("This link was used already. Ask an administrator for a new one.")
    return _begin(store, account, now)


def sign_in(store: Store, sealer: Sealer, login: str, password: str, code: str, *, now: datetime) -> Pass:
    """Begin a session with both factors; five wrong tries in a row close the account for a while."""
    account = store.accounts.by_login(login)
    try:
        _hasher.verify(account.password_hash if account and account.password_hash else _NOBODY, password)
    except VerificationError:
        if account is not None:
            _count_failure(store, account, now)
        raise WrongSignIn(_WRONG) from None
    if account is None or not account.password_hash or account.disabled_at or account.locked_until > now:
        raise WrongSignIn(_WRONG)
    _check_code(store, sealer, account, code, now)
    return _begin(store, store.accounts.one(account.account_id), now)


_WRONG = (
    "Login, password or code are wrong, or there were too many tries. Wait 15 minutes or ask for a new link."
)


def _check_code(store: Store, sealer: Sealer, account: Account, code: str, now: datetime) -> None:
    """Accept a code of now or one step before or after, each step once."""
    totp = pyotp.TOTP(sealer.open(account.totp, about=account.account_id).decode())
    step_now = int(now.timestamp()) // TOTP_STEP_S
    for step in (step_now - 1, step_now, step_now + 1):
        if secrets.compare_digest(totp.generate_otp(step), code) and step > account.totp_last_step:
            store.accounts.change(account, totp_last_step=step, failures=0)
            return
    _count_failure(store, account, now)
    raise WrongSignIn(_WRONG)


def _count_failure(store: Store, account: Account, now: datetime) -> None:
    failures = account.failures + 1
    locked = failures >= FAILURES_BEFORE_LOCK
    try:
        store.accounts.change(
            account,
            failures=0 if locked else failures,
            locked_until=now + LOCKED_FOR if locked else account.locked_until,
        )
    except ClearwayError:
        return  # another wrong try was counted at the same moment


def _begin(store: Store, account: Account, now: datetime) -> Pass:
    token, session_id = secrets.token_urlsafe(32), str(uuid4())
    ends_at = now + SESSION_LASTS
    store.accounts.begin_session(
        token_hash=hash_of(token),
        session_id=session_id,
        account_id=account.account_id,
        at=now,
        ends_at=ends_at,
    )
    return Pass(token, session_id, ends_at)


def _owner(store: Store, token: str, now: datetime) -> Account:
    account = store.accounts.link_account(hash_of(token), at=now)
    if account is None or account.disabled_at is not None:
        raise WrongSignIn("This link is not valid any more. Ask an administrator for a new one.")
    return account


def wrong_password(password: str, login: str) -> Problem | None:
    """Return what is wrong with a new password: length, and what everybody would try first.

    Source: OWASP ASVS 5, 6.2: at least 8 (here 12) characters, no composition rules, common ones refused.
    """
    where = "password"
    if len(password) < SHORTEST_PASSWORD:
        return Problem(where, f"{len(password)} characters are too few", f"Give at least {SHORTEST_PASSWORD}")
    if len(password) > LONGEST_PASSWORD:
        return Problem(where, f"{len(password)} characters are too many", f"Give at most {LONGEST_PASSWORD}")
    left = password.casefold()
    for word in (*GUESSED_FIRST, login.casefold()):
        left = left.replace(word, "")
    if len(set(left)) < 5:
        return Problem(where, "it is among the first that anybody would try", "Give a few words of your own")
    return None


def signed_in(store: Store, token: str, *, now: datetime) -> tuple[Session, Account]:
    """Return the session of a token and whose it is; `WrongSignIn` if it has ended."""
    found = store.accounts.session(hash_of(token), at=now)
    if found is None or found[0].seen_at + SESSION_IDLE < now:
        raise WrongSignIn("This session has ended. Sign in again.")
    session, account = found
    if now - session.seen_at > SESSION_IDLE / 10:
        store.accounts.seen(session.token_hash, at=now)
    return session, account
