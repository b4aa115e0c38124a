"""How the sealing of the log stands: the last batch, what waits, when it was last verified."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from guihang.core.audit import leaves, seals
from guihang.core.models import Access, LogSeal


@dataclass(frozen=True, slots=True)
class State:
    """``waiting`` rows are not sealed yet; ``oldest`` is when the first of them was written."""

    last: LogSeal | None
    waiting: int
    oldest: datetime | None
    verified: Access | None

    def late(self, now: datetime, *, seconds: int = 300) -> bool:
        """Whether a row has waited much longer than the minute between two batches."""
        return self.oldest is not None and (now - self.oldest).total_seconds() > seconds


def now(using: str = "default") -> State:
    """Return the state. The audit scope is open."""
    last = seals.newest(using)
    epoch = last.epoch if last else 1
    begins = last.ends if last and last.number else 0
    counts, moments = [], []
    for table in leaves.LAYOUTS[leaves.NEWEST]:
        with connections[using].cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), min(at) FROM {table} WHERE epoch = %s AND xid >= %s::text::xid8",
                [epoch, str(begins)],
            )
            count, oldest = cursor.fetchone()
        counts.append(count)
        moments += [oldest] if oldest else []
    verified = Access.objects.using(using).filter(kind=Access.Kind.VERIFIED).order_by("-at")
    return State(last, sum(counts), min(moments, default=None), verified.first())
