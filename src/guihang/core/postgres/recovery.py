"""From backups and the log to a data directory that replays itself up to a moment."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

from guihang.core.postgres import backup
from guihang.core.postgres.backup import Backup
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.programs import Programs
from guihang.core.postgres.store import Point, Store
from guihang.engines.words import Words

AUTO = "postgresql.auto.conf"
SIGNAL = "recovery.signal"


def assemble(store: Store, newest: Backup, draft: Path, programs: Programs) -> None:
    """Write a proven data directory to ``draft``: the full backup, or it and what changed since."""
    chain = store.chain(newest)
    parts = [draft.with_name(f"{draft.name}.{number}") for number, _ in enumerate(chain)]
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for row, part in zip(chain, parts, strict=True):
            backup.unpack(row, part, store.keys, programs)
        if len(parts) == 1:
            parts[0].rename(draft)
            return
        _combine(parts, draft, programs)
        if bad := backup.proof(draft, programs):
            raise backup.damaged(newest.folder, bad)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    finally:
        for part in parts:
            shutil.rmtree(part, ignore_errors=True)


def _combine(parts: list[Path], draft: Path, programs: Programs) -> None:
    command = [
        programs.path("pg_combinebackup"),
        "--manifest-checksums=SHA256",
        f"--output={draft}",
        *map(str, parts),
    ]
    result = subprocess.run(command, check=False, capture_output=True, env={"LC_ALL": "C"})
    if result.returncode:
        output = result.stderr.decode(errors="replace")[-2000:].strip()
        raise ServerProblem(
            Words(f"备份无法合并：\n{output}", f"The backups do not combine:\n{output}")
        )


def aim(data: Path, log: str, to: datetime | Point | None, timeline: int) -> None:
    """Have the server in ``data`` replay the log in the folder ``log``, as far as ``to``."""
    lines = [
        f'restore_command = \'cp "{log}/%f" "%p"\'',
        f"recovery_target_timeline = '{timeline}'",
        "recovery_target_action = 'promote'",
        "hot_standby = 'off'",  # nobody looks before it is there
    ]
    if isinstance(to, Point):
        lines.append(f"recovery_target_name = '{to.name}'")
    elif to:
        lines.append(f"recovery_target_time = '{to.isoformat()}'")
    with (data / AUTO).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    (data / SIGNAL).touch(mode=0o600)


def arrived(data: Path) -> None:
    """Forget the aim: the server has reached it and goes on by itself."""
    lines = (data / AUTO).read_text(encoding="utf-8").splitlines(keepends=True)
    ours = ("restore_command", "recovery_target", "hot_standby")
    with (data / AUTO).open("w", encoding="utf-8") as file:
        file.writelines(line for line in lines if not line.startswith(ours))
