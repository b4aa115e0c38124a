"""Identifiers that sort by time and can be made by any device."""

import hashlib
import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    return uuid.UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | (0x7 << 76) | (0x2 << 62))


def derived(*parts: str) -> uuid.UUID:
    """Return the UUIDv8 (RFC 9562 §5.8) that belongs to ``parts``.

    The same spreadsheet row gives the same id, so importing a file twice stores it once.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()[:16]
    value = int.from_bytes(digest)
    return uuid.UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | (0x8 << 76) | (0x2 << 62))
