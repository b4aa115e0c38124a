"""Files of a backup: compressed and encrypted as they are written, proven as they are read.

::

    "GHB1" | key id (4) | salt (16) | chunks | SHA-256 of everything before (32)

Each chunk is at most 1 MiB of the compressed content under AES-256-GCM; its nonce is a counter and
a mark on the last one, so chunks cannot be swapped, left out or cut off. The sum at the end lets
somebody without the key, who keeps a second copy, find damage; it does not find a forger.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from guihang.core.postgres.problem import ServerProblem
from guihang.engines.words import Words

MAGIC = b"GHB1"
KEY_BYTES, ID_BYTES, SALT_BYTES, SUM_BYTES, TAG_BYTES = 32, 4, 16, 32, 16
HEAD_BYTES = len(MAGIC) + ID_BYTES + SALT_BYTES
CHUNK_BYTES = 1024 * 1024


class Keys:
    """The keys of the backups, newest first: the first one seals, each of them opens."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def newest(self) -> bytes:
        """Return the key that seals; made on first use, readable by its owner only."""
        if not self.file.exists():
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            put(self.file, os.urandom(KEY_BYTES), mode=0o400)
        return self._all()[0]

    def named(self, mark: bytes) -> bytes:
        """Return the key with an id. Raises ServerProblem when it is not in the file."""
        for key in self._all() if self.file.exists() else ():
            if key_id(key) == mark:
                return key
        raise ServerProblem(
            Words(
                f"备份用另一把密钥加密，{self.file} 中没有它。请放回当时的密钥文件。",
                f"The backup was encrypted with a key that is not in {self.file}. "
                "Put the key file of that time back.",
            )
        )

    def _all(self) -> list[bytes]:
        content = self.file.read_bytes()
        if not content or len(content) % KEY_BYTES:  # a cut file must not become a weak key
            raise ServerProblem(
                Words(
                    f"备份密钥文件 {self.file} 不完整，请放回完整的一份。",
                    f"The key file of the backups, {self.file}, is not whole; put it back.",
                )
            )
        return [content[at : at + KEY_BYTES] for at in range(0, len(content), KEY_BYTES)]


def key_id(key: bytes) -> bytes:
    return sha256(b"guihang backup key id" + key).digest()[:ID_BYTES]


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"guihang backup file").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def write(path: Path, content: Iterable[bytes], keys: Keys, *, mode: int = 0o640) -> None:
    """Write a new file whole, on the disk, or not at all. Raises FileExistsError."""
    put_all(path, _sealed(content, keys.newest()), mode=mode)


def _sealed(content: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    salt, total = os.urandom(SALT_BYTES), sha256()
    head = MAGIC + key_id(key) + salt
    cipher, waiting, number = _cipher(key, salt), bytearray(), 0
    total.update(head)
    yield head

    def chunk(size: int, last: bool) -> bytes:
        made = cipher.encrypt(_nonce(number, last), bytes(waiting[:size]), head)
        del waiting[:size]
        total.update(made)
        return made

    for piece in _compressed(content):
        waiting += piece
        while len(waiting) > CHUNK_BYTES:
            yield chunk(CHUNK_BYTES, False)
            number += 1
    yield chunk(len(waiting), True)
    yield total.digest()


def _compressed(content: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(1)
    for piece in content:
        yield packer.compress(piece)
    yield packer.flush()


def read(path: Path, keys: Keys) -> Iterator[bytes]:
    """Give the content of a file piece by piece. Raises ServerProblem where it is damaged."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        left = path.stat().st_size - HEAD_BYTES - SUM_BYTES
        if not head.startswith(MAGIC) or left < TAG_BYTES:
            raise damaged(path)
        mark, salt = head[len(MAGIC) :][:ID_BYTES], head[-SALT_BYTES:]
        cipher, unpacker, number = _cipher(keys.named(mark), salt), zlib.decompressobj(), 0
        try:
            while left:
                chunk = file.read(min(left, CHUNK_BYTES + TAG_BYTES))
                left -= len(chunk)
                piece = cipher.decrypt(_nonce(number, not left), chunk, head)
                yield unpacker.decompress(piece)
                number += 1
        except (InvalidTag, zlib.error):
            raise damaged(path) from None
        yield unpacker.flush()


def sum_of(path: Path) -> bytes:
    """Return the sum that a file carries, without checking it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - SUM_BYTES))
        return file.read()


def check(path: Path) -> None:
    """Raise ServerProblem unless the file is as it was written. Needs no key."""
    total, left = sha256(), path.stat().st_size - SUM_BYTES
    with path.open("rb") as file:
        if left < HEAD_BYTES or file.read(len(MAGIC)) != MAGIC:
            raise damaged(path)
        file.seek(0)
        while left and (piece := file.read(min(left, CHUNK_BYTES))):
            total.update(piece)
            left -= len(piece)
        if file.read() != total.digest():
            raise damaged(path)


def put(path: Path, content: bytes, *, mode: int) -> None:
    """Write a small new file whole, on the disk, or not at all. Raises FileExistsError."""
    put_all(path, [content], mode=mode)


def put_all(path: Path, content: Iterable[bytes], *, mode: int) -> None:
    """Write a new file from pieces; what is there already is never overwritten."""
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with open(os.open(draft, flags, 0o600), "wb") as file:
            for piece in content:
                file.write(piece)
            file.flush()
            belongs(file.fileno(), path.parent)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, it refuses where there is something
    finally:
        draft.unlink(missing_ok=True)
    keep(path.parent)


def belongs(made: int | Path, folder: Path) -> None:
    """Have what root makes belong to whoever the folder belongs to."""
    if os.geteuid() == 0:
        status = folder.stat()
        os.chown(made, status.st_uid, status.st_gid)


def keep(path: Path) -> None:
    """Have a file or a folder's entries on the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def damaged(path: Path) -> ServerProblem:
    """The refusal of a file that is not as it was written."""
    return ServerProblem(Words(f"文件已损坏：{path}", f"The file is damaged: {path}"))
