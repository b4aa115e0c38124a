"""What click says about wrong use, in both languages and with what to do next."""

import re
from typing import IO, Any

import click

from guihang.engines.words import Words

SAID = (
    (r"Missing command\.", "缺少命令。"),
    (r"No such option '?(?P<a>[^' ]+?)'?\.", "没有这个选项：{a}。"),
    (r"No such command '(?P<a>.*?)'\.", "没有这个命令：{a}。"),
    (r"Got unexpected extra arguments? \((?P<a>.*)\)", "多出的内容：{a}。"),
    (r"Option '(?P<a>.*)' requires (?:an|\d+) arguments?\.", "选项 {a} 后面要写值。"),
    (r"Option '(?P<a>.*)' does not take a value\.", "选项 {a} 后面不写值。"),
    (r"'(?P<a>.*)' is not a valid integer(?: range)?\.", "“{a}”不是整数。"),
    (r"'(?P<a>.*)' is not a valid float(?: range)?\.", "“{a}”不是数字。"),
    (r"(?P<a>\S+) is not in the range (?P<b>.*)\.", "{a} 不在范围 {b} 之内。"),
    (r"'(?P<a>.*)' is not one of (?P<b>.*)\.", "“{a}”不在可选值中，可选：{b}。"),
    (r"'(?P<a>.*)' is not (?P<b>.*)\.", "“{a}”不在可选值中，可选：{b}。"),
    (r"\w+ '(?P<a>.*)' does not exist\.", "找不到 {a}。"),
    (r"\w+ '(?P<a>.*)' is a directory\.", "{a} 是文件夹，这里要的是文件。"),
    (r"\w+ '(?P<a>.*)' is a file\.", "{a} 是文件，这里要的是文件夹。"),
    (r"\w+ '(?P<a>.*)' is not \w+\.", "没有权限使用 {a}。"),
)
"""Sentences of click as patterns, and the same in Chinese."""
KINDS = {"argument": "参数", "option": "选项"}


def explained(error: click.UsageError) -> Words:
    """Return what was wrong, in both languages."""
    return Words(_chinese(error), " ".join(error.format_message().split()))


def _chinese(error: click.UsageError) -> str:
    parameter = error.param if isinstance(error, click.BadParameter) else None
    name = _name(parameter) if parameter else ""
    if isinstance(error, click.MissingParameter):
        kind = KINDS.get(parameter.param_type_name if parameter else "", "参数")
        choices = getattr(parameter.type, "choices", ()) if parameter else ()
        return f"缺少{kind} {name}。" + (
            f"可选：{'、'.join(map(str, choices))}。" if choices else ""
        )
    said = _in_chinese(error.message)
    if parameter:
        return f"{name} 的值不对：{said or error.message}"
    close = getattr(error, "possibilities", None)
    return (said or error.message) + (f"是否指 {'、'.join(close)}？" if close else "")


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return "/".join(parameter.opts)
    return parameter.human_readable_name


def _in_chinese(message: str) -> str:
    for pattern, chinese in SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            parts = {name: text.replace("'", "") for name, text in found.groupdict().items()}
            return chinese.format(**parts)
    return ""


def show(error: click.UsageError, file: IO[Any] | None = None) -> None:
    """Write the usage, what was wrong, and which command explains it; takes click's place."""
    words = explained(error)
    lines, path = [words.zh, words.en], "guihang"
    if error.ctx is not None:  # click does not say where, when an option lacks its value
        lines, path = [error.ctx.get_usage(), "", *lines], error.ctx.command_path
    lines.append(f"查看用法 · How to use it: {path} --help")
    click.echo("\n".join(lines), file=file, err=file is None)
