"""Field encryption: one random key per person, wrapped by the root key.

A sealed value is ``version(1) | algorithm(1) | nonce(12) | ciphertext | tag(16)``. The additional
authenticated data names the table column and the row, so a value moved to another row or column
does not open. Destroying the wrapped key makes every value of that person unreadable.
"""

import hmac
import os
import unicodedata
import uuid
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)
from django.conf import settings

VERSION = 1
AES_256_GCM, SM4_GCM = 1, 2
ALGORITHMS = {"aes256gcm": AES_256_GCM, "sm4gcm": SM4_GCM}
KEY_BYTES = 32


class Unreadable(Exception):
    """A sealed value does not open: wrong key, wrong row, or changed bytes."""


@lru_cache(maxsize=4)
def _keyfile(path: str) -> bytes:
    """Return the 64 bytes of the key file: 32 that wrap keys, 32 that index exact values."""
    file = Path(path)
    if not file.exists():
        _make(file)
    keys = file.read_bytes()
    if len(keys) != 2 * KEY_BYTES:  # a cut file must not become a weak key
        raise ValueError(f"{file}: {len(keys)} bytes, not {2 * KEY_BYTES}; restore the key file")
    return keys


def _make(file: Path) -> None:
    """Write a new key file. Linked whole: whoever starts beside us reads all of it or none."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "wb") as out:
        out.write(os.urandom(2 * KEY_BYTES))
        out.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, file)
    except FileExistsError:  # another process was first: its key counts
        pass
    finally:
        draft.unlink()


def _secret(part: int) -> bytes:
    return _keyfile(str(settings.GUIHANG_KEYFILE))[part * KEY_BYTES : (part + 1) * KEY_BYTES]


class PersonKey:
    """The key of one person, opened."""

    __slots__ = ("_aes", "_raw")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._aes = AESGCM(raw)

    @classmethod
    def new(cls) -> "PersonKey":
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def unwrap(cls, wrapped: bytes) -> "PersonKey":
        """Open a key that ``wrap`` made. Raises Unreadable under another root key."""
        try:
            return cls(aes_key_unwrap(_secret(0), bytes(wrapped)))
        except InvalidUnwrap as error:
            raise Unreadable("key") from error

    def wrap(self) -> bytes:
        """Return this key (32 bytes) wrapped by the root key (40 bytes, RFC 3394)."""
        return aes_key_wrap(_secret(0), self._raw)

    def seal(self, text: str, *, place: str) -> bytes:
        """Encrypt ``text`` for one ``place`` (``table.column:row``)."""
        algorithm = ALGORITHMS[settings.GUIHANG_CIPHER]
        nonce, data, bound = os.urandom(12), text.encode(), place.encode()
        if algorithm == AES_256_GCM:
            sealed = self._aes.encrypt(nonce, data, bound)
        else:
            sealed = _sm4_seal(self._raw[:16], nonce, data, bound)
        return bytes((VERSION, algorithm)) + nonce + sealed

    def open(self, blob: bytes | memoryview, *, place: str) -> str:
        """Decrypt what ``seal`` made for the same place. Raises Unreadable."""
        raw, bound = bytes(blob), place.encode()
        head, nonce, body = raw[:2], raw[2:14], raw[14:]
        try:
            version, algorithm = head
            if version != VERSION or algorithm not in (AES_256_GCM, SM4_GCM):
                raise Unreadable(place)
            if algorithm == AES_256_GCM:
                return self._aes.decrypt(nonce, body, bound).decode()
            return _sm4_open(self._raw[:16], nonce, body, bound).decode()
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(place) from error


def _sm4_seal(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag


def _sm4_open(key: bytes, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, body[-16:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(body[:-16]) + decryptor.finalize()


def house_key() -> PersonKey:
    """Return the key for what belongs to no person: entries about units, drafts, imports."""
    return PersonKey(hmac.digest(_secret(0), b"guihang house key", "sha256"))


DOTS = dict.fromkeys(map(ord, "·•‧∙⋅・."))
"""The dot inside a name such as 乌云·其其格 is typed in many ways, or left out."""


def normal(text: str) -> str:
    """Return a value without what differs between two ways to type it: width, blanks, dots."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(DOTS).upper()


def index(purpose: str, value: str) -> bytes:
    """Return the 16-byte keyed hash by which an exact value is found.

    Each purpose has a key of its own; ID numbers have little entropy, so whoever holds this key
    can enumerate them: it lives in the key file, apart from the database.
    """
    key = hmac.digest(_secret(1), purpose.encode(), "sha256")
    return hmac.digest(key, normal(value).encode(), "sha256")[:16]


def place(table: str, column: str, row: uuid.UUID | int) -> str:
    """Name one cell of the database for the additional authenticated data."""
    return f"{table}.{column}:{row}"
