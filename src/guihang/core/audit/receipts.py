"""A receipt: proof that one row stands in the signed log, checked without the database.

It holds the text of the row, the path to the root of its batch, and the seal. A person's receipt
also holds the path from their own id to the root over the people of that page; it names nobody
else. To check one needs the public keys, and the witness for the last bit of certainty.
"""

import json
from typing import Any, cast

from guihang.core.audit import keys, leaves, seals, witness
from guihang.core.audit.checks import covered
from guihang.core.models import LogSeal
from guihang.engines import merkle
from guihang.engines.words import Words

FORMAT = "guihang-receipt-1"

type Receipt = dict[str, Any]


def receipt(table: str, key: object, *, about: str = "", using: str = "default") -> Receipt | None:
    """Return the receipt of a row, or nothing while it is not sealed. The scope is open.

    ``about``: the subject (case) who is shown it.
    """
    found = leaves.row(using, leaves.NEWEST, table, str(key))
    seal = found and _seal_of(found[0], found[1].xid, using)
    if not found or not seal:
        return None
    if seal.layout != leaves.NEWEST:
        found = leaves.row(using, seal.layout, table, str(key)) or found
    _, row, people = found
    sealed = bytes(seal.leaves)
    hashes = [sealed[place : place + 32] for place in range(0, len(sealed), 32)]
    if row.leaf not in hashes:
        return None  # the row was changed: the log does not hold, and a check says so
    index = hashes.index(row.leaf)
    made: Receipt = {
        "format": FORMAT, "row": row.text, "index": index,
        "path": [one.hex() for one in merkle.path(index, hashes)], "seal": seals.told(seal),
        "signature": bytes(seal.signature).hex(), "key": bytes(seal.key).hex(),
    }  # fmt: skip
    if about and table == leaves.ENTRY:
        made["person"] = {"subject": about}
    elif about in people:
        place, others = people.index(about), leaves.people_leaves(people)
        made["person"] = {
            "subject": about, "index": place, "size": len(people),
            "path": [one.hex() for one in merkle.path(place, others)],
        }  # fmt: skip
    return made


def _seal_of(epoch: int, xid: int, using: str) -> LogSeal | None:
    rows = LogSeal.objects.using(using).filter(begins__lte=xid, ends__gt=xid)
    return next((seal for seal in rows if covered(seal) == epoch), None)


def doubts(receipt: Receipt) -> list[Words]:
    """Return everything that speaks against a receipt; nothing when it proves what it says."""
    try:
        return _doubts(receipt)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [Words("不是完整的回执", "this is not a whole receipt")]


def _doubts(given: Receipt) -> list[Words]:
    seal, found = given["seal"], []
    if given["format"] != FORMAT:
        return [Words("格式未知", "unknown format")]
    head, key = seals.head_of(seal), bytes.fromhex(given["key"])
    leaf, root = merkle.leaf(given["row"].encode()), bytes.fromhex(seal["root"])
    path = [bytes.fromhex(one) for one in given["path"]]
    if not merkle.holds(leaf, given["index"], seal["rows"], path, root):
        found.append(Words("该行不在这一批中", "the row is not in this batch"))
    if key not in keys.trusted():
        found.append(Words("签名密钥不可信", "the key that signed it is not trusted"))
    elif not keys.signed(head, bytes.fromhex(given["signature"]), key):
        found.append(Words("签名不符", "the signature does not fit"))
    if "person" in given and not _shows(given["row"], given["person"], seal["layout"]):
        found.append(Words("该行与此人无关", "the row is not about this person"))
    if witness.file().exists() and not _witnessed(seal, head):
        found.append(Words("见证文件中没有这一批", "the witness does not know this batch"))
    return found


def _shows(text: str, person: dict[str, Any], layout: int) -> bool:
    """Whether the person is among those of whom the row holds the root."""
    table, _, *cells = json.loads(text)
    columns = leaves.LAYOUTS[layout][table]
    if "subjects" not in columns:
        return cast(bool, cells[list(columns).index("subject_id")] == person["subject"])
    root = bytes.fromhex(cells[list(columns).index("subjects")])
    path = [bytes.fromhex(one) for one in person["path"]]
    leaf = leaves.people_leaves([person["subject"]])[0]
    return merkle.holds(leaf, person["index"], person["size"], path, root)


def _witnessed(seal: dict[str, Any], head: bytes) -> bool:
    place = seal["epoch"], seal["number"]
    return any(
        line.place == place and line.head == head.hex()
        for line in witness.lines() if isinstance(line, witness.Line)
    )  # fmt: skip
