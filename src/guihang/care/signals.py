"""Raw signals of VR sessions: encrypted files beside the database, known there by their digest.

They are encrypted with the person's key: whoever erases the person erases them too.
"""

import os
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from guihang.care.models.vr import Signal, VrSession

LARGEST = 20 * 1024 * 1024
"""Bytes of a file: half an hour of heart rate and skin conductance is well below."""


def folder() -> Path:
    return Path(settings.VAR) / "signals"


def _path(digest: str) -> Path:
    return folder() / digest[:2] / digest


def _place(session: VrSession) -> str:
    return f"care_signal.file:{session.pk}"


def keep(session: VrSession, raw: bytes) -> str:
    """Write the signal of a session, encrypted; return the digest of what was written."""
    sealed = session.cipher.seal(b64encode(raw).decode(), place=_place(session))
    digest = sha256(sealed).hexdigest()
    path = _path(digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return digest


def forget(digest: str) -> None:
    """Drop a file whose row was refused."""
    _path(digest).unlink(missing_ok=True)


def read(signal: Signal) -> bytes:
    """Return the signal as it was taken. Raises FileNotFoundError where it is gone or was changed."""
    sealed = _path(signal.digest).read_bytes()
    if sha256(sealed).hexdigest() != signal.digest:
        raise FileNotFoundError(signal.digest)
    return b64decode(signal.cipher.open(sealed, place=_place(signal.session)))
