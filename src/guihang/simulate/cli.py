"""``guihang simulate``: many invented people at once, for benches and trials of size."""

import json

import click


@click.command(
    short_help="生成大量虚构人员，供测试用 · Make many invented people, for benches.",
    help="把虚构人员直接写入当前数据库(一百万人约十分钟)。库中若有非演示数据则拒绝。\n\n"
    "Copy invented people straight into the present database (a million in about ten minutes). "
    "Refused where the database holds anything else.",
)
@click.option(
    "--people", type=click.IntRange(1, 2_000_000), default=10_000, show_default=True,
    help="人数 · How many people.",
)  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="随机种子 · Seed of chance.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON.")
def simulate(people: int, seed: int, as_json: bool) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from guihang.simulate import bulk

    if as_json:
        *_, last = bulk.fill(now=timezone.now(), seed=seed, people=people)
        click.echo(json.dumps({"people": last.done, "seconds": round(last.seconds, 1)}))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    # No refreshing thread: the work is forked while the bar is shown.
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as bar:
        task = bar.add_task("", total=people)
        for step in bulk.fill(now=timezone.now(), seed=seed, people=people):
            words = f"{step.words.zh} · {step.words.en}"
            bar.update(task, completed=step.done, description=words, refresh=True)
    click.echo(f"{people} 人 · people, {step.seconds:.1f} s")
