"""Reasons why the product must not run with a database login.

Row-level security protects people only while the product's own role cannot step over it, and
promises about lost work hold only while the server keeps what it acknowledged.
"""

import ipaddress

import psycopg

from guihang.engines.words import Words

REACH = """
WITH mine AS (  -- the role itself and every role that it could become
    SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
)
SELECT
    session_user::text,
    bool_or(rolsuper),
    bool_or(rolbypassrls),
    bool_or(rolcreaterole),
    bool_or(rolreplication),
    bool_or(rolname IN ('pg_execute_server_program', 'pg_read_server_files',
                        'pg_write_server_files', 'pg_read_all_data', 'pg_write_all_data')),
    EXISTS (SELECT FROM pg_database d JOIN mine ON mine.oid = datdba
            WHERE datname = current_database()),
    (SELECT count(*) FROM pg_class c JOIN mine ON mine.oid = relowner
     WHERE relkind IN ('r', 'p', 'v', 'm', 'f'))
FROM mine
"""

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


def refuse_unsafe(connection_or_url: psycopg.Connection | str) -> list[Words]:
    """All reasons against serving through this login of the product's role; empty when none."""
    if isinstance(connection_or_url, str):
        try:
            with psycopg.connect(connection_or_url, connect_timeout=10) as connection:
                return refuse_unsafe(connection)
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            return [Words(f"数据库连接不上：{error}", f"The database does not answer: {error}")]
    info = connection_or_url.info
    return [
        *_about_role(connection_or_url),
        *_about_durability(connection_or_url),
        *about_the_way(info.host, info.hostaddr, _sslmode(connection_or_url)),
    ]


def _about_role(connection: psycopg.Connection) -> list[Words]:
    row = connection.execute(REACH).fetchone()
    assert row is not None
    role, superuser, bypass, makes_roles, replicates, predefined, owns_database, tables = row
    if superuser:  # member of everything and owner of all: one reason says it
        return [
            Words(
                f"角色 {role} 是超级用户(或可以变成超级用户)，行级安全对它无效。",
                f"Role {role} is, or can become, a superuser: row-level security does not apply.",
            )
        ]
    reasons = {
        Words(
            f"角色 {role} 有 BYPASSRLS 权限(或可以取得)，行级安全对它无效。",
            f"Role {role} has, or can take, BYPASSRLS: row-level security does not apply.",
        ): bypass,
        Words(
            f"角色 {role} 有 CREATEROLE 权限，可以给自己别的角色。",
            f"Role {role} has CREATEROLE and can give itself other roles.",
        ): makes_roles,
        Words(
            f"角色 {role} 有 REPLICATION 权限，可以复制整个数据库。",
            f"Role {role} has REPLICATION and can copy the whole database.",
        ): replicates,
        Words(
            f"角色 {role} 属于 pg_read_all_data 一类的内置角色，绕过授权。",
            f"Role {role} is in a built-in role such as pg_read_all_data, past all grants.",
        ): predefined,
        Words(
            f"角色 {role} 拥有这个数据库。",
            f"Role {role} owns the database.",
        ): owns_database,
        Words(
            f"角色 {role} 拥有 {tables} 张表，可以关掉它们的行级安全。",
            f"Role {role} owns tables ({tables}) and can switch their row-level security off.",
        ): tables,
    }
    return [words for words, holds in reasons.items() if holds]


def _about_durability(connection: psycopg.Connection) -> list[Words]:
    settings = {name: _setting(connection, name) for name in DURABLE}
    return [
        Words(
            f"服务器设置 {name}=off：断电会丢失已确认的记录。",
            f"The server is set to {name}=off: a power cut would lose acknowledged records.",
        )
        for name, value in settings.items()
        if value == "off"
    ]


def _setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def about_the_way(host: str, address: str, sslmode: str) -> list[Words]:
    """Whether strangers on the way could read along or pose as the server.

    ``address`` is the number that was connected to, empty for a socket.
    """
    local = not address or ipaddress.ip_address(address.partition("%")[0]).is_loopback
    if local or sslmode == "verify-full":
        return []
    return [
        Words(
            f"到 {host} 的连接没有核实服务器证书，请在地址中加 sslmode=verify-full。",
            f"The connection to {host} does not verify the server's certificate; "
            "put sslmode=verify-full into the address.",
        )
    ]


def _sslmode(connection: psycopg.Connection) -> str:
    options = {option.keyword: option.val for option in connection.pgconn.info}
    return (options[b"sslmode"] or b"").decode()
