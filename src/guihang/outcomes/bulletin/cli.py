"""``guihang bulletin``: the bulletin of a year as a file."""

from pathlib import Path

import click

from guihang.core.command import Unusable
from guihang.engines.words import Words

ENDINGS = (".docx", ".pdf")


@click.command(
    short_help="工作简报 · The bulletin of a year",
    help="按本地区的记录写出一年的工作简报(Word 或 PDF)。记录不支持的句子不写。\n\n"
    "Write the bulletin of a year from the region's records, as Word or PDF. A sentence that the "
    "records do not support is not written.",
)
@click.option("--year", type=click.IntRange(2018, 2200), required=True, help="年份 · year")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False),
    help="文件名，.docx 或 .pdf；默认 bulletin-年份.docx · file, .docx or .pdf",
)  # fmt: skip
@click.option("--as", "account", metavar="USER", help="以此账号的权限 · with the rights of USER")
@click.option("--english", is_flag=True, help="用英文写 · write it in English")
def bulletin(year: int, out: Path | None, account: str | None, english: bool) -> None:
    """Write the file and say what was left out."""
    file = out or Path(f"bulletin-{year}.docx")
    if file.suffix.lower() not in ENDINGS:
        raise Unusable(
            Words(
                "--out 的文件名应以 .docx 或 .pdf 结尾",
                "--out takes a file ending in .docx or .pdf",
            )
        )
    import django

    django.setup()
    from django.utils import timezone, translation

    from guihang.core import scope
    from guihang.outcomes import keeping, region
    from guihang.outcomes.bulletin import files
    from guihang.outcomes.bulletin.content import write

    units, name = region.reach(account)
    if not units:
        raise Unusable(
            Words(
                "没有这个账号，或它没有查看成效的权限",
                "No such account, or it may not see outcomes",
            )
        )
    keeping.refresh_all()
    with scope.opened(units), translation.override("en" if english else "zh-hans"):
        made = write(year=year, units=units, unit=name, today=timezone.localdate())
        body = files.pdf(made) if file.suffix.lower() == ".pdf" else files.docx(made)
    try:
        file.write_bytes(body)
    except OSError as error:
        words = Words("不能写入 {file}：{why}", "Cannot write {file}: {why}")
        raise Unusable(words.fill(file=file, why=error.strerror)) from error
    click.echo(f"{file}  ·  {len(made.paragraphs)} / 7")
    for words in made.unsaid:
        click.echo(f"  未写 · left unsaid: {words.zh} · {words.en}")
