"""``guihang library``: what in a text could tell who somebody is, without the database."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import IO

import click

from guihang.core.command import Unusable
from guihang.engines import deidentify
from guihang.engines.words import Words


@click.group(help="案例库：去标识化扫描 · The case library: scan for what identifies")
def library() -> None:
    """Group of the library commands; none of them starts Django."""


@library.command(
    help="找出一篇文字里能认出人的内容，给出建议写法。FILE 用 - 表示标准输入。\n\n"
    "Find what could tell who somebody is, and what to say instead. FILE may be - for standard "
    "input."
)
@click.argument("file", type=click.File("rb"))
@click.option(
    "--name", "names", multiple=True, metavar="姓名=角色",
    help="已知的姓名及其身份，可多次 · A known name and its role, repeatable.",
)  # fmt: skip
@click.option(
    "--admitted", type=click.DateTime(["%Y-%m-%d"]),
    help="入所日期，日期据此改为“入所后第几个月” · Admission, from which months are counted.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON.")
def scan(file: IO[bytes], names: tuple[str, ...], admitted: datetime | None, as_json: bool) -> None:
    """Print each finding and the cleaned text."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(Words(
            "文件不是 UTF-8 文本，请另存为 UTF-8 后再试。",
            "The file is not text in UTF-8; save it as UTF-8 and try again.")) from error  # fmt: skip
    known = {name: role for name, _, role in (one.partition("=") for one in names)}
    found = deidentify.scan(text, known=known, admitted_on=admitted.date() if admitted else None)
    cleaned = deidentify.clean(text, found)
    if as_json:
        rows = [asdict(one) for one in found]
        click.echo(json.dumps({"findings": rows, "clean": cleaned}, ensure_ascii=False))
        return
    for one in found:
        mark = "!" if one.sure else "?"
        kind = one.kind.words
        click.echo(f"{mark} {one.start:>6}  {kind.zh} · {kind.en}: {one.text} → {one.instead}")
    click.echo(f"{len(found)} 处 · places\n\n{cleaned}")
