"""Accounts, sessions and one-time links; secrets are kept only as hashes, or encrypted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clearway.errors import Conflict, NotFound
from clearway.store.database import Database
from clearway.store.tables import accounts, instant, micros, one_time_links, sessions


@dataclass(frozen=True)
class Account:
    """Who may do what. `scope` narrows a role, such as to one shelter; "" is everywhere."""

    account_id: str
    login: str
    role: str
    scope: str
    password_hash: str
    totp: str
    totp_last_step: int
    failures: int
    locked_until: datetime
    disabled_at: datetime | None
    made_at: datetime
    version: int


@dataclass(frozen=True)
class Session:
    """A session that began and has not ended; `token_hash` is all that is kept of its token."""

    token_hash: str
    session_id: str
    account_id: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Return whether there is an account at all."""
        with self._database.read() as connection:
            return connection.execute(sa.select(accounts.c.account_id).limit(1)).first() is not None

    def make(self, *, account_id: str, login: str, role: str, scope: str, at: datetime) -> Account:
        """Make an account that has no password yet; `Conflict` if the login is taken."""
        row = {
            "account_id": account_id,
            "login": login,
            "role": role,
            "scope": scope,
            "password_hash": "",
            "totp": "",
            "totp_last_step": 0,
            "failures": 0,
            "locked_until_us": 0,
            "disabled_us": None,
            "made_us": micros(at),
            "version": 1,
        }
        try:
            with self._database.write() as connection:
                connection.execute(sa.insert(accounts).values(row))
        except (sa.exc.IntegrityError, sa.exc.ProgrammingError) as error:
            raise Conflict(f"The login {login!r} is taken.") from error
        return self.one(account_id)

    def one(self, account_id: str) -> Account:
        """Return an account by its id."""
        return self._one(accounts.c.account_id == account_id)

    def by_login(self, login: str) -> Account | None:
        """Return the account of a login, or None."""
        try:
            return self._one(accounts.c.login == login)
        except NotFound:
            return None

    def all(self, *, after: str = "", limit: int = 100) -> list[Account]:
        """Return accounts in the order of their logins."""
        asked = sa.select(accounts).where(accounts.c.login > after).order_by(accounts.c.login).limit(limit)
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(asked)]

    def _one(self, which: sa.ColumnElement[bool]) -> Account:
        with self._database.read() as connection:
            row = connection.execute(sa.select(accounts).where(which)).first()
        if row is None:
            raise NotFound("There is no such account.")
        return _account(row)

    def change(self, account: Account, **values: Any) -> Account:
        """Change an account, if nobody else did since it was read; else `Conflict`."""
        columns = {name: value for name, value in values.items() if name in accounts.c}
        for name, column in (("locked_until", "locked_until_us"), ("disabled_at", "disabled_us")):
            if name in values:
                columns[column] = None if values[name] is None else micros(values[name])
        same = (accounts.c.account_id == account.account_id) & (accounts.c.version == account.version)
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(accounts).where(same).values(version=account.version + 1, **columns)
            )
        if done.rowcount != 1:
            raise Conflict("Somebody else changed this account at the same time. Look again, then try again.")
        return self.one(account.account_id)

    # One-time links

    def keep_link(self, *, token_hash: str, account_id: str, ends_at: datetime) -> None:
        """Keep a one-time link of an account; the links it had before open nothing any more."""
        with self._database.write() as connection:
            connection.execute(sa.delete(one_time_links).where(one_time_links.c.account_id == account_id))
            row = {"token_hash": token_hash, "account_id": account_id, "ends_us": micros(ends_at)}
            connection.execute(sa.insert(one_time_links).values(row))

    def link_account(self, token_hash: str, *, at: datetime) -> Account | None:
        """Return whose link this is, if it may still be used."""
        row = one_time_links.c
        fresh = (row.token_hash == token_hash) & row.used_us.is_(None) & (row.ends_us > micros(at))
        with self._database.read() as connection:
            account_id = connection.execute(sa.select(row.account_id).where(fresh)).scalar()
        return None if account_id is None else self.one(account_id)

    def use_link(self, token_hash: str, *, at: datetime) -> bool:
        """Use a link up; False if somebody did before."""
        row = one_time_links.c
        fresh = (row.token_hash == token_hash) & row.used_us.is_(None) & (row.ends_us > micros(at))
        with self._database.write() as connection:
            used = connection.execute(sa.update(one_time_links).where(fresh).values(used_us=micros(at)))
        return used.rowcount == 1

    # Sessions

    def begin_session(
        self, *, token_hash: str, session_id: str, account_id: str, at: datetime, ends_at: datetime
    ) -> None:
        """Keep a session."""
        row = {
            "token_hash": token_hash,
            "session_id": session_id,
            "account_id": account_id,
            "made_us": micros(at),
            "seen_us": micros(at),
            "ends_us": micros(ends_at),
        }
        with self._database.write() as connection:
            connection.execute(sa.insert(sessions).values(row))

    def session(self, token_hash: str, *, at: datetime) -> tuple[Session, Account] | None:
        """Return a session in force and its account, in one look; None if there is none."""
        asked = (
            sa.select(sessions, accounts)
            .join(accounts, accounts.c.account_id == sessions.c.account_id)
            .where(
                sessions.c.token_hash == token_hash,
                sessions.c.revoked_us.is_(None),
                sessions.c.ends_us > micros(at),
                accounts.c.disabled_us.is_(None),
            )
        )
        with self._database.read() as connection:
            row = connection.execute(asked).first()
        if row is None:
            return None
        of_session, of_account = len(sessions.c), row[len(sessions.c) :]
        session = _session(row[:of_session])
        names = [column.name for column in accounts.c]
        return session, _account(_Named(dict(zip(names, of_account, strict=True))))

    def seen(self, token_hash: str, *, at: datetime) -> None:
        """Note that a session was used, so that an idle one can end."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(sessions).where(sessions.c.token_hash == token_hash).values(seen_us=micros(at))
            )

    def sessions_of(self, account_id: str, *, at: datetime) -> list[Session]:
        """Return an account's sessions in force, newest first."""
        row = sessions.c
        mine = (row.account_id == account_id) & row.revoked_us.is_(None) & (row.ends_us > micros(at))
        asked = sa.select(sessions).where(mine).order_by(row.made_us.desc())
        with self._database.read() as connection:
            return [_session(found) for found in connection.execute(asked)]

    def revoke(self, account_id: str, *, at: datetime, session_id: str | None = None) -> int:
        """End one session of an account, or all of them; return how many ended."""
        row = sessions.c
        mine = (row.account_id == account_id) & row.revoked_us.is_(None)
        if session_id is not None:
            mine &= row.session_id == session_id
        with self._database.write() as connection:
            return connection.execute(sa.update(sessions).where(mine).values(revoked_us=micros(at))).rowcount


class _Named:
    """A row's values by name."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


def _session(row: Any) -> Session:
    token_hash, session_id, account_id, made_us, seen_us, ends_us, _ = row
    return Session(token_hash, session_id, account_id, instant(made_us), instant(seen_us), instant(ends_us))


def _account(row: Any) -> Account:
    return Account(
        row.account_id,
        row.login,
        row.role,
        row.scope,
        row.password_hash,
        row.totp,
        row.totp_last_step,
        row.failures,
        instant(row.locked_until_us),
        None if row.disabled_us is None else instant(row.disabled_us),
        instant(row.made_us),
        row.version,
    )
