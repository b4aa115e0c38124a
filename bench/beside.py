"""The same SQL through pgbench: what one request makes the database do, sent again and again."""

import io
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench import drive, product


def statements(request: dict[str, Any]) -> list[str]:
    """Carry out one request in this process; return what it sent to the database, in order."""
    from django.db import connection

    from guihang.project.wsgi import application

    entry = drive.uuid7()
    body = (request.get("body") or "").replace("@entry@", entry).encode()
    path, _, query = request["path"].partition("?")
    names = {name.upper().replace("-", "_"): value for name, value in request["headers"].items()}
    environ = {
        "REQUEST_METHOD": request["method"], "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(), "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": names.pop("CONTENT_TYPE", ""),
        **{f"HTTP_{name}": value for name, value in names.items()},
    }  # fmt: skip
    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(connection.ops.compose_sql(sql, params) if params else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        answer = application(environ, lambda *_: None)
        b"".join(answer)
        answer.close()
    opening = next(number for number, sql in enumerate(sent) if "set_config" in sql)
    found = [*sent[:opening], "BEGIN", *sent[opening:], "COMMIT"]
    return [sql.strip() for sql in found]


_ID = re.compile(r"'([0-9a-f]{12}7[0-9a-f]{19})'")
_TEXT = re.compile(r"'(?:[^']|'')*'")
_CLOCK = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d(?:\.\d+)?)\+(\d\d):(\d\d)")


def script(request: dict[str, Any]) -> str:
    """Return the SQL of one request for pgbench, with ids of its own where rows are made."""
    found = statements(request)
    for known in _made(found):
        # Twelve digits of chance in the place of the last twelve of the id.
        found = [sql.replace(known, f"{known[:20]}:fresh") for sql in found]
    # Under another id a sealed text would not open again: the key stays, the texts go.
    found = [
        _unsealed(sql) if sql.startswith('INSERT INTO "cases_person"') else sql for sql in found
    ]
    found = [re.sub(r"'GH\d{4}[0-9A-F]{10}'", "'GH:fresh'", sql) for sql in found]
    # A colon before a digit would be a variable to pgbench: such a text is put together of parts.
    found = [_CLOCK.sub(r"\1\2\3T\4\5\6+\7\8", sql) for sql in found]
    found = [_TEXT.sub(_in_parts, sql) for sql in found]
    lines = "".join(f"{' '.join(sql.split())};\n" for sql in found)
    first = "\\set fresh random(100000000000, 999999999999)\n"
    return (first if ":fresh" in lines else "") + lines


def _in_parts(text: re.Match[str]) -> str:
    parts = re.sub(r":(?=\w)(?!fresh)", "'||':'||'", text[0])
    return f"({parts})" if parts != text[0] else parts


def _unsealed(sql: str) -> str:
    kept, *_ = texts = re.findall(r"'\\\\?x[0-9a-f]+'::bytea", sql)
    for text in texts:
        sql = sql.replace(text, "NULL") if text != kept else sql
    return sql


def _made(found: list[str]) -> set[str]:
    """Return the ids of rows that were inserted under an id made here."""
    return {
        known[1] for sql in found
        if re.match(r'INSERT INTO \S+ \("id"', sql) and (known := _ID.search(sql))
    }  # fmt: skip


def rate(request: dict[str, Any], *, clients: int, seconds: float) -> float:
    """Return how many times a second pgbench does the SQL of ``request``."""
    cluster = product.cluster()
    program = cluster.server.programs.path("pgbench")
    # Ids are put into the text, so a write cannot be prepared.
    mode = "simple" if request["method"] == "POST" else "prepared"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script(request))
        file.flush()
        done = subprocess.run(
            [program, "-n", "-M", mode, "-c", str(clients), "-j", "2", "-T", str(max(1, int(seconds))),
             "-f", file.name], env={**os.environ, **cluster.login("app")}, capture_output=True,
            text=True, timeout=seconds + 60, check=False,
        )  # fmt: skip
    told = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not told or "aborted" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stderr[-1500:]}\n{Path(file.name).name}")
    return float(told[1])
