"""A bounded closed loop of HTTP clients, in a process of its own: ``python -m bench.drive``.

Reads one JSON object on standard input::

    {"port", "clients", "seconds", "most", "requests": [{"method", "path", "headers", "body"}],
     "good": [200]}

and prints one: ``{"count", "seconds", "bad", "first_bad", "milliseconds": [..]}``. Each client
sends its next request when the answer to the last one is complete, over one connection. Requests
are taken in turn; ``@entry@`` becomes a new UUIDv7 and ``@number@`` a number never used before,
so that a write is never the repetition of another. It stops after ``seconds`` or ``most``
requests, whichever comes first.
"""

import asyncio
import itertools
import json
import os
import random
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

GIVE_UP_SECONDS = 30


def uuid7() -> str:
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    return str(uuid.UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | (0x7 << 76) | (0x2 << 62)))


def wire(request: dict[str, Any]) -> tuple[bytes, str]:
    """Return head and body of a request; the length is filled in when the body is known."""
    lines = [f"{request['method']} {request['path']} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in request.get("headers", {}).items()]
    return ("\r\n".join(lines) + "\r\n").encode(), request.get("body") or ""


def messages(requests: list[dict[str, Any]]) -> Iterator[bytes]:
    """Yield ready requests without end."""
    ready = [wire(request) for request in requests]
    number = itertools.count(random.randrange(10**11, 9 * 10**11))
    for head, body in itertools.cycle(ready):
        if not body:
            yield head + b"\r\n"
            continue
        text = body.replace("@entry@", uuid7()).replace("@number@", str(next(number))).encode()
        yield head + b"Content-Length: %d\r\n\r\n%b" % (len(text), text)


class Run:
    """What all clients share: when to stop, and what they measured."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.messages = messages(given["requests"])
        self.good = {str(code).encode() for code in given["good"]}
        self.most = given["most"]
        self.began = time.perf_counter()
        self.until = self.began + given["seconds"]
        self.sent = 0
        self.milliseconds: list[float] = []
        self.bad = 0
        self.first_bad = ""

    def next(self) -> bytes | None:
        if self.sent >= self.most or time.perf_counter() >= self.until:
            return None
        self.sent += 1
        return next(self.messages)

    def answered(self, raw: bytes, seconds: float) -> None:
        self.milliseconds.append(seconds * 1000)
        if raw[9:12] not in self.good:
            self.bad += 1
            self.first_bad = self.first_bad or raw[:2000].decode(errors="replace")


class Client(asyncio.Protocol):
    """One connection: send, wait for the whole answer, send again."""

    def __init__(self, run: Run, done: "asyncio.Future[None]") -> None:
        self.run, self.done = run, done
        self.raw = b""
        self.whole = 0
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self._send()

    def _send(self) -> None:
        message = self.run.next()
        if message is None:
            self.transport.close()
            return
        self.raw, self.whole, self.sent_at = b"", 0, time.perf_counter()
        self.transport.write(message)

    def data_received(self, data: bytes) -> None:
        self.raw += data
        if not self.whole:
            end = self.raw.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.raw[:end].lower()
            place = head.find(b"content-length:")
            if place < 0:
                self.run.answered(b"HTTP/1.1 000 an answer without a length", 0)
                self.transport.close()
                return
            self.whole = end + 4 + int(head[place + 15 :].split(b"\r\n", 1)[0])
        if len(self.raw) >= self.whole:
            self.run.answered(self.raw, time.perf_counter() - self.sent_at)
            self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def driven(given: dict[str, Any]) -> dict[str, Any]:
    run, loop = Run(given), asyncio.get_running_loop()
    clients = [loop.create_future() for _ in range(given["clients"])]
    for done in clients:
        await loop.create_connection(
            lambda done=done: Client(run, done), "127.0.0.1", given["port"]
        )
    await asyncio.wait_for(asyncio.gather(*clients), given["seconds"] + GIVE_UP_SECONDS)
    return {
        "count": len(run.milliseconds), "seconds": time.perf_counter() - run.began, "bad": run.bad,
        "first_bad": run.first_bad, "milliseconds": run.milliseconds,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(asyncio.run(driven(json.load(sys.stdin)))))
