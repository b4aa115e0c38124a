"""The signed list of people whose key was destroyed, replayed after every restore.

A backup from before an erasure still holds the wrapped key. The list lies with the backups, not in
the database, so that going back in time does not undo it. Each line names the one before it and is
signed; whoever has the public key alone can check it. Nothing here needs Django.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guihang.engines.words import Words


class ListChanged(Exception):
    """A line of the list is not as it was signed."""

    def __init__(self, path: Path) -> None:
        self.words = Words(
            f"删除名录 {path} 被改动过，请用第二份副本中的名录替换。",
            f"The list of erasures {path} was changed; put the one of the second copy in its place.",
        )
        super().__init__(self.words.en)


@dataclass(frozen=True)
class Line:
    """One person whose key was destroyed, and the entry that did it."""

    person: UUID
    entry: UUID
    at: str


def signer(secret: bytes) -> Ed25519PrivateKey:
    """The key that signs; made from the part of the key file that never rotates."""
    return Ed25519PrivateKey.from_private_bytes(
        hmac.digest(secret, b"guihang erasure list", "sha256")
    )


def read(path: Path, secret: bytes) -> list[Line]:
    """Return every line, oldest first. Raises ListChanged."""
    public, before, lines = signer(secret).public_key(), "", []
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(text)
            signature = bytes.fromhex(row.pop("signature"))
            if row["before"] != before:
                raise ListChanged(path)
            public.verify(signature, _signed(row))
            lines.append(Line(UUID(row["person"]), UUID(row["entry"]), row["at"]))
        except (ValueError, KeyError, AttributeError, InvalidSignature):
            raise ListChanged(path) from None
        before = sha256(text.encode()).hexdigest()
    return lines


def add(path: Path, secret: bytes, lines: Iterable[Line]) -> int:
    """Add what the list does not hold yet, on the disk when this returns; say how many."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640), "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = {line.person for line in read(path, secret)}
        file.seek(0)
        texts = file.read().splitlines()
        before = sha256(texts[-1]).hexdigest() if texts else ""
        new = [line for line in lines if line.person not in known]
        for line in new:
            row = {
                "person": str(line.person), "entry": str(line.entry), "at": line.at,
                "before": before,
            }  # fmt: skip
            row["signature"] = signer(secret).sign(_signed(row)).hex()
            text = json.dumps(row).encode()
            file.write(text + b"\n")
            before = sha256(text).hexdigest()
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def _signed(row: dict[str, str]) -> bytes:
    return json.dumps(row, sort_keys=True).encode()


ERASE = """
UPDATE cases_person SET key = '\\x00', identity = 'unknown', born_on = NULL, name_sealed = NULL,
       id_number_sealed = NULL, phone_sealed = NULL, address_sealed = NULL, name_index = NULL,
       id_number_index = NULL, phone_index = NULL
 WHERE id = ANY(%s)
"""
FORGET_COPIES = "UPDATE cases_grant SET key = NULL WHERE person_id = ANY(%s) AND key IS NOT NULL"


def replay(connection: psycopg.Connection, lines: Iterable[Line]) -> int:
    """Destroy the keys of everybody on the list, as the superuser of a restored database."""
    people = [line.person for line in lines]
    known = connection.execute("SELECT to_regclass('cases_person')").fetchone()
    if not people or known == (None,):
        return 0
    done = connection.execute(ERASE, [people]).rowcount
    if connection.execute("SELECT to_regclass('cases_grant')").fetchone() != (None,):
        connection.execute(FORGET_COPIES, [people])
    return done
