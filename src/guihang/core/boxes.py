"""A key that two of three people open together, and none of them alone (ADR 0011).

A box is sealed for one X25519 public key: an ephemeral key pair, HKDF-SHA256, AES-256-GCM. For
each pair of three people the key lies in a box inside a box; either order of losing one person
leaves a pair that works. No secret sharing is needed for two of three.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PEOPLE = 3
"""How many hold keys; two of them open."""

_NONCE = bytes(12)  # each box has a key of its own, used once


class NotTwo(Exception):
    """The keys at hand are not those of two different people for whom the box was made."""


def name_of(public: bytes) -> str:
    """Return the short name under which a public key stands in the boxes."""
    return hashlib.sha256(bytes(public)).hexdigest()[:16]


def public_of(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def boxed(secret: bytes, publics: Sequence[bytes]) -> bytes:
    """Return ``secret`` so that any two of three holders of private keys open it."""
    if len({bytes(one) for one in publics}) != PEOPLE:
        raise ValueError(f"{PEOPLE} different public keys are needed")
    pairs = [
        {
            "outer": name_of(one), "inner": name_of(two),
            "box": base64.b64encode(_seal(one, _seal(two, secret))).decode(),
        }
        for one, two in combinations(map(bytes, publics), 2)
    ]  # fmt: skip
    return json.dumps(pairs).encode()


def unboxed(boxes: bytes, privates: Sequence[X25519PrivateKey]) -> bytes:
    """Return the secret with the private keys of two people. Raises NotTwo."""
    keys: Mapping[str, X25519PrivateKey] = {name_of(public_of(one)): one for one in privates}
    for pair in json.loads(bytes(boxes)):
        if pair["outer"] in keys and pair["inner"] in keys:
            return _open(
                keys[pair["inner"]], _open(keys[pair["outer"]], base64.b64decode(pair["box"]))
            )
    raise NotTwo


def _key(shared: bytes, ephemeral: bytes, public: bytes) -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, ephemeral + public, b"guihang box 1").derive(shared)
    return AESGCM(derived)


def _seal(public: bytes, data: bytes) -> bytes:
    mine = X25519PrivateKey.generate()
    ephemeral = public_of(mine)
    shared = mine.exchange(X25519PublicKey.from_public_bytes(public))
    return ephemeral + _key(shared, ephemeral, public).encrypt(_NONCE, data, None)


def _open(private: X25519PrivateKey, box: bytes) -> bytes:
    ephemeral, body = box[:32], box[32:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    try:
        return _key(shared, ephemeral, public_of(private)).decrypt(_NONCE, body, None)
    except InvalidTag as error:
        raise NotTwo from error
