"""Recomputes the whole log from its rows, and names what does not agree, the first first.

A row is compared with the leaf kept in the seal, the leaves with the root, the root with the head,
the head with the signature and with the line of the witness, each head with the one before.
"""

import json
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connections

from guihang.core import journal, scope
from guihang.core.audit import keys, leaves, seals, state, witness
from guihang.core.models import Access, LogSeal
from guihang.engines import merkle
from guihang.engines.words import Words

TOGETHER = 20_000
"""Rows that are read at once; a batch is never read in parts."""

LIMIT = 1000
"""Faults after which the rest is counted as one: the log is lost by then."""

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree: batch ``epoch-number``, and the row if it is known."""

    batch: str
    row: str
    words: Words


@dataclass(slots=True)
class Verdict:
    """What a check found; ``faults`` in the order of the log."""

    batches: int = 0
    rows: int = 0
    unsealed: int = 0
    unwitnessed: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(*, using: str = "default", progress: Progress = lambda done, whole: None) -> Verdict:
    """Check every batch, every row and every line of the witness. The audit scope is open."""
    verdict, lines, trusted = Verdict(), _witnessed(), keys.trusted()
    known = LogSeal.objects.using(using).defer("leaves").order_by("epoch", "number")
    whole, last = sum(known.values_list("rows", flat=True)), None
    for group in _groups(known.iterator(500)):
        rows = _rows(group, using)
        kept = dict(LogSeal.objects.using(using).filter(pk__in=[one.pk for one in group])
                    .values_list("pk", "leaves"))  # fmt: skip
        for seal in group:
            found = _chain(seal, last, trusted) + _leaves(seal, bytes(kept[seal.pk]), rows)
            found += _against_witness(seal, lines)
            verdict.faults += found
            verdict.batches, verdict.rows, last = (
                verdict.batches + 1,
                verdict.rows + seal.rows,
                seal,
            )
        progress(verdict.rows, whole)
        if len(verdict.faults) > LIMIT:
            break
    verdict.faults += _left_over(lines, using) + _outside(using, last) + _of_nobody(using)
    verdict.unwitnessed = lines.behind
    verdict.unsealed = state.now(using).waiting
    return verdict


def verified(*, at: datetime, progress: Progress = lambda done, whole: None) -> Verdict:
    """Check the whole log, and write down in it that somebody did, and what was found."""
    with scope.opened((), audit=True):
        verdict = verify(progress=progress)
    count = len(verdict.faults)
    journal.note_apart(str(Access.Kind.VERIFIED), by=None, at=at, route="audit", found=count)
    return verdict


def _groups(known: Iterable[LogSeal]) -> Iterator[list[LogSeal]]:
    """Put seals together whose rows can be read in one go."""
    group: list[LogSeal] = []
    for seal in known:
        if group and not _joins(group, seal):
            yield group
            group = []
        group.append(seal)
    if group:
        yield group


def _joins(group: Sequence[LogSeal], seal: LogSeal) -> bool:
    last = group[-1]
    return (
        last.number > 0 and (seal.epoch, seal.layout) == (last.epoch, last.layout)
        and seal.begins == last.ends and sum(one.rows for one in group) + seal.rows <= TOGETHER
    )  # fmt: skip


def _rows(group: Sequence[LogSeal], using: str) -> list[leaves.Row]:
    first = group[0]
    if first.layout not in leaves.LAYOUTS:
        return []
    return leaves.rows(using, first.layout, covered(first), first.begins, group[-1].ends)


def covered(seal: LogSeal) -> int:
    """Return the epoch of the rows of a seal; what opens an epoch covers the one before."""
    return seal.epoch if seal.number else int(_told(seal.note).get("of", 0))


def _told(note: str) -> dict[str, Any]:
    """Return what the seal that opens an epoch says of the one before; nothing if it is damaged."""
    try:
        told: dict[str, Any] = json.loads(note)
    except ValueError:
        return {}
    return told


def _chain(seal: LogSeal, last: LogSeal | None, trusted: frozenset[bytes]) -> list[Fault]:
    place, found = str(seal), []
    opens = seal.number == 0
    follows = last is not None and seal.epoch == last.epoch and seal.number == last.number + 1
    if not (follows or opens or (last is None and (seal.epoch, seal.number) == (1, 1))):
        found.append(Words("前面缺少批次", "batches before this one are missing"))
    begins = last.ends if last and (last.number or opens) else 0
    if seal.begins != begins or seal.ends < seal.begins:
        found.append(Words("范围与前一批不衔接", "the range does not follow the one before"))
    if bytes(seal.previous) != (bytes(last.head) if last else seals.FIRST):
        found.append(Words("没有接在前一批之后", "it is not chained to the batch before"))
    if seals.head(seal) != bytes(seal.head):
        found.append(Words("批次内容被改动", "what the seal says was changed"))
    if bytes(seal.key) not in trusted:
        found.append(Words("签名密钥不可信", "the key that signed it is not trusted"))
    elif not keys.signed(bytes(seal.head), bytes(seal.signature), bytes(seal.key)):
        found.append(Words("签名不符", "the signature does not fit"))
    if seal.layout not in leaves.LAYOUTS:
        found.append(Words("格式未知", "its layout is unknown"))
    return [Fault(place, "", words) for words in found]


def _leaves(seal: LogSeal, kept: bytes, rows: Sequence[leaves.Row]) -> list[Fault]:
    """Compare the rows that are there with the leaves that were sealed."""
    sealed = [kept[place : place + 32] for place in range(0, len(kept), 32)]
    begin = bisect_left(rows, seal.begins, key=lambda row: row.xid)
    here = rows[begin : bisect_left(rows, seal.ends, key=lambda row: row.xid)]
    found = [row.leaf for row in here]
    genuine = merkle.root(sealed) == bytes(seal.root) and len(sealed) == seal.rows
    faults = [] if genuine else [Fault(str(seal), "", LEAVES_CHANGED)]
    if found == sealed or (not genuine and merkle.root(found) == bytes(seal.root)):
        return faults
    there, known = set(found), set(sealed)
    faults += [
        Fault(str(seal), f"{row.table} {row.id}", CHANGED)
        for row, leaf in zip(here, found, strict=True) if leaf not in known
    ]  # fmt: skip
    missing = [place for place, leaf in enumerate(sealed) if leaf not in there]
    if len(found) < len(sealed):
        faults += [
            Fault(str(seal), f"#{place + 1} / {len(sealed)}", MISSING)
            for place in missing[: len(sealed) - len(found)]
        ]
    return faults or [Fault(str(seal), "", CHANGED)]


LEAVES_CHANGED = Words("批次内的行散列被改动", "the hashes of its rows were changed")
CHANGED = Words("该行被改动、移动或事后加入", "the row was changed, moved, or put in afterwards")
MISSING = Words("有一行被删除", "a row was deleted")


class _Lines:
    """The lines of the witness, taken one after the other as the seals come by."""

    def __init__(self, found: Iterable[witness.Line | str]) -> None:
        self.by_place: dict[tuple[int, int], witness.Line] = {}
        self.faults: list[Fault] = []
        self.first = self.last = (0, 0)
        self.behind = 0
        for line in found:
            if isinstance(line, str) or line.place in self.by_place:
                self.faults.append(Fault("", str(line)[:40], Words(
                    "见证文件的这一行已损坏或重复", "this line of the witness is damaged or doubled")))  # fmt: skip
                continue
            self.first = self.first if self.by_place else line.place
            self.last = max(self.last, line.place)
            self.by_place[line.place] = line


def _witnessed() -> _Lines:
    return _Lines(witness.lines())


def _against_witness(seal: LogSeal, lines: _Lines) -> list[Fault]:
    place = seal.epoch, seal.number
    line = lines.by_place.pop(place, None)
    if line == seals.line(seal):
        return []
    if line is not None:
        return [Fault(str(seal), "", Words("与见证文件不符", "the witness knows it otherwise"))]
    if place > lines.last:
        lines.behind += 1
        if lines.behind == 1 and (lines.last != (0, 0) or _told_by_now(seal)):
            return []  # committed, and not told yet
        return [Fault(str(seal), "", Words("见证文件中没有", "the witness does not know it"))]
    lost = lines.first[1] == 0 and place < lines.first  # an epoch began because it was lost
    return [] if lost else [Fault(str(seal), "", Words("见证文件中缺失", "missing in the witness"))]


def _told_by_now(seal: LogSeal) -> bool:
    """Whether the witness knows a first batch a second later: an empty one may be a lost one."""
    time.sleep(1)
    return any(line == seals.line(seal) for line in _witnessed().by_place.values())


def _left_over(lines: _Lines, using: str) -> list[Fault]:
    """Find lines of the witness without a batch, unless a later epoch says that they were lost."""
    opened = LogSeal.objects.using(using).filter(number=0).values_list("note", flat=True)
    told_of = [told for note in opened if (told := _told(note).get("witness"))]
    lost = {told[0]: told for told in told_of}
    found = list(lines.faults)
    for place, line in sorted(lines.by_place.items()):
        told = lost.get(place[0])
        if told and (place[1] < told[1] or line.head == told[2]):
            continue  # an epoch that was signed afterwards names this end
        found.append(Fault(f"{place[0]}-{place[1]}", "", Words(
            "见证文件中有，日志中没有：末尾被截去或已恢复旧备份",
            "the witness knows it, the log does not: the end was cut off, or an old copy restored")))  # fmt: skip
    return found


_SHOWN = """
WITH said AS (
  SELECT a.id, s::uuid, a.at, a.by_id, a.unit_id, a.kind
    FROM core_access a, jsonb_array_elements_text(a.subjects) s
), kept AS (SELECT access_id, subject_id, at, by_id, unit_id, kind FROM core_looked)
(TABLE said EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE said) LIMIT 20
"""


def _of_nobody(using: str) -> list[Fault]:
    """Find looks that stand in the log and not beside the person, or the other way round."""
    with connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # the whole log at once
        cursor.execute(_SHOWN)
        return [Fault("", f"core_looked {row[0]}", CHANGED) for row in cursor.fetchall()]


_STRAY = """
SELECT id::text FROM {table}
 WHERE epoch > %(epoch)s OR epoch < 1 OR xid >= pg_snapshot_xmax(pg_current_snapshot())
   AND epoch = %(epoch)s LIMIT 20
"""


def _outside(using: str, last: LogSeal | None) -> list[Fault]:
    """Find rows that no batch covers and none ever will."""
    epoch, found = last.epoch if last else 1, []
    with connections[using].cursor() as cursor:
        for table in leaves.LAYOUTS[leaves.NEWEST]:
            cursor.execute(_STRAY.format(table=table), {"epoch": epoch})
            for (key,) in cursor.fetchall():
                found.append(Fault("", f"{table} {key}", CHANGED))
            for seal in LogSeal.objects.using(using).filter(number=0).defer("leaves"):
                cursor.execute(
                    f"SELECT id::text FROM {table} WHERE epoch = %s AND xid >= %s::text::xid8 "
                    "LIMIT 20", [covered(seal), str(seal.ends)],
                )  # fmt: skip
                found += [Fault("", f"{table} {key}", CHANGED) for (key,) in cursor.fetchall()]
    return found
