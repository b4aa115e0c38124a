"""Counts that travel: a region's sufficient statistics in a file with its signature.

Adding such files gives the figures of a nation without any row about a person leaving a region.
The signature (Ed25519) covers the body as canonical JSON; whoever adds says whose keys they trust.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from guihang.engines.definitions import DICTIONARY
from guihang.engines.figures.cohort_counts import CohortCounts, added
from guihang.engines.figures.indicators import ENGINE, figure
from guihang.engines.words import Words

FORMAT = "guihang-counts 1"


class Unreadable(ValueError):
    """A file of counts that is not one, was changed, or comes from a key that is not trusted."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, eq=False, slots=True)
class Carried:
    """Counts with where they are from. Facilities are positions in ``facilities``."""

    region: str
    cut_off: date
    facilities: tuple[str, ...]
    counts: CohortCounts


def new_key(path: Path) -> str:
    """Write a new signing key, readable by its owner only; return its public key as hex."""
    key = Ed25519PrivateKey.generate()
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key.public_key().public_bytes_raw().hex()


def signed(carried: Carried, key_file: Path) -> str:
    """Return the file's text. Raises Unreadable for a key file that is none."""
    try:
        key = load_pem_private_key(key_file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Unreadable(Words("读不出签名密钥", "The signing key cannot be read")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unreadable(Words("签名密钥应为 Ed25519", "The signing key must be Ed25519"))
    body = {
        "format": FORMAT, "engine": ENGINE, "region": carried.region,
        "cut_off": carried.cut_off.isoformat(), "facilities": list(carried.facilities),
        "times": carried.counts.times.tolist(), "states": carried.counts.states.tolist(),
    }  # fmt: skip
    signature = key.sign(_canonical(body))
    seal = {"key": key.public_key().public_bytes_raw().hex(), "signature": signature.hex()}
    return json.dumps({"body": body, "seal": seal}, ensure_ascii=False)


def opened(text: str, trusted: frozenset[str]) -> Carried:
    """Return the counts of a file signed by one of the trusted keys (hex). Raises Unreadable."""
    try:
        found = json.loads(text)
        body, seal = found["body"], found["seal"]
        key, signature = seal["key"], bytes.fromhex(seal["signature"])
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(Words("不是计数文件", "This is no file of counts")) from error
    if key not in trusted:
        words = Words("签名者不在信任名单中：{key}", "Signed by a key that is not trusted: {key}")
        raise Unreadable(words.fill(key=key[:16]))
    try:
        public.verify(signature, _canonical(body))
    except InvalidSignature as error:
        raise Unreadable(
            Words("签名不符：文件被改动过", "The signature does not fit: the file was changed")
        ) from error
    if body.get("format") != FORMAT or body.get("engine") != ENGINE:
        raise Unreadable(
            Words(
                "计算方法版本不同，不能相加",
                "Made by another version of the calculation: cannot be added",
            )
        )
    tables = (np.array(body[name], np.int64).reshape(-1, 5) for name in ("times", "states"))
    return Carried(
        body["region"], date.fromisoformat(body["cut_off"]), tuple(body["facilities"]),
        CohortCounts(*tables),
    )  # fmt: skip


def merged(parts: list[Carried]) -> Carried:
    """Add counts of one cut-off; a facility is told apart by its region.

    Raises Unreadable for a region twice, or for cut-offs that differ.
    """
    names = [part.region for part in parts]
    if len(set(names)) < len(names):
        raise Unreadable(Words("同一地区出现了两次", "A region is there twice"))
    if len({part.cut_off for part in parts}) > 1:
        raise Unreadable(Words("各地区的数据截止日不同", "The regions have different cut-offs"))
    labels = [f"{part.region}/{one}" for part in parts for one in part.facilities]
    moved, start = [], 0
    for part in parts:
        shifted = [rows.copy() for rows in (part.counts.times, part.counts.states)]
        for rows in shifted:
            rows[:, 0] += start
        moved.append(CohortCounts(*shifted))
        start += len(part.facilities)
    return Carried("+".join(names), parts[0].cut_off, tuple(labels), added(moved))


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def together(carried: Carried) -> Carried:
    """Return the counts with all facilities of the region added together."""
    tables = [rows.copy() for rows in (carried.counts.times, carried.counts.states)]
    for rows in tables:
        rows[:, 0] = 0
    return Carried(carried.region, carried.cut_off, ("all",), added([CohortCounts(*tables)]))


def figures_of(carried: Carried) -> dict[str, Any]:
    """Return every figure of the cohort as plain values, with its definition's version."""
    found = []
    for definition in DICTIONARY.values():
        if definition.horizon is None:
            continue
        one = figure(definition, carried.counts, carried.cut_off)
        found.append({
            "code": one.code, "version": one.version, "numerator": one.numerator,
            "denominator": one.denominator, "value": one.value, "lower": one.lower,
            "upper": one.upper, "lost": one.lost, "reach": one.reach,
            "provisional": one.provisional, "reason": one.reason.code if one.reason else None,
        })  # fmt: skip
    return {
        "region": carried.region, "cut_off": carried.cut_off.isoformat(), "engine": ENGINE,
        "people": carried.counts.people(), "figures": found,
    }  # fmt: skip
