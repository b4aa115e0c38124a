"""Seals what the log has gained: no lock on writers, and no row left out.

A row belongs to its transaction. Below ``pg_snapshot_xmin`` every transaction has ended, so what is
there now is all there will ever be; a sealer that went by the highest id would pass over the rows
of transactions that began earlier and end later.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Q

from guihang.core import scope
from guihang.core.audit import keys, leaves, seals, witness
from guihang.core.audit.problem import LogProblem
from guihang.core.models import LogSeal
from guihang.engines.words import Words

LOCK = 0x6775_6968_616E_67  # "guihang"
ROWS = 20_000
"""Rows of one table after which a batch ends at the next transaction."""

RESTORED = Words(
    "日志的见证文件比数据库新：数据库可能恢复过，也可能被截去一段。查明后运行 "
    "guihang audit seal --after-restore “原因”。",
    "The witness of the log is newer than the database: it was restored, or its end was cut off. "
    "Find out which, then run guihang audit seal --after-restore REASON.",
)
NO_WITNESS = Words(
    "找不到日志的见证文件({file})。请放回原文件；确已丢失时运行 "
    "guihang audit seal --after-restore “原因”。",
    "The witness of the log is not there ({file}). Put it back; if it is lost, run "
    "guihang audit seal --after-restore REASON.",
)


def seal(*, now: Callable[[], datetime]) -> list[LogSeal]:
    """Seal everything that can be sealed and return the new batches. Raises LogProblem.

    Another sealer at work is left to it: then nothing is returned.
    """
    signer, made = keys.Signer(), []
    _follow()  # what a sealer that was killed did not tell the witness
    while (batch := _one(signer, now())) is not None:
        _follow()
        made.append(batch)
    return made


def _one(signer: keys.Signer, at: datetime) -> LogSeal | None:
    with scope.opened((), audit=True):
        if not _locked("default"):
            return None
        last = seals.newest()
        _agree(last)
        epoch = last.epoch if last else 1
        begins = last.ends if last and last.number else 0
        ends = _end(epoch, begins)
        rows = leaves.rows("default", leaves.NEWEST, epoch, begins, ends)
        if not rows:
            return None
        made = seals.made(signer, last, epoch, (last.number if last else 0) + 1, begins, ends,
                          rows, at)  # fmt: skip
        made.save(force_insert=True)
        return made


def _locked(using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


_WATERMARK = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_FUTURE = """
SELECT EXISTS (SELECT FROM {table} WHERE epoch = %s
                AND xid >= pg_snapshot_xmax(pg_current_snapshot()))
"""
_NTH = """
SELECT xid::text::bigint FROM {table} WHERE epoch = %s AND xid >= %s::text::xid8
 ORDER BY xid OFFSET %s LIMIT 1
"""


def _end(epoch: int, begins: int) -> int:
    """Return where the batch ends: the watermark, or earlier when there are very many rows."""
    ends = watermark = _asked(_WATERMARK)
    first = watermark
    for table in leaves.LAYOUTS[leaves.NEWEST]:
        if _asked(_FUTURE.format(table=table), epoch):  # a server wrote it that had counted further
            raise LogProblem(RESTORED)
        nth = _NTH.format(table=table)
        first = min(first, _asked(nth, epoch, str(begins), 0) or first)
        ends = min(ends, _asked(nth, epoch, str(begins), ROWS) or ends)
    # One transaction that wrote more than a batch stays whole.
    return first + 1 if ends <= first < watermark else ends


def _asked(sql: str, *values: object) -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _agree(last: LogSeal | None) -> None:
    """Refuse to go on where the witness knows more than the database. Raises LogProblem."""
    known = witness.last()
    if known is None and last is not None:
        named = {"file": settings.GUIHANG_WITNESS}
        raise LogProblem(Words(NO_WITNESS.zh.format(**named), NO_WITNESS.en.format(**named)))
    if known and (last is None or known.place > (last.epoch, last.number)):
        raise LogProblem(RESTORED)
    same = known and LogSeal.objects.filter(epoch=known.epoch, number=known.number).first()
    if known and (same is None or bytes(same.head).hex() != known.head):
        raise LogProblem(RESTORED)


def _follow() -> None:
    """Tell the witness every batch that it does not know yet."""

    def newer(known: witness.Line | None) -> Iterator[witness.Line]:
        rows = LogSeal.objects.order_by("epoch", "number")
        if known:
            after = Q(epoch=known.epoch, number__gt=known.number) | Q(epoch__gt=known.epoch)
            rows = rows.filter(after)
        return (seals.line(row) for row in rows.defer("leaves").iterator(500))

    # A lost witness is not made again from what it should watch.
    if witness.file().exists() or LogSeal.objects.count() <= 1:
        witness.follow(newer)


_CONTEXT = """
SELECT set_config('guihang.audit', 'on', true), set_config('guihang.scope', '{}', true)
"""


def begin_epoch(*, reason: str, at: datetime) -> LogSeal:
    """Begin to count anew after a restore, under a signature that says why and what was known.

    Run as the owner: the epoch is the default of a column. What the old epoch left unsealed is
    covered by the batch that opens the new one.
    """
    signer, owner = keys.Signer(), settings.GUIHANG_OWNER_ALIAS
    with transaction.atomic(using=owner), connections[owner].cursor() as cursor:
        cursor.execute(_CONTEXT)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("LOCK TABLE core_entry, core_access IN ACCESS EXCLUSIVE MODE")
        last = seals.newest(owner)
        known = _last_known()
        epoch, begins = (last.epoch, last.ends if last.number else 0) if last else (1, 0)
        new = max(epoch, known.epoch if known else 0) + 1
        rows = leaves.rows(owner, leaves.NEWEST, epoch, begins, 2**62)
        ends = rows[-1].xid + 1 if rows else begins
        note = json.dumps(
            {"reason": reason, "of": epoch, "witness": known and [*known.place, known.head]},
            ensure_ascii=False,
        )
        made = seals.made(signer, last, new, 0, begins, ends, rows, at, note)
        made.save(using=owner, force_insert=True)
        for table in leaves.LAYOUTS[leaves.NEWEST]:
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN epoch SET DEFAULT {int(new)}")
    witness.follow(lambda known: [seals.line(made)])
    return made


def _last_known() -> witness.Line | None:
    try:
        return witness.last()
    except LogProblem:
        return None
