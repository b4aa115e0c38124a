"""The timetable: everything that happens without anybody asking for it, on one page.

Times are given in UTC, as the scheduler counts them, with the clock of China beside them. A run
that was missed because nothing was running is made up at the next start (``worker``). Each run
writes the moment at which it acts; running twice changes nothing more.
"""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guihang.exchange import uploads
from guihang.jobs import chores

JOB_HOURS = 7 * 24
"""Finished jobs are kept a week, for whoever asks whether the night's work was done."""


LOOKED_AT_A_TIME = 20
"""People whose sealing may be due. A few seconds of work; then whoever waits for a file has the
worker before the others are looked at."""

BEFORE_CHORES = 10


@app.task(name="guihang.import_file", queue="files", priority=BEFORE_CHORES)
def import_file(upload: str) -> None:
    """Read one file that somebody sent on the data page; its own progress stands there."""
    uploads.carry_out(UUID(upload), at=timezone.now())


@app.periodic(cron="*/10 * * * *")  # every ten minutes
@app.task(queue="timetable")
def expire_handovers(timestamp: int) -> int:
    """Mark offers that nobody answered in time; the delay is escalated 所 → 盟市局 → 区局."""
    return chores.expire_handovers(timezone.now())


@app.periodic(cron="*/10 * * * *")  # every ten minutes
@app.task(queue="timetable", queueing_lock="notice_silences")
def notice_silences(timestamp: int) -> int:
    """Start the search for people whose contact fell overdue; lists of tasks do it for their unit."""
    return chores.notice_silences(timezone.now())


@app.periodic(cron="*/5 * * * *")  # every five minutes
@app.task(queue="timetable", queueing_lock="count_again")
def count_again(timestamp: int) -> int:
    """Bring the counts of 成效 in line with what was recorded; pages count a few cases themselves."""
    return chores.count_again()


@app.periodic(cron="15 19 * * *")  # 03:15 in China
@app.task(queue="timetable", queueing_lock="plan_again")
def plan_again(timestamp: int) -> dict[str, int]:
    """Bring every open follow-up in line with the day: what the passing of time changed."""
    done, failed = chores.plan_again(timezone.now())
    return {"done": done, "failed": failed}


@app.periodic(cron="10 16 * * *")  # 00:10 in China: as soon as a term can have run out
@app.task(queue="timetable", queueing_lock="check_terms")
def check_terms(timestamp: int) -> int:
    """Find whoever is in custody past the computed end of the term."""
    return chores.check_terms(timezone.now())


@app.periodic(cron="* * * * *")  # every minute, and at the start for those that were missed
@app.task(queue="timetable", queueing_lock="seal_log")
def seal_log(timestamp: int) -> int:
    """Seal the new lines of the journal and the log of reads under a signature."""
    return chores.seal_log()


@app.periodic(cron="5 20 * * *")  # 04:05 in China
@app.task(queue="timetable", queueing_lock="verify_log")
def verify_log(timestamp: int) -> int:
    """Check the whole log against its seals and the witness."""
    return chores.verify_log(timezone.now())


@app.periodic(cron="30 19 * * *")  # 03:30 in China
@app.task(queue="timetable", queueing_lock="seal_records")
def seal_records(timestamp: int, after: str | None = None) -> dict[str, int]:
    """Seal what is due: three years after release without relapse, and no lawful delay.

    It goes on after the last person looked at: those who are refused stay behind.
    """
    some = chores.seal_some(
        timezone.now(), after=UUID(after) if after else None, limit=LOOKED_AT_A_TIME
    )
    if some.after:
        with suppress(AlreadyEnqueued):
            seal_records.defer(timestamp=timestamp, after=str(some.after))
    return {"sealed": some.done, "waiting": some.waiting}


@app.periodic(cron="5 * * * *")  # every hour
@app.task(queue="timetable")
def close_openings(timestamp: int) -> int:
    """Destroy the keys of sealed records whose day of opening is over."""
    return chores.close_openings(timezone.now())


@app.periodic(cron="30 18 * * *")  # 02:30 in China
@app.task(queue="timetable", queueing_lock="back_up")
def back_up(timestamp: int) -> str:
    """Take the backup of the night: in full once a week, else what changed since."""
    return chores.back_up(timezone.now()) if settings.GUIHANG_EMBEDDED else ""


@app.periodic(cron="* * * * *")
@app.task(queue="timetable", queueing_lock="ship_log")
def ship_log(timestamp: int) -> int:
    """Put the log of the last minute beside the backups."""
    return chores.ship_log() if settings.GUIHANG_EMBEDDED else 0


@app.periodic(cron="30 20 * * *")  # 04:30 in China; the chore itself waits for a week
@app.task(queue="timetable", queueing_lock="weekly_drill")
def weekly_drill(timestamp: int) -> bool | None:
    """Restore the newest backup beside the running database and compare."""
    return chores.run_drill(timezone.now()) if settings.GUIHANG_EMBEDDED else None


@app.task(name="guihang.drill", queue="files", queueing_lock="drill_now")
def drill_now(by: int) -> bool | None:
    """The same, because somebody asked for it on the page."""
    return chores.run_drill(timezone.now(), by=by)


@app.periodic(cron="45 19 * * *")  # 03:45 in China
@app.task(queue="timetable")
def tidy(timestamp: int) -> None:
    """Drop half-filled forms of a month ago, sessions that ran out, and files of a week ago."""
    chores.forget_drafts(timezone.now())
    chores.forget_sessions()
    uploads.drop_old(timezone.now())


@app.periodic(cron="50 19 * * *")  # 03:50 in China
@app.task(queue="timetable", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Drop finished jobs, the failed ones too: their errors stand in the log."""
    await builtin_tasks.remove_old_jobs(context, max_hours=JOB_HOURS, remove_failed=True)
