"""The Ed25519 key that signs the log, and the public keys that are trusted.

The key lies in the keys folder, outside the database and outside its backups: whoever holds the
database alone cannot sign. The public keys lie beside it, one a line; a line is never taken out,
or old batches would not be checked. A copy of them belongs with the auditor.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from guihang.core.audit.problem import LogProblem
from guihang.engines.words import Words


class Signer:
    """The signing key, made on first use and readable by its owner only."""

    def __init__(self) -> None:
        file = Path(settings.GUIHANG_AUDIT_KEY)
        if not file.exists():
            _make(file)
        raw = file.read_bytes()
        if len(raw) != 32:  # a cut file must not become a weak key
            raise LogProblem(Words(
                f"{file} 已损坏({len(raw)} 字节)，请恢复签名密钥文件。",
                f"{file} is damaged ({len(raw)} bytes); restore the file of the signing key."))  # fmt: skip
        self._key = Ed25519PrivateKey.from_private_bytes(raw)
        self.public = self._key.public_key().public_bytes_raw()
        if self.public not in trusted():
            with _public(file).open("a", encoding="ascii") as out:
                out.write(self.public.hex() + "\n")

    def sign(self, head: bytes) -> bytes:
        """Return the signature (64 bytes) of a head."""
        return self._key.sign(head)


def trusted() -> frozenset[bytes]:
    """Return the public keys by which a signature counts."""
    file = _public(Path(settings.GUIHANG_AUDIT_KEY))
    lines = file.read_text(encoding="ascii").split() if file.exists() else []
    return frozenset(bytes.fromhex(line) for line in lines)


def signed(head: bytes, signature: bytes, public: bytes) -> bool:
    """Say whether ``public`` signed ``head``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, head)
    except (InvalidSignature, ValueError):
        return False
    return True


def _public(file: Path) -> Path:
    return file.with_suffix(".pub")


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "wb") as out:
        out.write(Ed25519PrivateKey.generate().private_bytes_raw())
        out.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, file)
    except FileExistsError:  # another process was first: its key counts
        pass
    finally:
        draft.unlink()
