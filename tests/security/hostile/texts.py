"""Tables of text in every odd shape, and files that are not what their name says."""

from collections.abc import Iterator

from tests.security.hostile.contents import DECLARED
from tests.security.hostile.made import OLE, Hostile, book, csv, ends_in, png, xlsx

TABLE = "姓名,性别\n张建国,男\n"
GOOD_TABLE = (
    "姓名,性别,主要毒品种类,强制隔离戒毒决定日期,入所时间\n张建国,男,阿片类,2026-01-02,2026-01-03\n"
)


def texts() -> Iterator[Hostile]:
    for encoding, ends in {
        "utf-16-le": "not_text",
        "utf-16-be": "not_text",
        "utf-32": "not_text|encoding",
        "utf-7": "read",
        "big5": "read|encoding",
        "shift-jis": "read|encoding",
        "euc-kr": "read|encoding",
        "iso2022_jp": "not_text",
        "hz": "read",
        "cp037": "encoding|not_text|read",
    }.items():
        yield csv(f"in {encoding}", TABLE.encode(encoding, "ignore"), ends)
    for tries, data, ends in (
        ("NULs", b"a\0b,c\n", "not_text"),
        ("nothing but NULs", b"\0" * 9999, "not_text"),
        ("a mark and nothing", b"\xef\xbb\xbf", "empty|read"),
        ("half a mark", b"\xef\xbb", "encoding|read"),
        ("half UTF-16", b"\xff\xfea", "encoding"),
        ("overlong UTF-8", b"\xc0\xaf,x\n", "encoding|read"),
        ("surrogates", b"\xed\xa0\x80,x\n", "encoding|read"),
        ("high bytes", bytes(range(128, 256)) * 40, "encoding|read|not_text"),
        ("all bytes", bytes(range(256)) * 40, "not_text"),
        ("escapes of a terminal", b"\x1b]0;x\x07\x1b[2J,1\n", "not_text"),
        ("backspaces", b"a\x08\x08,b\n", "not_text"),
        ("a form feed", b"a\x0cb,c\n", "not_text"),
        ("turned letters", "\u202e\u2066a,b\n".encode(), "read"),
        ("blank rows", b"\n" * 999, "empty"),
        ("only separators", b",,,,\n;;;\n", "read|empty"),
        ("only quotes", b'"' * 9999, "read|damaged|empty"),
        ("returns without feeds", b"a,b\rc,d\r" * 999, "read"),
        ("a quote that never ends", b'a,"b\n' + b"c,d\n" * 99_999, "read"),
    ):
        yield csv(tries, data, ends)
    for tries, big, ends in (
        ("one line of 19 MB", lambda: b"a" * (19 << 20), "read"),
        ("19 MB of quotes", lambda: b'"' * (19 << 20), "read|limits|empty"),
        ("19 MB of commas", lambda: b"," * (19 << 20), "read|limits|columns"),
        ("a million columns", lambda: b"a," * 1_000_000 + b"a\n", "columns|limits"),
        ("201 columns", lambda: b"a," * 200 + b"a\n", "columns"),
        ("200,001 rows", lambda: b"a,b\n" * 200_001, "rows"),
        ("19 million blank rows", lambda: b"a\n" + b"\n" * (19 << 20), "read|limits"),
        ("over 20 MB", lambda: b"a,b\n" * (6 << 20), "size"),
        ("a cell of 9 MB", lambda: b'a,"' + "长".encode() * (3 << 20) + b'"\n', "read"),
        ("tabs and semicolons", lambda: b"\t;" * 500_000, "columns|limits|empty"),
        ("19 MB of four-byte letters", lambda: "𠮷".encode() * (4_900_000), "read|limits"),
    ):
        yield csv(tries, big, ends)
    for name in (
        "../../a.csv",
        "/etc/passwd",
        "a.csv\0.exe",
        "a.csv.exe",
        "..",
        ".csv",
        "a.xlsx.csv",
        "con.csv",
        "a" * 900 + ".csv",
        "\u202evsc.exe",
        "<script>.csv",
        "$(id).csv",
        "-rf.csv",
        "a.CSV",
        "a.csv ",
        "a.csv::$DATA",
    ):
        yield Hostile(f"named {name[:30]!r}", name, GOOD_TABLE.encode, ends_in("read|kind"))


def disguised() -> Iterator[Hostile]:
    """What is not what its name says."""
    contents = {
        "png": png(9, 9),
        "pixel flood": png(50_000, 50_000),
        "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\xff" * 99,
        "gif": b"GIF89a" + b"\xff" * 99,
        "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n",
        "html": b"<!DOCTYPE html><script>alert(1)</script>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        "xml": f'<?xml version="1.0"?>{DECLARED["a local file"]}<a>&x;</a>'.encode(),
        "rtf": b"{\\rtf1 {\\object}}",
        "elf": b"\x7fELF\2\1\1" + b"\0" * 99,
        "exe": b"MZ\x90\0\3\0\0\0",
        "sqlite": b"SQLite format 3\0" + b"\0" * 99,
        "gzip": b"\x1f\x8b\x08\0" + b"\0" * 99,
        "tar": b"a.txt".ljust(512, b"\0"),
        "ole": OLE,
        "7z": b"7z\xbc\xaf\x27\x1c",
        "class": b"\xca\xfe\xba\xbe\0\0",
        "mp3": b"ID3\4\0\0",
        "wasm": b"\0asm\1\0\0\0",
        "pickle": b"\x80\4\x95\0\0",
    }
    for kind, data in contents.items():
        yield csv(f"{kind} as a table", data, "not_text|encoding")
        yield xlsx(f"{kind} as a workbook", lambda data=data: data, "not_xlsx|old_or_locked")
        yield Hostile(
            f"{kind} as itself",
            f"a.{kind.replace(' ', '')}",
            lambda data=data: data,
            ends_in("kind"),
        )
    for name in (
        "a.xls",
        "a.xlsm",
        "a.xlsb",
        "a.xltx",
        "a.ods",
        "a.docx",
        "a.zip",
        "a.html",
        "a",
        "a.",
    ):
        yield Hostile(f"a workbook as {name}", name, book, ends_in("kind"))
    for text in (
        "#!/bin/sh\nid\n",
        "<?php system('id');",
        "MIME-Version: 1.0\nContent-Type: text/html\n",
        "@echo off\ncalc\n",
        '{"a": [1]}',
        'ID;PWXL;N;E\nC;Y1;X1;K"=cmd"\nE\n',
        "%!PS-Adobe-3.0\n",
        "var a = new ActiveXObject('x');",
    ):
        yield csv(f"text {text[:12]!r}", text.encode(), "read|not_text")
