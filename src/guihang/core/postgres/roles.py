"""The three roles and the database of a fresh or restored cluster.

====================  =====================================================================
``guihang_owner``     owns the database and its tables; migrations; may create test databases
``guihang_app``       the running product: sees what policies and grants give it, no more
``guihang_backup``    copies the whole cluster; reads everything, changes nothing
====================  =====================================================================
"""

import secrets
from typing import Literal, get_args

import psycopg
from psycopg import sql

from guihang.core.postgres.parameters import write_private
from guihang.core.postgres.places import Places

Role = Literal["owner", "app", "backup"]
DATABASE = "guihang"

RIGHTS: dict[Role, str] = {
    "owner": "NOSUPERUSER NOCREATEROLE CREATEDB NOREPLICATION NOBYPASSRLS",
    "app": "NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS",
    "backup": "NOSUPERUSER NOCREATEROLE NOCREATEDB REPLICATION BYPASSRLS",
}

GRANTS = f"""
GRANT pg_read_all_data TO guihang_backup;
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO guihang_app, guihang_backup;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO guihang_owner, guihang_backup;
"""
IN_DATABASE = """
GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO guihang_backup;
"""


def password(places: Places, role: Role) -> str:
    """The role's password, from a file that only the directory's owner may read."""
    return (places.passwords / role).read_text(encoding="utf-8")


def prepare(places: Places) -> None:
    """Make roles, passwords and database what they should be; harmless when they already are."""
    with _superuser(places, "postgres") as connection:
        for role in get_args(Role):
            _ensure_password(places, role)
            _ensure_role(connection, role, password(places, role))
        _ensure_database(connection)
        connection.execute(GRANTS)
    with _superuser(places, DATABASE) as connection:
        connection.execute(IN_DATABASE)


def _superuser(places: Places, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(places.socket), user="postgres", dbname=database, autocommit=True
    )


def _ensure_password(places: Places, role: Role) -> None:
    if not (places.passwords / role).exists():
        places.passwords.mkdir(mode=0o700, exist_ok=True)
        places.keeper.give(places.passwords)
        write_private(places.passwords / role, secrets.token_urlsafe(32), places.keeper)


def _ensure_role(connection: psycopg.Connection, role: Role, secret: str) -> None:
    name = f"guihang_{role}"
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    # Only the verifier travels: the server never sees the password itself.
    verifier = connection.pgconn.encrypt_password(secret.encode(), name.encode(), b"scram-sha-256")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
            verb, sql.Identifier(name), sql.SQL(RIGHTS[role]), sql.Literal(verifier.decode())
        )
    )


def _ensure_database(connection: psycopg.Connection) -> None:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    if not connection.execute(query, [DATABASE]).fetchone():
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER guihang_owner")
