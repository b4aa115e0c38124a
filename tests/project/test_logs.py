"""The technical log: a line a record, for people or for programs."""

import json
import logging
import sys

from guihang.project import logs

FORGED = "sheet refused\n2026-06-01 ERROR guihang all is well\r"


def record(said: str, *, fault: bool = False) -> logging.LogRecord:
    return logging.LogRecord("guihang.jobs", logging.ERROR, "", 1, "%s", (said,),
                             sys.exc_info() if fault else None)  # fmt: skip


def test_a_line_break_in_what_was_said_makes_no_second_line():
    plain = logging.Formatter("%(levelname)s %(message)s").format(record(FORGED))
    assert len(plain.splitlines()) == 2, "the control"

    assert len(logs.Line().format(record(FORGED)).splitlines()) == 1


def test_a_program_reads_one_object_a_line_with_the_traceback_in_it():
    try:
        raise ValueError("bad\nvalue")
    except ValueError:
        line = logs.AsJson().format(record(FORGED, fault=True))

    read = json.loads(line)
    assert len(line.splitlines()) == 1
    assert (read["level"], read["name"], read["said"]) == ("ERROR", "guihang.jobs", FORGED)
    assert "ValueError: bad" in read["fault"]
    assert read["at"].endswith("+00:00")
