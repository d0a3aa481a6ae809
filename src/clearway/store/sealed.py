"""Small secrets in the database, sealed under the master key, which is never in the database.

Losing the master key loses what is sealed under it: `clearway serve` says so when it makes one.
"""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clearway.errors import InputError, Problem

KEY_BYTES = 32


def make_master_key(path: Path) -> None:
    """Write a new master key that only its owner can read; never over one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_master_key(path: Path) -> bytes:
    """Return the master key, or say what to do without it."""
    try:
        key = b64decode(path.read_bytes(), validate=False)
    except FileNotFoundError:
        key = b""
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), f"the key file cannot be read ({error})", _REMEDY)]) from error
    if len(key) != KEY_BYTES:
        raise InputError([Problem(str(path), "the master key is not there, or not a key", _REMEDY)])
    return key


_REMEDY = (
    "Put the copy of the key file back. Without it people's files and second factors cannot be read; "
    "the journal, its counts and the plans can"
)


class Sealer:
    """Seals and opens for one purpose; what is sealed for one cannot be opened as another."""

    def __init__(self, master_key: bytes, purpose: str) -> None:
        derived = HKDF(SHA256(), KEY_BYTES, None, f"clearway {purpose}".encode()).derive(master_key)
        self._cipher = AESGCM(derived)

    def seal(self, secret: bytes, *, about: str) -> str:
        """Return the secret sealed; `about` (such as an account's id) must be the same to open it."""
        nonce = secrets.token_bytes(12)
        return b64encode(nonce + self._cipher.encrypt(nonce, secret, about.encode())).decode()

    def open(self, sealed: str, *, about: str) -> bytes:
        """Return what was sealed; `InputError` if the key or `about` is another, or it was changed."""
        raw = b64decode(sealed)
        try:
            return self._cipher.decrypt(raw[:12], raw[12:], about.encode())
        except InvalidTag:
            what = "something sealed cannot be opened with this master key"
            raise InputError([Problem("master key", what, _REMEDY)]) from None
