"""One seal: what its head covers, and its line for the witness."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from guihang.core.audit import leaves
from guihang.core.audit.keys import Signer
from guihang.core.audit.witness import Line
from guihang.core.models import LogSeal
from guihang.engines import merkle

FORMAT = "guihang-log-1"
FIRST = bytes(32)
"""What stands for the head before the first one."""


def newest(using: str = "default") -> LogSeal | None:
    return LogSeal.objects.using(using).defer("leaves").order_by("-epoch", "-number").first()


def made(
    signer: Signer, last: LogSeal | None, epoch: int, number: int, begins: int, ends: int,
    rows: Sequence[leaves.Row], at: datetime, note: str = "",
) -> LogSeal:  # fmt: skip
    """Return the signed seal over ``rows``, chained to the last one; not saved yet."""
    hashes = [row.leaf for row in rows]
    found = LogSeal(
        epoch=epoch, number=number, layout=leaves.NEWEST, begins=begins, ends=ends,
        rows=len(rows), sealed_at=at, note=note, root=merkle.root(hashes),
        previous=bytes(last.head) if last else FIRST, key=signer.public, leaves=b"".join(hashes),
    )  # fmt: skip
    found.head = head(found)
    found.signature = signer.sign(found.head)
    return found


def head(seal: LogSeal) -> bytes:
    """Return what is signed: everything a seal says, and through the head before it all others."""
    return head_of(told(seal))


def told(seal: LogSeal) -> dict[str, object]:
    """Return what the head of a seal covers, as JSON holds it."""
    return {
        "epoch": seal.epoch, "number": seal.number, "layout": seal.layout, "begins": seal.begins,
        "ends": seal.ends, "rows": seal.rows, "sealed_at": moment(seal.sealed_at),
        "note": seal.note, "root": bytes(seal.root).hex(), "previous": bytes(seal.previous).hex(),
    }  # fmt: skip


def head_of(told: dict[str, object]) -> bytes:
    """Return the head of a seal given as JSON holds it."""
    text = json.dumps([FORMAT, *sorted(told.items())], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).digest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def line(seal: LogSeal) -> Line:
    """Return the line by which the witness knows a seal."""
    return Line(
        seal.epoch, seal.number, seal.rows, moment(seal.sealed_at), bytes(seal.head).hex(),
        bytes(seal.signature).hex(),
    )  # fmt: skip
