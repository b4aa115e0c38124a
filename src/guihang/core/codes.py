"""Codes on paper and the secrets of browsers: made, read as typed, kept as a digest."""

import secrets
from hashlib import sha256
from uuid import UUID

from guihang.core import crypto

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it can be read as another letter."""

CODE_LETTERS = 16
"""16 letters of 5 bits: 80 bits, more than can be tried."""

MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def digest(secret: str) -> bytes:
    """Return what the database keeps of a secret."""
    return sha256(secret.encode()).digest()


def new_secret() -> str:
    """Return a secret for a cookie, 256 bits."""
    return secrets.token_urlsafe(32)


def code_of(purpose: str, key: UUID) -> str:
    """Return the code that belongs to a row, made from its id and a key outside the database."""
    return letters(int.from_bytes(crypto.index(purpose, str(key))), CODE_LETTERS)


def letters(number: int, count: int) -> str:
    """Return the lowest bits of a number as ``count`` letters."""
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(count))


def read_code(typed: str) -> str:
    """Return a code as it was printed, from what somebody typed."""
    return crypto.normal(typed).replace("-", "").translate(MISREAD)[:64]


def spaced(code: str) -> str:
    """Return a code in groups of four, as it is printed."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
