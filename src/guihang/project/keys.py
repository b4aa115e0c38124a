"""``guihang keys``: the keys of persons and of backups on the command line."""

import os
from datetime import datetime
from pathlib import Path

import click

from guihang.core.command import Unusable
from guihang.core.postgres import sealed
from guihang.core.postgres.store import Store
from guihang.engines.words import Words
from guihang.project.places import backup_store


@click.group(help="密钥：轮换与停用 · Keys: exchange them, forget old ones.")
def keys() -> None:
    import django

    django.setup()


@keys.command(
    short_help="换新的根密钥，不停机 · A new root key, without stopping anything.",
    help="换新的根密钥：重新包裹每个人的密钥，期间照常使用；被打断后再运行一次即可。旧密钥留在密钥文件里，"
    "直到用到它的备份都已过期(guihang keys retire)。同时换新的备份密钥。\n\n"
    "A new root key: every person's key is wrapped anew while everybody works; run it again if it "
    "was cut short. The old key stays in the key file until no backup needs it (guihang keys "
    "retire). The backups get a new key too.",
)
def rotate() -> None:
    from django.utils import timezone
    from rich.console import Console
    from rich.progress import Progress

    from guihang.cases import rotation

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("密钥 · Keys", total=None)
        done = rotation.rotate(timezone.now(), lambda keys: bar.update(task, completed=keys))
    add_backup_key(backup_store().keys)
    click.echo(f"已重新包裹 · Wrapped anew: {done.rewrapped} / {done.keys}")
    click.echo("请马上另存密钥文件 · Keep a copy of the key files now, apart from the backups.")


def add_backup_key(kept: sealed.Keys) -> None:
    """Put a new key in front; backups made before stay readable with the ones behind it."""
    kept.newest()
    content = os.urandom(sealed.KEY_BYTES) + kept.file.read_bytes()
    draft = kept.file.with_name(f".{kept.file.name}.new")
    draft.unlink(missing_ok=True)
    sealed.put(draft, content, mode=0o400)
    draft.rename(kept.file)


@keys.command(
    short_help="停用旧的根密钥 · Forget old root keys.",
    help="从密钥文件中去掉旧的根密钥；只要还有记录或备份用到它，就拒绝。\n\n"
    "Take old root keys out of the key file; refused while a record or a backup needs one.",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def retire(folder: Path | None) -> None:
    from guihang.cases import rotation
    from guihang.core import crypto

    crypto.renewed()
    if reasons := needed(rotation.left(), crypto.ring().added[0], backup_store(folder)):
        raise Unusable(*reasons)
    crypto.drop_old_roots()
    click.echo("旧的根密钥已停用 · Old root keys are forgotten.")


def needed(left: int, added: str, store: Store) -> list[Words]:
    """Return every reason to keep the older root keys."""
    reasons = []
    if left:
        reasons.append(
            Words(
                f"还有 {left} 把个人密钥由旧密钥包裹，请先运行 guihang keys rotate。",
                f"Old keys still wrap {left} keys of persons; run guihang keys rotate first.",
            )
        )
    older = [row for row in store.all() if added and row.began_at <= datetime.fromisoformat(added)]
    if older:
        reasons.append(
            Words(
                f"轮换之前的备份还有 {len(older)} 份，恢复它们需要旧密钥。",
                f"There are {len(older)} backups from before the rotation; they need the old key.",
            )
        )
    return reasons
