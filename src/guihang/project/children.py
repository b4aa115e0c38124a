"""Processes that the starter keeps: started together, watched, ended together.

Each runs in a session of its own, so that Ctrl-C reaches the starter alone and it decides the
order. When the starter dies by whatever means, the kernel ends them.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from guihang.engines.words import Words

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)  # loaded before any fork
PATIENCE_SECONDS = 12
POLL_SECONDS = 0.1


class Ended(Exception):
    """A child ended although nobody asked it to."""

    def __init__(self, name: Words, code: int) -> None:
        super().__init__(name.en)
        how = self._how(code)
        self.words = Words(
            f"{name.zh}意外结束({how})，其余部分已停止。请查看上面的信息后重新运行。",
            f"The {name.en} ended unexpectedly ({how}); everything else was stopped. "
            "Look at the lines above and start again.",
        )

    @staticmethod
    def _how(code: int) -> str:
        return signal.Signals(-code).name if code < 0 else f"exit {code}"


class Stopped(Exception):
    """The operator asked to stop."""


@dataclass(frozen=True)
class Child:
    name: Words
    process: subprocess.Popen[bytes]


class Children:
    """The children of one starter."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._stop = threading.Event()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Run the block; a signal to stop is noted, and raises Stopped at the next ``pause``.

        Nothing is cut short by a second Ctrl-C: what is being ended is ended properly.
        """
        before = {sign: signal.signal(sign, self._asked) for sign in STOPS}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Run the block; however it ends, no child outlives it."""
        try:
            yield
        finally:
            self.stop()

    def _asked(self, _number: int, _frame: object) -> None:
        self._stop.set()

    def start(self, name: Words, command: Sequence[str]) -> Child:
        """Start a program that is to run until ``stop``."""
        # The starter has one thread, so code between fork and exec is safe here.
        process = subprocess.Popen(
            command,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509
        )
        child = Child(name, process)
        self._children.append(child)
        return child

    def run(self, name: Words, command: Sequence[str]) -> int:
        """Run a program to its end and return its exit code. Raises Stopped."""
        child = self.start(name, command)
        while child.process.poll() is None:
            self.pause()
        self._children.remove(child)
        return child.process.returncode

    def pause(self, seconds: float = POLL_SECONDS) -> None:
        """Wait a moment. Raises Stopped when somebody asked to stop."""
        if self._stop.wait(seconds):
            raise Stopped

    def check(self) -> None:
        """Raise Ended when a child is gone."""
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                raise Ended(child.name, code)

    def stop(self) -> None:
        """Return when no child is left, newest first; one that will not go is killed."""
        for child in reversed(self._children):
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + PATIENCE_SECONDS
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
            # Also what the child itself had started, when it was killed and could not tell them.
            _signal(child, signal.SIGKILL, group=True)
            child.process.wait()
        self._children.clear()


STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(child: Child, number: signal.Signals, *, group: bool = False) -> None:
    try:
        if group:
            os.killpg(child.process.pid, number)
        elif child.process.poll() is None:
            child.process.send_signal(number)
    except ProcessLookupError:
        pass
