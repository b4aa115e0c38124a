"""The tables of the reference folder as columns, with the covariates that its models derive."""

import csv
import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Column = NDArray[np.float64]
type Row = Mapping[str, str]

CODES: dict[str, dict[str, float]] = {"sex": {"F": 0, "M": 1}}


def derived(row: Row) -> dict[str, float]:
    """Return the covariates that no file holds; NaN where a part is missing."""
    found: dict[str, float] = {}
    if "treatment" in row:
        found["mmt"] = float(row["treatment"] == "Methadone")
    if "ivhx" in row:
        found["ivhx3"] = math.nan if row["ivhx"] == "" else float(float(row["ivhx"]) == 3)
        tries = number(row["ndrugtx"])
        found["ndrugfp1"] = 10 / (tries + 1)
        found["ndrugfp2"] = found["ndrugfp1"] * math.log((tries + 1) / 10)
    return found


def number(text: str) -> float:
    """Return the number of a cell, NaN where it is blank or a word."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def table(path: Path) -> dict[str, Column]:
    """Return every column of numbers, (n,), blank cells as NaN."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read: dict[str, Callable[[str], float]] = {
        name: (lambda text, codes=CODES[name]: codes[text]) if name in CODES else number
        for name in rows[0]
    }
    columns = {name: np.array([change(row[name]) for row in rows]) for name, change in read.items()}
    extra = [derived(row) for row in rows]
    return columns | {name: np.array([one[name] for one in extra]) for name in extra[0]}
