"""Where this installation keeps what it makes, found without Django."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def var_folder() -> Path:
    """The folder of everything that is made at run time: ``GUIHANG_VAR``, or ``var`` beside src."""
    return Path(os.environ.get("GUIHANG_VAR") or ROOT / "var")
