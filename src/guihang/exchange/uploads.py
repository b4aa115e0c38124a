"""Files that come in over the page: kept only while they are worked on, and only for their sender.

Paths hold nothing but the random id of the upload; folder and files are readable by the product
alone.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override

from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach, Refused
from guihang.exchange.models import Upload
from guihang.exchange.preview import SheetPreview, preview
from guihang.exchange.run import run
from guihang.exchange.sheets import error_sheet
from guihang.people.models import User
from guihang.people.queries import StaffActor, actor_of

KEPT = timedelta(days=7)
"""How long a sender can fetch the rows that were refused."""


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _file(upload: Upload) -> Path:
    return _folder() / f"{upload.id}{Path(upload.name).suffix.lower()[:5]}"


def errors_file(upload: Upload) -> Path:
    """Return where the refused rows of an upload are, if there are any."""
    return _folder() / f"{upload.id}.errors.xlsx"


def _progress_file(upload: Upload) -> Path:
    return _folder() / f"{upload.id}.progress"


def accept(name: str, chunks: Iterable[bytes], *, actor: StaffActor, at: datetime) -> Upload:
    """Store a file and make sure that it can be read. Raises Refused and keeps nothing."""
    upload = Upload(
        id=uuid7(), user_id=actor.user_id, name=Path(name).name[-200:], state=Upload.State.READ,
        sent_at=at, language=get_language() or "zh-hans",
    )  # fmt: skip
    path = _file(upload)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        for chunk in chunks:
            out.write(chunk)
    try:
        upload.total = sum(sheet.rows for sheet in preview(path, actor=actor, name=upload.name))
    except BaseException:
        path.unlink()
        raise
    upload.save(force_insert=True)
    return upload


def mine(actor: StaffActor) -> list[Upload]:
    """Return the uploads of one user, newest first."""
    return list(Upload.objects.filter(user_id=actor.user_id).order_by("-sent_at")[:20])


def get(pk: UUID, *, actor: StaffActor) -> Upload:
    """Return one upload of this user; raises OutOfReach for anybody else's."""
    found = Upload.objects.filter(pk=pk, user_id=actor.user_id).first()
    if found is None:
        raise OutOfReach
    if found.state == Upload.State.RUNNING and _progress_file(found).exists():
        said = _progress_file(found).read_text().split()
        found.done, found.total = map(int, said) if len(said) == 2 else (0, found.total)
    return found


def shown(upload: Upload, actor: StaffActor) -> list[SheetPreview]:
    """Return the first rows of an upload that still waits for its sender's word."""
    path = _file(upload)
    return preview(path, actor=actor, name=upload.name) if path.exists() else []


def start(upload: Upload, *, dry_run: bool) -> bool:
    """Put an upload in the queue once; a second click changes nothing."""
    waiting = Upload.objects.filter(pk=upload.pk, state__in=(Upload.State.READ, Upload.State.DONE))
    if not _file(upload).exists():
        return False
    return bool(
        waiting.update(state=Upload.State.WAITING, dry_run=dry_run, done=0, finished_at=None)
    )


def carry_out(pk: UUID, *, at: datetime) -> None:
    """Import (or try) one upload with its sender's rights, and keep the refused rows for them."""
    claimed = Upload.objects.filter(pk=pk, state=Upload.State.WAITING)
    if not claimed.update(state=Upload.State.RUNNING):
        return
    upload = Upload.objects.select_related("user").get(pk=pk)
    path = _file(upload)

    def progress(done: int, total: int) -> None:
        # In a file: a dry run takes back all that it wrote to the database, this too.
        _progress_file(upload).write_text(f"{done} {total}")

    try:
        actor = actor_of(_active(upload.user), timezone.localdate(at))
        with override(upload.language):
            report = run(
                path, actor=actor, at=at, name=upload.name, dry_run=upload.dry_run,
                progress=progress,
            )  # fmt: skip
            errors_file(upload).unlink(missing_ok=True)
            if report.refused:
                error_sheet(path, report, errors_file(upload), name=upload.name)
    except Refused as refused:
        _end(upload, Upload.State.FAILED, problem="\n".join(map(str, refused.reasons)))
        return
    except Exception:
        _end(upload, Upload.State.FAILED, problem="")
        raise
    _end(
        upload, Upload.State.DONE, stored=report.stored, repeated=report.repeated,
        refused=report.refused, done=report.rows, total=report.rows,
    )  # fmt: skip
    if not upload.dry_run:
        path.unlink(missing_ok=True)


def _active(user: User) -> User:
    if not user.is_active:
        raise OutOfReach
    return user


def _end(upload: Upload, state: Upload.State, **values: object) -> None:
    Upload.objects.filter(pk=upload.pk).update(state=state, finished_at=timezone.now(), **values)


def drop_old(now: datetime) -> int:
    """Remove files whose time is over; the counts of what was imported stay."""
    kept = set(Upload.objects.filter(sent_at__gt=now - KEPT).values_list("id", flat=True))
    gone = [file for file in _folder().iterdir() if file.name[:36] not in {str(pk) for pk in kept}]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)
