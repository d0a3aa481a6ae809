"""People to play: accounts with both factors, signed in through the same functions as everybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pyotp

from clearway.operations import accounts
from clearway.operations.roles import Role
from clearway.store import Store
from clearway.store.sealed import Sealer

PASSWORD = "a rehearsal is no emergency"


def sign_in_staff(store: Store, sealer: Sealer, how_many: int, now: datetime) -> list[str]:
    """Return the tokens of so many dispatchers, each with an account of their own."""
    with ThreadPoolExecutor(4) as several:
        return list(several.map(lambda _: _sign_in_one(store, sealer, now), range(how_many)))


def _sign_in_one(store: Store, sealer: Sealer, now: datetime) -> str:
    login = f"drill {uuid4().hex[:12]}"
    _, link = accounts.invite(store, login=login, role=Role.DUTY_OFFICER, scope="", now=now)
    second = accounts.set_password(store, sealer, link, PASSWORD, now=now)
    code = pyotp.TOTP(second.secret).at(now)
    return accounts.confirm(store, sealer, link, code, now=now).token
