"""``guihang worker``: the process that runs the timetable."""

import click

MISSED_SECONDS = 24 * 3600
"""A run missed within a day is made up when the worker starts: a computer may sleep at night."""

GRACE_SECONDS = 8
"""How long a running job may go on after a stop was asked for; each case is its own transaction."""


@click.command(
    short_help="运行定时任务 · Run the timetable.",
    help="运行定时任务和后台任务，直到收到停止信号。\n\n"
    "Run the timetable and jobs in the background until told to stop.",
)
def worker() -> None:
    import django

    django.setup()
    from procrastinate.contrib.django import app

    # Two at a time: the log leaves every minute, also while a restore is being tried.
    with app.replace_connector(app.connector.get_worker_connector()) as running:
        running.periodic_defaults = {"max_delay": MISSED_SECONDS}
        running.run_worker(name="guihang", concurrency=2, shutdown_graceful_timeout=GRACE_SECONDS)
