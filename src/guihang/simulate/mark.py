"""What says that a database holds invented people only, and whether its region is complete.

The mark is a comment on the table of units, written by its owner: it travels with a backup, needs
no column, and no page can set or remove it.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection, connections

from guihang.engines.words import Words
from guihang.people.models import Unit, User
from guihang.simulate.tables import rebuild

TABLE = "people_unit"
TEXT = "synthetic people only "


class Mark(NamedTuple):
    """How many times people were made here, and whether the last time came to its end.

    ``later``: statements that make the indexes and constraints that wait for the copying.
    """

    batches: int
    complete: bool
    later: Sequence[str] = ()


class HoldsRealData(Exception):
    """The database may hold real people; nothing synthetic is added to it."""

    words = Words(
        "这个数据库里有不是演示生成的数据，不会写入虚构人员。请换一个空库(把 GUIHANG_VAR 设为新文件夹)。",
        "This database holds data that no simulation made; no invented people are added. Use an "
        "empty one (set GUIHANG_VAR to a new folder).",
    )


class Incomplete(Exception):
    """An earlier batch was interrupted; the database is good for nothing but being emptied."""

    words = Words(
        "上次生成没有完成。请运行 guihang demo 重新生成，或换一个空库。",
        "Making people here was interrupted. Run guihang demo, which begins anew, or use an "
        "empty database.",
    )


def read() -> Mark | None:
    """Return the mark of this database, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(%s::regclass)", [TABLE])
        (text,) = cursor.fetchone()
    if not text or not text.startswith(TEXT):
        return None
    return Mark(**json.loads(text.removeprefix(TEXT)))


def write(mark: Mark | None) -> None:
    """Put the mark on this database, or take it away."""
    text = TEXT + json.dumps(mark._asdict()) if mark else ""
    with connections["owner"].cursor() as cursor:
        quoted = connections["owner"].ops.compose_sql("%s", [text])
        cursor.execute(f"COMMENT ON TABLE {TABLE} IS {quoted}")


def is_empty() -> bool:
    """Say whether nobody has used this database yet. A person cannot exist without a unit."""
    return not Unit.objects.exists() and not User.objects.exists()


def claim() -> int:
    """Say that a batch of invented people begins; returns its number, from 0.

    Raises HoldsRealData unless the database is empty or marked as synthetic, and Incomplete when
    an earlier batch was left unfinished.
    """
    known = read()
    if known and not known.complete:
        raise Incomplete
    if known is None and not is_empty():
        raise HoldsRealData
    batch = known.batches if known else 0
    write(Mark(batch + 1, complete=False))
    return batch


def complete(batch: int) -> None:
    """Say that the batch came to its end."""
    write(Mark(batch + 1, complete=True))


def start_again() -> None:
    """Empty a database whose region was left half made, so that it can be made once more.

    Raises HoldsRealData unless the mark says that it is synthetic and unfinished.
    """
    known = read()
    if known is None or known.complete:
        raise HoldsRealData
    call_command("flush", database="owner", interactive=False, verbosity=0)
    rebuild(connections["owner"], known.later)
    write(None)
