"""Secrets that the machine makes for itself on first use."""

import os
import secrets
from pathlib import Path


def secret(file: Path) -> str:
    """Return the secret in ``file``, made on first use and readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(48))
    return file.read_text()
