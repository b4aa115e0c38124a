"""Cells that a spreadsheet might compute, and an oracle that says whether one would."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from tests.exchange.files import MAIN

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "﹢",
    "﹣",
    "﹫",
    "−",
)
BEFORE = (
    "",
    " ",
    "   ",
    "\u3000",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "\u2060 ",
    "\u00ad",
    "\u3164",
    " \t",
)
BODIES = (
    "1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://127.0.0.1/?"&A1,"打开")', "SUM(A1:A9)*1",
    'WEBSERVICE("http://127.0.0.1")', "2+5+cmd|' /C notepad'!'A1'",
)  # fmt: skip
PAYLOADS = [before + start + body for start in STARTS for before in BEFORE for body in BODIES]
PAYLOADS += [f"{start}{body}" for start in "\t\r\n" for body in BODIES]
INSIDE = [
    f"平稳{comma}{blank}{start}{body}"
    for comma in (",", ";", "\t", "\n", "\r\n", '"', ';"', '","', "|", "，")
    for blank in ("", " ", "\u200b") for start in ("=", "+", "-", "@", "＝") for body in BODIES[:2]
]  # fmt: skip


def live(cell: str) -> bool:
    """The oracle, written apart from the product: would any reader compute this cell?"""
    if cell[:1] in ("\t", "\r", "\n"):
        return True
    seen = "".join(
        char for char in cell
        if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc") and char != "\u3164"
    )  # fmt: skip
    return unicodedata.normalize("NFKC", seen).replace("\u2212", "-")[:1] in ("=", "+", "-", "@")


def readings(text: str) -> Iterator[str]:
    """Every cell that any common reader would find: each separator, with quotes and without."""
    for comma in ",;\t|":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma, quoting=quoting):
                yield from row


def cells(data: bytes) -> Iterator[tuple[str, bool]]:
    """Every cell of a workbook as text, and whether it is of a kind that computes or leads away."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [
            "".join(item.itertext())
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ] if "xl/sharedStrings.xml" in book.namelist() else []  # fmt: skip
        for name in book.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            sheet = ElementTree.fromstring(book.read(name))
            yield from (("", True) for _ in sheet.iter(f"{{{MAIN}}}hyperlink"))
            for cell in sheet.iter(f"{{{MAIN}}}c"):
                text = "".join(cell.itertext())
                text = shared[int(text)] if cell.get("t") == "s" else text
                yield text, cell.find(f"{{{MAIN}}}f") is not None
