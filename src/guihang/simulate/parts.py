"""Work shared between forked processes, with word of how far it is."""

import gc
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from django.db import connection, connections

from guihang.engines.words import Words

type Work = Callable[[int, int, Callable[[int], None]], None]
"""Does part ``number`` of ``parts`` and calls back with each count of people that is done."""


class Unfinished(Exception):
    """A process ended before its share was done."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} people were made")
        self.words = Words(
            f"只完成了 {total} 人中的 {done} 人，请查看上面的信息。",
            f"Only {done} of {total} people were made; look at the lines above.",
        )


def shared(work: Work, total: int, processes: int = 2) -> Iterator[int]:
    """Do ``work`` in several processes; yields how many people are done, as they are done.

    Raises Unfinished when one ends before its share is done.
    """
    connections.close_all()  # a forked process must not share a connection with another
    for alias in connections:
        connections[alias].close_pool()
    context = get_context("fork")
    parts = []
    for number in range(processes):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_part, args=(work, number, processes, there), daemon=True)
        process.start()
        there.close()
        parts.append((process, here))
    done, open_ends = 0, [here for _, here in parts]
    while open_ends:
        for end in wait(open_ends):
            assert isinstance(end, Connection)
            try:
                done += end.recv()
            except EOFError:
                open_ends.remove(end)
        yield done
    for process, _ in parts:
        process.join()
    if done < total or any(process.exitcode for process, _ in parts):
        raise Unfinished(done, total)


def _part(work: Work, number: int, parts: int, pipe: Connection) -> None:
    work(number, parts, pipe.send)
    pipe.close()


def hurry() -> None:
    """Save time that only a long run of actions in one process can save.

    Statements are prepared once instead of planned each time, a commit does not wait for the disk
    (the mark that ends the story does), and nothing is searched for garbage: what is made stays.
    """
    gc.disable()
    known = {
        name: text for name, text in connection.settings_dict["OPTIONS"].items() if name != "pool"
    }
    options = known | {"server_side_binding": True, "prepare_threshold": 2}
    connection.settings_dict = connection.settings_dict | {"OPTIONS": options}
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
