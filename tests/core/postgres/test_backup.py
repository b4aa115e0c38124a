"""A backup comes back whole, to any moment, or is refused by name before anything is touched."""

import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster, ServerProblem, backup, keeping, sealed
from guihang.core.postgres.backup import Backup
from guihang.core.postgres.store import Store

CANARY = "那日松巴图 15012319900307123X"
"""A name that must not be readable in any file of a backup."""


@pytest.fixture(scope="module")
def source(shared: Cluster) -> Cluster:
    with psycopg.connect(shared.url("owner")) as connection:
        connection.execute("CREATE TABLE kept (n int, name text)")
        connection.execute("GRANT SELECT ON kept TO guihang_app")
    write(shared, 5000)
    return shared


def write(cluster: Cluster, rows: int) -> None:
    with psycopg.connect(cluster.url("owner")) as connection:
        connection.execute(
            "INSERT INTO kept SELECT n, %s FROM generate_series(1, %s) n", [CANARY, rows]
        )


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url("app")) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return int(row[0])


@pytest.fixture(scope="module")
def filled(source: Cluster, module_folder: Path) -> tuple[Store, datetime]:
    """A full backup of 5000, the point "six" at 6000, a moment at 7000, and what changed to 9000."""
    store = Store(module_folder / "store", sealed.Keys(module_folder / "keys" / "backup.key"))
    source.backup(store)
    write(source, 1000)
    source.mark(store, "six")
    write(source, 1000)
    moment = datetime.now(UTC)
    write(source, 1000)
    source.backup(store)
    write(source, 1000)
    source.flush(store)
    return store, moment


@pytest.fixture
def store(filled: tuple[Store, datetime], tmp_path: Path) -> Store:
    """A store that the test may damage."""
    folder = Path(shutil.copytree(filled[0].directory, tmp_path / "store"))
    return Store(folder, filled[0].keys)


def test_the_first_backup_is_full_and_the_next_holds_what_changed(store: Store) -> None:
    full, incremental = store.all()
    assert (full.kind, full.parent) == ("full", "")
    assert (incremental.kind, incremental.parent) == ("incremental", full.name)
    assert incremental.bytes < full.bytes / 2
    for row in (full, incremental):
        assert backup.verify(row.folder, store.keys) == row


@pytest.mark.parametrize(
    ("to", "rows"), [(None, 9000), ("six", 6000), ("moment", 7000)], ids=["latest", "point", "time"]
)
def test_it_is_restored_to_the_latest_state_a_named_point_and_a_moment(
    cluster: Cluster, store: Store, filled: tuple[Store, datetime], to: str | None, rows: int
) -> None:
    aim = filled[1] if to == "moment" else store.point(to) if to else None
    assert cluster.restore(store, aim) is None
    assert count(cluster) == rows
    write(cluster, 1)
    cluster.stop()
    cluster.start()
    assert count(cluster) == rows + 1


def test_after_a_restore_the_new_course_is_followed(cluster: Cluster, store: Store) -> None:
    cluster.restore(store, store.point("six"))
    write(cluster, 5)
    cluster.flush(store)
    cluster.stop()
    cluster.restore(store)
    assert count(cluster) == 6005
    cluster.backup(store)
    write(cluster, 5)
    cluster.flush(store)
    cluster.stop()
    cluster.restore(store)
    assert count(cluster) == 6010


def test_nothing_is_restored_over_a_running_server(source: Cluster, store: Store) -> None:
    pid = source.status().pid
    with pytest.raises(ServerProblem, match="database is running"):
        source.restore(store)
    assert source.status().pid == pid
    assert not source.places.draft.exists()


def test_the_old_data_stays_aside(running: Cluster, store: Store) -> None:
    with psycopg.connect(running.url("owner")) as connection:
        connection.execute("CREATE TABLE before ()")
    running.stop()
    aside = running.restore(store)
    assert count(running) == 9000
    running.stop()
    assert aside
    running.places.data.rename(running.places.draft)
    aside.rename(running.places.data)
    running.start()
    with psycopg.connect(running.url("owner")) as connection:
        assert connection.execute("SELECT count(*) FROM before").fetchone() == (0,)


@pytest.mark.parametrize("fails", ["afterwards", "never there"])
def test_a_restore_that_fails_gives_way_to_the_old_data(
    running: Cluster, store: Store, fails: str
) -> None:
    with psycopg.connect(running.url("owner")) as connection:
        connection.execute("CREATE TABLE before ()")
    running.stop()

    def refuse(_: psycopg.Connection) -> None:
        raise ServerProblem(backup.damaged(Path(), ["afterwards"]).words)

    later = datetime.now(UTC) + timedelta(hours=1)
    with pytest.raises(ServerProblem, match=r"afterwards|recovery ended before"):
        running.restore(
            store, later if fails == "never there" else None,
            afterwards=[refuse] if fails == "afterwards" else [],
        )  # fmt: skip
    running.start()
    with psycopg.connect(running.url("owner")) as connection:
        assert connection.execute("SELECT count(*) FROM before").fetchone() == (0,)


def test_a_moment_before_the_first_backup_is_refused(cluster: Cluster, store: Store) -> None:
    with pytest.raises(ServerProblem, match="no backup from before"):
        cluster.restore(store, datetime.now(UTC) - timedelta(days=1))


def test_progress_is_told_in_bytes(source: Cluster, tmp_path: Path, filled: object) -> None:
    told: list[tuple[int, int]] = []
    store = Store(tmp_path / "store", sealed.Keys(tmp_path / "key"))
    source.backup(store, progress=lambda done, expected: told.append((done, expected)))
    done, expected = told[-1]
    assert 10_000_000 < expected <= done


def test_a_backup_that_fails_leaves_nothing(source: Cluster, tmp_path: Path) -> None:
    login = source.login("backup") | {"PGPASSWORD": "wrong"}
    store = Store(tmp_path / "store", sealed.Keys(tmp_path / "key"))
    with pytest.raises(ServerProblem, match="authentication failed"):
        store.take(source.server.programs, login, timeline=None, progress=backup.quiet)
    assert not list(store.backups.iterdir())


def test_no_file_of_the_store_can_be_read_without_the_key(
    store: Store, cluster: Cluster, tmp_path: Path
) -> None:
    content = b"".join(path.read_bytes() for path in store.directory.rglob("*") if path.is_file())
    assert CANARY.encode() not in content
    opened = b"".join(b"".join(sealed.read(path, store.keys)) for path in store.log.iterdir())
    assert CANARY.encode() in opened  # the control: it is there for whoever has the key
    stranger = Store(store.directory, sealed.Keys(tmp_path / "other.key"))
    stranger.keys.newest()
    with pytest.raises(ServerProblem, match="is not in"):
        cluster.restore(stranger)


def test_only_the_owner_may_enter_until_a_group_is_let_in(store: Store) -> None:
    assert store.directory.stat().st_mode & 0o077 == 0
    assert store.keys.file.stat().st_mode & 0o377 == 0
    assert not [path for path in store.directory.rglob("*") if path.stat().st_mode & 0o027]


@pytest.mark.parametrize("name", backup.NAMES)
@pytest.mark.parametrize("damage", ["flipped", "missing", "cut"])
def test_damage_to_any_file_of_a_backup_is_found_and_named(
    store: Store, name: str, damage: str
) -> None:
    folder = store.all()[0].folder
    backup.verify(folder, store.keys)  # the control: undamaged it is accepted
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).unlink()
    if damage != "missing":
        (folder / name).write_bytes(content if damage == "flipped" else content[:-40])
    with pytest.raises(ServerProblem, match=re.escape(name)):
        backup.verify(folder, store.keys)


def test_a_file_too_many_is_found_and_named(store: Store) -> None:
    folder = store.all()[0].folder
    (folder / "16384.tar").write_bytes(b"")
    with pytest.raises(ServerProblem, match=r"16384\.tar"):
        backup.verify(folder, store.keys)


def test_a_damaged_backup_leaves_the_stopped_server_alone(running: Cluster, store: Store) -> None:
    running.stop()
    (store.all()[-1].folder / backup.BASE).write_bytes(b"")
    before = sorted(running.places.directory.iterdir())
    with pytest.raises(ServerProblem, match=re.escape(backup.BASE)):
        running.restore(store)
    assert sorted(running.places.directory.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("global/pg_filenode.map", b"\0" * 524, "global/pg_filenode.map"),
        ("global/pg_filenode.map", None, "global/pg_filenode.map"),
        ("base/1/999999", b"stray", "base/1/999999"),
        ("pg_wal", bytes(16 * 1024 * 1024), "pg_wal"),
    ],
)
def test_a_file_that_differs_from_the_manifest_is_found(
    source: Cluster, store: Store, tmp_path: Path, name: str, content: bytes | None, named: str
) -> None:
    data, programs = tmp_path / "data", source.server.programs
    backup.unpack(store.all()[0], data, store.keys, programs)
    assert backup.proof(data, programs) == []  # the control
    path = next((data / name).glob("0*")) if name == "pg_wal" else data / name
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    assert backup.proof(data, programs) == [named]


def test_a_backup_of_another_major_version_is_refused(cluster: Cluster, store: Store) -> None:
    file = store.all()[-1].folder / backup.FACTS
    facts = json.loads(file.read_text()) | {"postgresql": "17.2"}
    del facts["sum"]
    file.write_text(json.dumps(facts | {"sum": backup._sum_of(facts)}))
    with pytest.raises(ServerProblem, match=r"17\.2"):
        cluster.restore(store)


def test_the_log_is_never_overwritten_and_shipping_twice_is_harmless(
    store: Store, tmp_path: Path
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    piece = next(path for path in store.log.iterdir() if len(path.name) == 31)
    name = piece.name.removesuffix(".sealed")
    before = piece.read_bytes()
    (spool / name).write_bytes(b"".join(sealed.read(piece, store.keys)))
    assert store.ship(spool) == 1  # the same again, as after a crash
    (spool / name).write_bytes(b"another server's")
    with pytest.raises(ServerProblem, match="differs"):
        store.ship(spool)
    assert piece.read_bytes() == before
    assert (spool / name).exists()


def test_several_who_ship_at_once_move_every_piece_once(store: Store, tmp_path: Path) -> None:
    spool, aside = tmp_path / "spool", Store(tmp_path / "another", store.keys)
    spool.mkdir()
    aside.make()
    names = [f"{number:024X}" for number in range(40)]
    for name in names:
        (spool / name).write_bytes(name.encode())

    with ThreadPoolExecutor(6) as pool:
        moved = list(pool.map(lambda _: aside.ship(spool), range(6)))

    assert sum(moved) == len(names)
    assert {path.name.removesuffix(".sealed") for path in aside.log.iterdir()} == set(names)


def rows_of(days: int, tmp_path: Path) -> Iterator[Backup]:
    """A backup a night, in full each Sunday, ``days`` back from 2026-11-24."""
    full = ""
    for age in range(days, -1, -1):
        at = datetime(2026, 11, 24, 2, tzinfo=UTC) - timedelta(days=age)
        kind = "full" if at.weekday() == 6 or not full else "incremental"
        name = f"{at:%Y%m%d}-{kind}"
        yield Backup(tmp_path / name, kind, full if kind == "incremental" else "", "18.4",
                     at, at, 1, 1000 - age, 1001 - age)  # type: ignore[arg-type]  # fmt: skip
        full = name if kind == "full" else full


def test_backups_of_35_days_and_the_first_full_one_of_12_months_are_kept(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    rows = list(rows_of(500, tmp_path))
    kept = keeping.kept(rows, now)
    recent = {row.name for row in rows if now - row.began_at <= timedelta(days=35)}
    assert recent <= kept
    assert {row.parent for row in rows if row.name in recent} - {""} <= kept
    older = sorted(kept - recent)
    assert len({name[:6] for name in kept}) == 12
    assert older[0] == "20251207-full"  # the first Sunday of the twelfth month
    assert all(name.endswith("full") for name in older)
    oldest = min(row.start for row in rows if row.name in recent)
    assert keeping.log_needed_from(rows, now) <= oldest


def test_what_is_no_longer_kept_is_dropped_and_the_rest_still_restores(
    cluster: Cluster, store: Store
) -> None:
    incremental = store.all()[-1]
    assert not [name for name in store.prune(datetime.now(UTC)) if len(name) < 24 or "-" in name]
    store.prune(datetime.now(UTC) + timedelta(days=3000))
    assert incremental in store.all()
    cluster.restore(store)
    assert count(cluster) == 9000
