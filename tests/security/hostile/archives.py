"""Archives that are no workbooks, or more than one: bombs, nests, polyglots, paths, damage."""

import random
import struct
from collections.abc import Iterator

from tests.exchange.files import GOOD, PARTS, cell
from tests.security.hostile.made import (
    OLE,
    SHEET,
    Hostile,
    book,
    commented,
    doubled,
    flagged,
    linked,
    lying,
    overlapping,
    patched,
    png,
    rows,
    xlsx,
    zipped,
)


def flooded(megabytes: int) -> bytes:
    """A workbook of one cell; it packs to a thousandth of its size."""
    return rows(cell("A1", "A" * (megabytes << 20)).join(("<row>", "</row>")))


def bombs() -> Iterator[Hostile]:
    flood = "A" * (32 << 20)
    yield xlsx("one cell of 32 MB", lambda: flooded(32), "ratio")
    for part in (
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/comments1.xml",
        "docProps/core.xml",
        "xl/theme/theme1.xml",
        "xl/media/image1.bmp",
        "customXml/item1.xml",
    ):
        yield xlsx(f"32 MB in {part}", lambda part=part: book(extra={part: flood}), "ratio")
    block = random.Random(1).randbytes(16 << 10) * 20
    modest = {f"xl/media/{n}.bin": block * 64 for n in range(11)}
    yield xlsx("a sum of modest members", lambda: book(extra=modest), "inflated|ratio")
    yield xlsx(
        "10 bytes by its header",
        lambda: lying(rows(f"<row>{cell('A1', flood)}</row>"), 10),
        "damaged|ratio",
    )
    yield xlsx("4 GB by its header", lambda: lying(rows(), 0xFFFFFFF0), "damaged|read")
    for count in (201, 2_000, 65_000):
        yield xlsx(
            f"{count} members",
            lambda count=count: book(extra={f"xl/media/{n}": b"" for n in range(count)}),
            "members|damaged|limits|polyglot",
        )
    yield xlsx("members that overlap", overlapping, "damaged|polyglot|ratio")


def nested() -> Iterator[Hostile]:
    inner = book()
    for level in range(3):
        yield xlsx(
            f"a workbook {level + 1} deep",
            lambda inner=inner: book(extra={"xl/embeddings/a.xlsx": inner}),
            "nested",
        )
        inner = book(extra={"xl/embeddings/a.xlsx": inner})
    for kind, start in {
        "7z": b"7z\xbc\xaf\x27\x1c",
        "rar": b"Rar!\x1a\x07\x01\0",
        "gzip": b"\x1f\x8b\x08\0",
        "bzip2": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\0",
        "cab": b"MSCF\0\0\0\0",
        "ole": OLE,
    }.items():
        yield xlsx(
            f"{kind} inside",
            lambda start=start: book(extra={"xl/embeddings/oleObject1.bin": start + b"x" * 99}),
            "nested",
        )


def polyglots() -> Iterator[Hostile]:
    whole = book()
    for kind, start in {
        "png": png(1, 1),
        "gif": b"GIF89a\1\0\1\0\0\0\0;",
        "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "pdf": b"%PDF-1.7\n%%EOF\n",
        "html": b"<script>alert(1)</script>",
        "shell": b"#!/bin/sh\nid\n",
        "elf": b"\x7fELF\2\1\1",
        "exe": b"MZ\x90\0",
        "a byte": b"x",
    }.items():
        yield xlsx(f"{kind} before", lambda start=start: start + whole, "not_xlsx")
        yield xlsx(f"{kind} behind", lambda start=start: whole + start, "polyglot")
    yield xlsx("a workbook behind a workbook", lambda: whole + rows("<row/>"), "polyglot")
    yield xlsx("a comment", lambda: commented(whole, b"<script>"), "polyglot")
    yield xlsx(
        "a comment that ends like none", lambda: commented(whole, whole[-22:]), "polyglot|damaged"
    )
    yield xlsx("a member twice", doubled, "polyglot")
    yield xlsx(
        "two members by case", lambda: book(extra={"XL/WORKSHEETS/SHEET1.XML": GOOD}), "polyglot"
    )
    yield xlsx(
        "a word document",
        lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}),
        "not_xlsx",
    )
    yield xlsx(
        "a jar",
        lambda: zipped({"META-INF/MANIFEST.MF": "x", "A.class": b"\xca\xfe\xba\xbe"}),
        "not_xlsx",
    )
    yield xlsx(
        "an apk",
        lambda: zipped({"AndroidManifest.xml": b"\3\0\x08\0", "classes.dex": b"dex\n035"}),
        "not_xlsx",
    )
    yield xlsx(
        "an OpenDocument sheet",
        lambda: zipped(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
        ),
        "not_xlsx",
    )
    yield xlsx(
        "a binary workbook",
        lambda: zipped({**PARTS, "xl/workbook.bin": b"\x83\1\0"}),
        "damaged|not_xlsx",
    )


def paths() -> Iterator[Hostile]:
    for name in (
        "../../etc/cron.d/x",
        "/etc/x",
        "a/../../x",
        "..\\x",
        "C:/x",
        "C:\\x",
        "\\\\host\\share",
        "..",
        "xl/../../../x",
        "file:///x",
        "a/..\\../x",
        "//x",
    ):
        yield xlsx(f"path {name}", lambda name=name: book(extra={name: "x"}), "path")
    for name in (
        " ",
        "xl/" + "a" * 60_000,
        "xl/\u202egpj.exe",
        "xl/a\nb",
        "con",
        "~/.ssh/authorized_keys",
        "%2e%2e/x",
        "xl/" + "a/" * 20_000 + "x",
    ):
        yield xlsx(
            f"path {name[:20]!r}", lambda name=name: book(extra={name: "x"}), "read|path|damaged"
        )
    yield xlsx("a member that is a link", lambda: linked(SHEET, "/etc/passwd"), "damaged|read")
    yield xlsx(
        "another member that is a link", lambda: linked("xl/media/a.png", "/etc/passwd"), "read"
    )


def locked() -> Iterator[Hostile]:
    yield xlsx("old or locked", lambda: OLE, "old_or_locked")
    for bit, kind in (
        (0, "encrypted"),
        (6, "strongly encrypted"),
        (13, "headers masked"),
        (5, "patched"),
    ):
        yield xlsx(kind, lambda bit=bit: flagged(book(), 1 << bit), "old_or_locked|damaged|read")
    for method in (1, 6, 9, 12, 14, 93, 97, 98, 99):
        yield xlsx(
            f"packed by method {method}",
            lambda method=method: patched(book(), b"PK\x01\x02", 10, struct.pack("<H", method)),
            "damaged|polyglot",
        )


def broken() -> Iterator[Hostile]:
    whole = book()
    for part in range(1, 12, 2):
        yield xlsx(
            f"cut to {part} of 12",
            lambda part=part: whole[: len(whole) * part // 12],
            "polyglot|damaged",
        )
        yield xlsx(
            f"begun at {part} of 12", lambda part=part: whole[len(whole) * part // 12 :], "not_xlsx"
        )
    yield xlsx("four bytes", lambda: whole[:4], "polyglot")
    yield xlsx("an end and nothing else", lambda: whole[-22:], "not_xlsx")
    for field, place, value in (
        ("count", 10, b"\xff\xff"),
        ("size of the directory", 12, b"\xff\xff\xff\x7f"),
        ("no directory", 12, b"\0\0\0\0"),
        ("place of the directory", 16, b"\xff\xff\xff\x7f"),
        ("place 0", 16, b"\0\0\0\0"),
        ("disk", 4, b"\1\0"),
        ("zip64", 16, b"\xff\xff\xff\xff"),
    ):
        yield xlsx(
            f"a wrong end: {field}",
            lambda place=place, value=value: patched(whole, b"PK\x05\x06", place, value),
            "damaged|polyglot|read|not_xlsx",
        )
    for field, place, value in (
        ("check sum", 16, b"\0\0\0\0"),
        ("packed size", 20, b"\1\0\0\0"),
        ("packed size, 2 GB", 20, b"\xff\xff\xff\x7f"),
        ("length of the name", 28, b"\xff\x7f"),
        ("length of the extra", 30, b"\xff\x7f"),
        ("place", 42, b"\1\0\0\0"),
        ("place outside", 42, b"\xff\xff\xff\x7f"),
        ("length 0 of the name", 28, b"\0\0"),
    ):
        yield xlsx(
            f"a wrong directory: {field}",
            lambda place=place, value=value: patched(whole, b"PK\x01\x02", place, value),
            "damaged|polyglot|old_or_locked|not_xlsx",
        )
    for field, place, value in (
        ("another name", 30, b"Q"),
        ("length of the name", 26, b"\xff\0"),
        ("flags", 6, b"\1\0"),
        ("method", 8, b"\0\0"),
        ("size", 22, b"\xff\xff\xff\x7f"),
        ("signature", 0, b"PK\x03\x05"),
    ):
        yield xlsx(
            f"a wrong header: {field}",
            lambda place=place, value=value: patched(whole, b"PK\x03\x04", place, value, last=True),
            "damaged|polyglot|read",
        )
    rng = random.Random(20_261_124)
    for number in range(12):
        spoiled = bytearray(whole)
        for _ in range(1 + number):
            spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
        yield xlsx(
            f"spoiled {number}",
            lambda spoiled=bytes(spoiled): spoiled,
            "damaged|polyglot|not_xlsx|read|old_or_locked|path|limits|nested|dtd",
        )
