"""How the server is set, who may enter, and the files that say so."""

import os
import secrets
from pathlib import Path

from guihang.core.postgres.account import Account, name_of

ARCHIVE = (
    "test ! -d ../spool || if test -f ../spool/%f; then cmp -s %p ../spool/%f; else "
    "cp %p ../spool/.%f && sync ../spool/.%f && mv ../spool/.%f ../spool/%f && sync ../spool; fi"
)
"""Puts a finished piece of the log into the spool, whole or not at all, never over another one.

The first backup makes the spool; before it there is nothing to which the log could be added.
"""

PARAMETERS = {
    "cluster_name": "guihang",
    # Reachable only through a private socket. On the command line, because values there cannot
    # be overridden by a line that somebody leaves in postgresql.auto.conf.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "allow_alter_system": "off",
    # What was acknowledged stays, whatever dies.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # The log leaves in whole pieces, each within a minute, as soon as somebody keeps backups.
    "wal_level": "replica",
    "summarize_wal": "on",
    "archive_mode": "on",
    "archive_timeout": "60s",
    "archive_command": ARCHIVE,
    "wal_keep_size": "256MB",  # a long backup takes the log of its own duration along
    # Bounds the log that a start after a crash must replay.
    "max_wal_size": "512MB",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "Asia/Shanghai",
    # Half of what PostgreSQL takes by itself: the system keeps the rest in its own cache.
    "shared_buffers": "64MB",
    # No person in the log: errors quote the values that caused them, so errors are not logged.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_timezone": "Asia/Shanghai",
    "lc_messages": "C",
}

HBA = """\
# Written anew at every start.
local all         postgres                    peer map=guihang
local all         guihang_owner,guihang_app   scram-sha-256
local all         guihang_backup              scram-sha-256
local replication guihang_backup              scram-sha-256
local all         all                         reject
local replication all                         reject
host  all         all            all          reject
"""


def arguments(socket: str) -> list[str]:
    """Command-line arguments that set the server, its socket in the folder ``socket``."""
    pairs = {**PARAMETERS, "unix_socket_directories": socket}
    return [part for name, value in pairs.items() for part in ("-c", f"{name}={value}")]


def write_access_files(data: Path, account: Account) -> None:
    """Write ``pg_hba.conf`` and ``pg_ident.conf``.

    The superuser comes in without a password, but only from the account that may read the data
    files anyway, or from root.
    """
    names = sorted({name_of(os.geteuid()), name_of(account.uid)} - {""})
    ident = "".join(f'guihang "{name}" postgres\n' for name in names)
    write_private(data / "pg_hba.conf", HBA, account)
    write_private(data / "pg_ident.conf", ident, account)


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Replace a file by one that only its owner may read, whole or not at all.

    Never follows a link: root writes here into a folder that another account owns.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with open(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        if account and account.differs:
            os.fchown(file.fileno(), account.uid, account.gid)
    draft.rename(path)
