"""Merkle trees as RFC 6962 §2.1 defines them: SHA-256, leaves and nodes in domains of their own.

All hashes are 32 bytes. A path names the siblings from the leaf up; with it whoever holds a root
can check that a leaf is in the tree without seeing any other.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf(data: bytes) -> bytes:
    """Return the hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over hashes of leaves."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the siblings of leaf ``index``, lowest first. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    found, level = [], list(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):  # the last one of an odd level goes up as it is
            found.append(level[beside])
        index, level = index // 2, _above(level)
    return found


def holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether ``path`` proves that ``leaf`` stands at ``index`` of ``size`` under ``root``."""
    if not 0 <= index < size:
        return False
    found, rest = leaf, list(path)
    last = size - 1
    while last:
        if index % 2 or index < last:
            if not rest:
                return False
            beside = rest.pop(0)
            found = node(beside, found) if index % 2 else node(found, beside)
        index, last = index // 2, last // 2
    return not rest and found == root


def _above(level: list[bytes]) -> list[bytes]:
    """Return the level over this one."""
    pairs = [node(*level[place : place + 2]) for place in range(0, len(level) - 1, 2)]
    return pairs + level[len(level) - len(level) % 2 :]
