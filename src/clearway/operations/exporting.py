"""Many files at once take two people: one asks and gets the sealed file, another agrees and gets its key.

Neither has both, so neither can take the register home alone. Restricted files are never in an export.
"""

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from clearway.errors import InputError, NotAllowed, NotFound, Problem
from clearway.operations.roles import Deed, allow
from clearway.people import Household, Restricted
from clearway.store.accounts import Account
from clearway.store.exports import Export, Exports
from clearway.store.sealed import KEY_BYTES, Sealer
from clearway.store.vault import Vault

LASTS = timedelta(hours=24)
PURPOSE = "export"


@dataclass(frozen=True)
class Made:
    """What the second person is shown, once."""

    key: str
    files: int
    left_out: int


def ask_export(
    exports: Exports, vault: Vault, *, who: Account, reason: str, now: datetime, export_id: str | None = None
) -> Export:
    """Ask for an export of every file; nothing is read until another person agrees."""
    allow(who.role, Deed.EXPORT)
    export_id = export_id or str(uuid4())
    sealed = vault.seal_words(reason, about=export_id)
    return exports.ask(export_id, who=who.account_id, reason=sealed, at=now)


def waiting_exports(exports: Exports, vault: Vault, *, who: Account, now: datetime) -> list[Export]:
    """Return the exports that wait for a second person, with their reasons in words."""
    allow(who.role, Deed.EXPORT)
    exports.remove_before(now - LASTS)
    return [
        replace(export, reason=vault.open_words(export.reason, about=export.export_id))
        for export in exports.waiting()
    ]


def agree_export(exports: Exports, vault: Vault, export_id: str, *, who: Account, now: datetime) -> Made:
    """Make an export that somebody else asked for; every file in it is written down as opened."""
    allow(who.role, Deed.EXPORT)
    asked = _fresh(exports, export_id, now)
    if asked.asked_by == who.account_id:
        raise NotAllowed("Whoever asked for an export cannot agree to it; that is for another duty officer.")
    files, left_out = [], 0
    for household_id in vault.ids():
        file = _opened(vault, household_id, who, asked, now)
        if file is None or file.restricted != Restricted.NO:
            left_out += 1
        else:
            files.append(json.dumps(asdict(file), ensure_ascii=False))
    key = secrets.token_bytes(KEY_BYTES)
    sealed = Sealer(key, PURPOSE).seal("\n".join(files).encode(), about=export_id)
    exports.made(export_id, by=who.account_id, sealed=sealed)
    return Made(b64encode(key).decode(), len(files), left_out)


def _opened(vault: Vault, household_id: str, who: Account, asked: Export, now: datetime) -> Household | None:
    """Open one file for an export; None if it was forgotten meanwhile."""
    reason = f"export {asked.export_id} for {asked.asked_by}"
    try:
        return vault.open(household_id, who=who.account_id, reason=reason, at=now)
    except NotFound:
        return None


def fetch_export(exports: Exports, export_id: str, *, who: Account, now: datetime) -> str:
    """Return the sealed file to whoever asked for it; it opens with the key of whoever agreed."""
    allow(who.role, Deed.EXPORT)
    asked = _fresh(exports, export_id, now)
    if asked.asked_by != who.account_id:
        raise NotAllowed("Only whoever asked for an export fetches it.")
    if not asked.sealed:
        raise NotFound("Nobody agreed to this export yet.")
    return asked.sealed


def _fresh(exports: Exports, export_id: str, now: datetime) -> Export:
    exports.remove_before(now - LASTS)
    return exports.one(export_id)


def open_export(sealed: str, key: str, export_id: str) -> list[dict[str, object]]:
    """Return the files of an export, opened with its key."""
    try:
        raw = b64decode(key, validate=True)
        opened = Sealer(raw, PURPOSE).open(sealed, about=export_id).decode()
    except (InputError, ValueError) as error:
        remedy = "Give the export's id and the key that was shown to whoever agreed to it"
        raise InputError([Problem("export", "this key does not open this export", remedy)]) from error
    return [json.loads(line) for line in opened.splitlines() if line]
