"""Workbooks whose parts do harm: entities, macros, and sheets that no spreadsheet would write."""

import random
from collections.abc import Iterator

from tests.exchange.files import GOOD, MAIN, OFFICE, PACKAGE, PARTS, cell, sheet_xml
from tests.security.hostile.made import PASSWD, ROW, Hostile, book, png, rows, xlsx

DECLARED = {
    "a local file": f'<!DOCTYPE d [<!ENTITY x SYSTEM "{PASSWD}">]>',
    "an address": '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "ftp": '<!DOCTYPE d [<!ENTITY x SYSTEM "ftp://127.0.0.1:9/x">]>',
    "a public id": f'<!DOCTYPE d [<!ENTITY x PUBLIC "-//x" "{PASSWD}">]>',
    "a parameter entity": f'<!DOCTYPE d [<!ENTITY % p SYSTEM "{PASSWD}"> %p;]>',
    "an unparsed entity": f'<!DOCTYPE d [<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "{PASSWD}" NDATA n>]>',
    "a thousand million laughs": "<!DOCTYPE d [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "<!ENTITY x '&a9;'>]>",
    "one long entity many times": f"<!DOCTYPE d [<!ENTITY x '{'A' * 50_000}'>]>",
    "an entity that names itself": "<!DOCTYPE d [<!ENTITY x '&x;'>]>",
    "a DTD elsewhere": '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    "a default attribute": f'<!DOCTYPE d [<!ATTLIST d a CDATA "{"A" * 9000}">]>',
    "lower case": "<!doctype d [<!entity x 'x'>]>",
}


def entities() -> Iterator[Hostile]:
    use = f'<row r="1">{cell("A1", "&x;" * 20)}</row>'
    for kind, declared in DECLARED.items():
        yield xlsx(f"entity: {kind}", lambda declared=declared: rows(use, head=declared), "dtd")
    declared = DECLARED["a local file"]
    for part in (
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "docProps/app.xml",
        "xl/drawings/drawing1.xml",
        "customXml/item1.xml",
    ):
        whole = (
            PARTS.get(part, "<d/>").replace("?>", f"?>{declared}")
            if part in PARTS
            else (f"<?xml version='1.0'?>{declared}<d>&x;</d>")
        )
        yield xlsx(
            f"entity in {part}", lambda part=part, whole=whole: book(extra={part: whole}), "dtd"
        )
    text = sheet_xml(use, head=declared)
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-7", "cp037"):
        yield xlsx(
            f"entity in {encoding}",
            lambda encoding=encoding: book(
                text.replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
            ),
            "dtd|damaged|read",
        )
    yield xlsx("entity that nobody declared", lambda: rows(use), "damaged|read")
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{PASSWD}" parse="text"/>'
    )
    yield xlsx(
        "xinclude",
        lambda: rows(f'<row><c t="inlineStr"><is><t>{include}</t></is></c></row>'),
        "read|damaged",
    )
    yield xlsx("a style sheet", lambda: rows(head=f'<?xml-stylesheet href="{PASSWD}"?>'), "read")
    for target in (
        PASSWD,
        "http://127.0.0.1:9/a.xml",
        "\\\\127.0.0.1\\a\\b.xml",
        "../../../../etc/passwd",
        "/etc/passwd",
        "/xl/workbook.xml",
        "_rels/workbook.xml.rels",
    ):
        for mode in ("", ' TargetMode="External"'):
            rels = (
                f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship '
                f'Id="r1" Type="{OFFICE}/worksheet" Target="{target}"{mode}/></Relationships>'
            )
            yield xlsx(
                f"a sheet at {target}{mode}",
                lambda rels=rels: book(extra={"xl/_rels/workbook.xml.rels": rels}),
                "read|damaged",
            )


def active() -> Iterator[Hostile]:
    """Macros and everything that acts when a spreadsheet is opened."""
    for part in (
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "xl/dialogsheets/sheet1.xml",
        "xl/activeX/activeX1.bin",
        "xl/activeX/activeX1.xml",
    ):
        yield xlsx(f"macro: {part}", lambda part=part: book(extra={part: "<a/>"}), "macros")
    for kind in ("macroEnabled.main+xml", "template.macroEnabled.main+xml"):
        typed = PARTS["[Content_Types].xml"].replace("main+xml", kind)
        yield xlsx(
            f"macro: {kind}",
            lambda typed=typed: book(extra={"[Content_Types].xml": typed}),
            "macros",
        )
    for part in (
        "xl/externalLinks/externalLink1.xml",
        "xl/connections.xml",
        "customUI/customUI.xml",
        "xl/queryTables/queryTable1.xml",
        "xl/webextensions/webextension1.xml",
        "xl/ctrlProps/p.xml",
        "xl/printerSettings/p.bin",
        "_xmlsignatures/sig1.xml",
    ):
        body = '<a ddeService="cmd" ddeTopic="/C calc" onLoad="x" url="http://127.0.0.1:9/"/>'
        yield xlsx(f"acts: {part}", lambda part=part, body=body: book(extra={part: body}), "read")
    for formula in (
        "cmd|'/C calc'!A0",
        "HYPERLINK(&quot;http://127.0.0.1:9/&quot;)",
        "WEBSERVICE(&quot;x&quot;)",
        "A1",
        "[1]Sheet1!A1",
        "SUM(" * 2000,
    ):
        yield xlsx(
            f"formula: {formula[:30]}",
            lambda formula=formula: rows(
                f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>'
            ),
            "read",
        )
    for width, height in ((2**31 - 1, 2**31 - 1), (50_000, 50_000), (0, 0), (1, 2**31 - 1)):
        yield xlsx(
            f"a picture of {width} by {height}",
            lambda size=(width, height): book(extra={"xl/media/image1.png": png(*size)}),
            "read",
        )
    yield xlsx(
        "a vector picture with a script",
        lambda: book(
            extra={"xl/media/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'}
        ),
        "read",
    )


DATES = (
    f'<?xml version="1.0"?><styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def re_sheets(inner: str) -> str:
    start, _, rest = PARTS["xl/workbook.xml"].partition("<sheets>")
    return f"{start}<sheets>{inner}</sheets>{rest.partition('</sheets>')[2]}"


def sheets() -> Iterator[Hostile]:
    for claim in ("A1:XFD1048576", "A1:ZZZZZZZ99999999999", "XFD1048576:A1", "-1", "A0", ""):
        yield xlsx(
            f"claims {claim}",
            lambda claim=claim: rows(dimension=claim),
            "read|damaged|limits|columns|rows",
        )
    for place in (
        "XFD1048576",
        "A1048576",
        "XFD1",
        "ZZZZZZZ1",
        "A0",
        "A-1",
        "A99999999999",
        "1A",
        "",
        "A" * 9000,
    ):
        yield xlsx(
            f"a cell at {place[:12]}",
            lambda place=place: rows(f"<row>{cell('A1', 'a')}</row><row>{cell(place, 'b')}</row>"),
            "read|damaged|limits|columns|rows",
        )
    yield xlsx(
        "300,000 rows",
        lambda: rows("".join(f"<row><c><v>{n}</v></c></row>" for n in range(300_000))),
        "rows",
    )
    for width in (201, 16_384, 1_000_000):
        wide = f"<row>{'<c><v>1</v></c>' * width}</row>"
        yield xlsx(f"{width} columns", lambda wide=wide: rows(wide), "columns|ratio|limits")
    yield xlsx(
        "a hundred thousand levels",
        lambda: rows("<a>" * 100_000 + "</a>" * 100_000),
        "damaged|read|ratio",
    )
    yield xlsx(
        "an attribute of 9 MB",
        lambda: rows(f'<row r="1" x="{random.Random(2).randbytes(4_500_000).hex()}"/>'),
        "read|damaged",
    )
    yield xlsx(
        "a cell of 9 MB",
        lambda: rows(f"<row>{cell('A1', random.Random(3).randbytes(4_500_000).hex())}</row>"),
        "read",
    )
    for value in (
        "1e308",
        "-1e308",
        "1e999",
        "NaN",
        "Infinity",
        "-1",
        "9" * 400,
        "",
        " ",
        "x",
        "2958466",
        "-99999999999999",
    ):
        for style in (' s="1"', ' s="999999"') if value == "-1" else (' s="1"',):
            yield xlsx(
                f"number {value[:9]}{style}",
                lambda value=value, style=style: book(
                    sheet_xml(f"<row><c{style}><v>{value}</v></c></row>"), {"xl/styles.xml": DATES}
                ),
                "read|damaged|empty",
            )
    for kind in ("s", "b", "e", "d", "str", "x", "inlineStr"):
        for value in ("-1", "99999999999999999999"):
            yield xlsx(
                f"type {kind} of {value}",
                lambda kind=kind, value=value: rows(f'<row><c t="{kind}"><v>{value}</v></c></row>'),
                "read|damaged|limits",
            )
    for name in ("", "a" * 9000, "../../x", "=1+1", "\u202ex", "&lt;script&gt;", "\t"):
        yield xlsx(
            f"a sheet called {name[:9]!r}",
            lambda name=name: book(
                extra={
                    "xl/workbook.xml": PARTS["xl/workbook.xml"].replace(
                        'name="s"', f'name="{name}"'
                    )
                }
            ),
            "read|damaged",
        )
    many = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r1"/>' for n in range(2_000))
    yield xlsx(
        "two thousand sheets in one",
        lambda: book(extra={"xl/workbook.xml": re_sheets(many)}),
        "sheets",
    )
    yield xlsx(
        "no sheet", lambda: book(extra={"xl/workbook.xml": re_sheets("")}), "read|damaged|empty"
    )
    yield xlsx(
        "a sheet that is not there",
        lambda: book(extra={"xl/workbook.xml": PARTS["xl/workbook.xml"].replace("r1", "r9")}),
        "read|damaged",
    )
    for tries, text in {
        "no XML": b"hello",
        "half of a sheet": GOOD[:90].encode(),
        "wrong bytes": GOOD.replace("hello", "\xff").encode("latin-1"),
        "NULs": GOOD.replace("hello", "a\0b").encode(),
        "a CDATA without end": GOOD.replace("hello", "<![CDATA[").encode(),
        "nothing": b"",
        "a comment without end": b"<!--" + GOOD.encode(),
        "numeric characters": GOOD.replace("hello", "&#0;&#xD800;&#x110000;").encode(),
        "merged cells": sheet_xml(ROW)
        .replace(
            "</worksheet>",
            "<mergeCells>"
            + '<mergeCell ref="A1:XFD1048576"/>' * 9000
            + "</mergeCells></worksheet>",
        )
        .encode(),
    }.items():
        yield xlsx(f"a sheet with {tries}", lambda text=text: book(text), "read|damaged|empty")
