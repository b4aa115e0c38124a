"""How the files are built: parts put together in ways that no library would write."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.exchange.files import GOOD, PARTS, cell, package, sheet_xml

READ = "read"


ROW = f'<row r="1">{cell("A1", "hello")}</row>'


SHEET = "xl/worksheets/sheet1.xml"


PASSWD = "file:///etc/passwd"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


PNG = b"\x89PNG\r\n\x1a\n"


class Hostile(NamedTuple):
    """A file: what it tries, the name it is sent under, its bytes, and what may become of it."""

    tries: str
    name: str
    data: Callable[[], bytes]
    ends: frozenset[str]


def book(sheet: str | bytes = GOOD, extra: Mapping[str, str | bytes] | None = None) -> bytes:
    out = io.BytesIO()
    package(out, sheet, extra=extra)
    return out.getvalue()


def rows(inner: str = ROW, **more: str) -> bytes:
    return book(sheet_xml(inner, **more))


def ends_in(ends: str) -> frozenset[str]:
    return frozenset(ends.split("|"))


def xlsx(tries: str, data: Callable[[], bytes], ends: str) -> Hostile:
    return Hostile(tries, "a.xlsx", data, ends_in(ends))


def csv(tries: str, data: bytes | Callable[[], bytes], ends: str) -> Hostile:
    return Hostile(tries, "a.csv", data if callable(data) else lambda: data, ends_in(ends))


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        PNG
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + chunk(b"IEND", b"")
    )


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def patched(data: bytes, mark: bytes, place: int, value: bytes, *, last: bool = False) -> bytes:
    """Write ``value`` at ``place`` behind the first (or last) ``mark``."""
    found = (data.rindex if last else data.index)(mark) + place
    return data[:found] + value + data[found + len(value) :]


def flagged(data: bytes, bits: int) -> bytes:
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data = patched(data, mark, place, struct.pack("<H", bits))
    return data


def lying(data: bytes, size: int) -> bytes:
    """Say another size of the sheet in the directory than comes out."""
    found = data.rindex(SHEET.encode()) - 46
    return data[: found + 24] + struct.pack("<I", size) + data[found + 28 :]


def commented(data: bytes, comment: bytes) -> bytes:
    return data[:-2] + struct.pack("<H", len(comment)) + comment


def linked(name: str, target: str) -> bytes:
    out = io.BytesIO()
    about = zipfile.ZipInfo(name)
    about.create_system, about.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in {**PARTS, SHEET: GOOD}.items():
            if part != name:
                archive.writestr(part, content)
        archive.writestr(about, target)
    return out.getvalue()


def doubled() -> bytes:
    """A member twice under one name: readers differ in which they take."""
    once = book(extra={"xl/worksheets/sheet2.xml": GOOD})
    return once.replace(b"xl/worksheets/sheet2.xml", SHEET.encode())


def overlapping() -> bytes:
    """Entries of the directory that all lead to one big member."""
    data = book(sheet_xml(f"<row>{cell('A1', 'A' * (1 << 20))}</row>"))
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    directory, last = data[start:end], data[data.rindex(b"PK\x01\x02") : end]
    more = b"".join(last.replace(b"sheet1.xml", b"%06d.xml" % number) for number in range(150))
    count = struct.unpack("<H", data[end + 10 : end + 12])[0] + 150
    tail = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory + more), start, 0
    )
    return data[:start] + directory + more + tail
