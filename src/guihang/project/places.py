"""Where this installation keeps what it makes, found without Django."""

import os
from pathlib import Path

from guihang.core.postgres.sealed import Keys
from guihang.core.postgres.store import Store

ROOT = Path(__file__).resolve().parents[3]


def var_folder() -> Path:
    """The folder of everything that is made at run time: ``GUIHANG_VAR``, or ``var`` beside src."""
    return Path(os.environ.get("GUIHANG_VAR") or ROOT / "var")


def backup_store(directory: Path | None = None) -> Store:
    """Where backups are kept (``GUIHANG_BACKUPS``), with their keys (``GUIHANG_BACKUP_KEY``)."""
    folder = directory or Path(os.environ.get("GUIHANG_BACKUPS") or var_folder() / "backups")
    keys = os.environ.get("GUIHANG_BACKUP_KEY") or var_folder() / "keys" / "backup.key"
    return Store(folder.absolute(), Keys(Path(keys)))
