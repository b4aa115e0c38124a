"""Field encryption: one random key per person, wrapped by the root key.

The key file holds a ring: the newest root key wraps, older ones still open what they wrapped, so
that a key can be exchanged while everybody reads (``cases.rotation``). A process that meets a key
it cannot open reads the file again before it gives up.

A sealed value is ``version(1) | algorithm(1) | nonce(12) | ciphertext | tag(16)``. The additional
authenticated data names the table column and the row, so a value moved to another row or column
does not open. Destroying the wrapped key makes every value of that person unreadable.
"""

import hmac
import json
import os
import unicodedata
import uuid
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

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
ERASED = b"\0"
"""Stands where a key was destroyed. (An empty key is one that custodians hold.)"""


class Unreadable(Exception):
    """A sealed value does not open: wrong key, wrong row, or changed bytes."""


class Ring(NamedTuple):
    """The keys of the key file, newest first; ``seen`` is how the file looked when it was read."""

    roots: tuple[bytes, ...]
    houses: tuple[bytes, ...]
    indexing: bytes
    added: tuple[str, ...]
    """When each root key was added, ISO 8601; empty for the first one."""
    seen: tuple[int, int]


@lru_cache(maxsize=4)
def _keyfile(path: str) -> Ring:
    """Read the key file: 64 bytes (32 that wrap, 32 that index), or a ring once keys rotated."""
    file = Path(path)
    if not file.exists():
        _make(file)
    seen, content = _look(file), file.read_bytes()
    roots: tuple[bytes, ...]
    added: tuple[str, ...]
    if len(content) == 2 * KEY_BYTES:  # random: one of 256 such files begins like a ring
        roots, indexing, added = (content[:KEY_BYTES],), content[KEY_BYTES:], ("",)
        houses: tuple[bytes, ...] = (hmac.digest(roots[0], b"guihang house key", "sha256"),)
    elif content.startswith(b"{"):
        ring = json.loads(content)
        roots = tuple(bytes.fromhex(root["key"]) for root in ring["roots"])
        houses = tuple(map(bytes.fromhex, ring["houses"]))
        indexing, added = (
            bytes.fromhex(ring["index"]),
            tuple(root["added"] for root in ring["roots"]),
        )
    else:  # a cut file must not become a weak key
        raise ValueError(f"{file}: {len(content)} bytes, not {2 * KEY_BYTES}; restore the key file")
    return Ring(roots, houses, indexing, added, seen)


def _look(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def known(file: Path) -> Ring:
    """Return the keys of a file that is named, where no settings are."""
    return _keyfile(str(file))


def ring() -> Ring:
    """Return the keys as this process knows them."""
    return _keyfile(str(settings.GUIHANG_KEYFILE))


def renewed() -> bool:
    """Read the key file again if it changed; say whether it did."""
    file = Path(settings.GUIHANG_KEYFILE)
    if file.exists() and _look(file) == ring().seen:
        return False
    _keyfile.cache_clear()
    return True


def add_root(at: datetime) -> None:
    """Put a new root key and a new house key in front of the ring."""
    renewed()
    old = ring()
    _replace(old._replace(
        roots=(os.urandom(KEY_BYTES), *old.roots), added=(at.isoformat(), *old.added),
        houses=(os.urandom(KEY_BYTES), *old.houses),
    ))  # fmt: skip


def drop_old_roots() -> None:
    """Forget every root key but the newest. House keys stay: what they sealed is never rewritten.

    Only when nothing is left that an old one wrapped, in no backup either.
    """
    renewed()
    _replace(ring()._replace(roots=ring().roots[:1], added=ring().added[:1]))


def _replace(new: Ring) -> None:
    file = Path(settings.GUIHANG_KEYFILE)
    roots = [
        {"key": key.hex(), "added": added} for key, added in zip(new.roots, new.added, strict=True)
    ]
    content = {
        "roots": roots,
        "houses": [key.hex() for key in new.houses],
        "index": new.indexing.hex(),
    }
    draft = _draft(file, json.dumps(content, indent=1).encode())
    draft.rename(file)
    _keyfile.cache_clear()


def _draft(file: Path, content: bytes) -> Path:
    """Write the content of a key file beside it, on the disk, for its owner only."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(descriptor)
    return draft


def _make(file: Path) -> None:
    """Write a new key file. Linked whole: whoever starts beside us reads all of it or none."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(file, os.urandom(2 * KEY_BYTES))
    try:
        os.link(draft, file)
    except FileExistsError:  # another process was first: its key counts
        pass
    finally:
        draft.unlink()


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
        """Open a key that ``wrap`` made. Raises Unreadable under another root key.

        Where the key was destroyed there is nothing to read: ``Erased``.
        """
        raw = bytes(wrapped)
        if raw == ERASED:
            return Erased(bytes(KEY_BYTES))
        found = _unwrapped(raw) or (_unwrapped(raw) if renewed() else None)
        if found is None:
            raise Unreadable("key")
        return cls(found)

    def wrap(self) -> bytes:
        """Return this key (32 bytes) wrapped by the newest root key (40 bytes, RFC 3394)."""
        renewed()
        return aes_key_wrap(ring().roots[0], self._raw)

    def exported(self) -> bytes:
        """Return the key itself (32 bytes), to be sealed for custodians and for nobody else."""
        return self._raw

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


class Erased(PersonKey):
    """In the place of a destroyed key: everything sealed with it reads as nothing."""

    __slots__ = ()

    def seal(self, text: str, *, place: str) -> bytes:
        raise Unreadable(place)

    def open(self, blob: bytes | memoryview, *, place: str) -> str:
        return ""


class HouseKey(PersonKey):
    """The newest house key seals; older ones open what they sealed."""

    __slots__ = ()

    def open(self, blob: bytes | memoryview, *, place: str) -> str:
        while True:
            for raw in ring().houses:
                try:
                    return PersonKey(raw).open(blob, place=place)
                except Unreadable:
                    continue
            if not renewed():
                raise Unreadable(place)


def _unwrapped(wrapped: bytes) -> bytes | None:
    for root in ring().roots:
        if opened := unwrapped_by(root, wrapped):
            return opened
    return None


def unwrapped_by(root: bytes, wrapped: bytes) -> bytes | None:
    """Return the key that ``root`` wrapped, or None when another one did."""
    try:
        return aes_key_unwrap(root, wrapped)
    except InvalidUnwrap:
        return None


def rewrapped(wrapped: bytes) -> bytes | None:
    """Return a key wrapped anew by the newest root key, or None where that is not needed.

    Keys that no root key wrapped (custodians' or destroyed ones) are left alone.
    """
    newest, *older = ring().roots
    if not wrapped or unwrapped_by(newest, wrapped):
        return None
    for root in older:
        if raw := unwrapped_by(root, wrapped):
            return aes_key_wrap(newest, raw)
    return None


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
    renewed()
    return HouseKey(ring().houses[0])


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
    key = hmac.digest(ring().indexing, purpose.encode(), "sha256")
    return hmac.digest(key, normal(value).encode(), "sha256")[:16]


def place(table: str, column: str, row: uuid.UUID | int) -> str:
    """Name one cell of the database for the additional authenticated data."""
    return f"{table}.{column}:{row}"
