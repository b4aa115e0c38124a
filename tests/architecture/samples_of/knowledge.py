"""One valid call of every action about programmes, training and the case library."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW, in_aftercare

from guihang.cases.models import Case
from guihang.casework import actions as casework
from guihang.casework import library as cleaning
from guihang.knowledge import library, projects, standards, training
from guihang.knowledge.models import LibraryCase, Project

Given = dict[str, Any]
TODAY = NOW.date()


def _by(cast: SimpleNamespace, who: str = "lead", **given: Any) -> Given:
    return {"by": getattr(cast, who), "at": NOW, **given}


def _proposed(cast: SimpleNamespace, **given: Any) -> Given:
    about = {
        "code": "2018-01", "name": "书法戒毒", "field": "psychology", "hypothesis": "提高专注，降低渴求",
        "measure": "渴求量表", "design": "before_after", "sample": 60,
    }  # fmt: skip
    return _by(cast, "officer", host=cast.units.facility, **about | given)


def project(cast: SimpleNamespace, state: str = "", **given: Any) -> Project:
    """A project that has come as far as ``state``."""
    made: Project = projects.propose_project(**_proposed(cast, **given))
    steps = {
        "approved": lambda: projects.decide_project(
            **_by(cast, project=made, decision="approved", why="可行")),
        "pilot": lambda: (
            projects.write_protocol(**_by(cast, "officer", project=made, protocol="每周两次")),
            projects.start_project(
                **_by(cast, "officer", project=made, starts_on=TODAY - timedelta(days=90))),
        ),
        "evaluated": lambda: (
            projects.report_project(**_report(cast, made)),
            projects.evaluate_project(
                **_by(cast, project=made, verdict="promising", findings="无对照组")),
        ),
    }  # fmt: skip
    for name, step in steps.items():
        if not state:
            break
        step()
        if name == state:
            break
    return made


def _report(cast: SimpleNamespace, made: Project) -> Given:
    counts = {"people": 30, "better": 18, "same": 6, "worse": 1}
    return _by(cast, "officer", project=made, month=TODAY, **counts)


def _standard(cast: SimpleNamespace, **given: Any) -> Given:
    about = {"code": "NM-JD-01", "title": "书法戒毒操作规程", "content": "每次九十分钟"}
    return _by(cast, "officer", host=cast.units.facility, **about | given)


def _trained(cast: SimpleNamespace) -> Given:
    about = {"title": "动机访谈", "kind": "forum", "giver": "职业学院电大分校", "happened_on": TODAY,
             "hours": 4}  # fmt: skip
    return _by(cast, "officer", host=cast.units.facility, **about)


TEXTS = {
    "title": "动机访谈帮助康复人员某某重建信心案例", "category": "psychology", "analysis": "缺少支持。",
    "plan": "每周一次访谈。", "course": "共八次。", "effect": "情绪平稳。", "insight": "持续关心。",
}  # fmt: skip


def closed(cast: SimpleNamespace, **given: Any) -> Case:
    case = in_aftercare(cast, **given)
    casework.close_case(case=case, ending="moved", by=cast.station_head, at=NOW)
    return Case.objects.get(pk=case.pk)


def _draft(cast: SimpleNamespace, **given: Any) -> Given:
    return _by(cast, "worker", case=closed(cast), **TEXTS | given)


def library_case(cast: SimpleNamespace, state: str = "draft", **given: Any) -> LibraryCase:
    """A library case that has come as far as ``state``."""
    made: LibraryCase = cleaning.draft_case(**_draft(cast, **given))
    steps = (
        ("reading", lambda: cleaning.submit_case(**_by(cast, "worker", library=made))),
        ("read", lambda: library.read_case(
            **_by(cast, "station_head", library=made, verdict="passed"))),
        ("agreed", lambda: library.ask_consent(
            **_by(cast, "worker", library=made, consent="given", evidence="同意书"))),
        ("facility", lambda: library.pass_case(**_by(cast, "station_head", library=made))),
        ("bureau", lambda: library.forward_case(**_by(cast, library=made))),
        ("ministry", lambda: library.forward_case(**_by(cast, library=made))),
    )  # fmt: skip
    if state != "draft":
        for name, step in steps:
            step()
            if name == state:
                break
    return LibraryCase.objects.select_related("unit").get(pk=made.pk)


def _start(cast: SimpleNamespace) -> Given:
    made = project(cast, "approved")
    projects.write_protocol(**_by(cast, "officer", project=made, protocol="每周两次"))
    return _by(cast, "officer", project=made, starts_on=TODAY)


def _measured(cast: SimpleNamespace) -> Given:
    made = project(cast, "pilot")
    projects.report_project(**_report(cast, made))
    return _by(cast, project=made, verdict="effective", findings="持续六个月")


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "knowledge.propose_project": _proposed,
    "knowledge.decide_project": lambda cast: _by(
        cast, project=project(cast), decision="approved", why="可行"),
    "knowledge.write_protocol": lambda cast: _by(
        cast, "officer", project=project(cast), protocol="每周两次，每次九十分钟"),
    "knowledge.start_project": _start,
    "knowledge.report_project": lambda cast: _report(cast, project(cast, "pilot")),
    "knowledge.evaluate_project": _measured,
    "knowledge.promote_project": lambda cast: _by(
        cast, project=project(cast, "evaluated"), level="nation", promoted_by="司法部推广通知",
        promoted_on=TODAY),
    "knowledge.end_project": lambda cast: _by(
        cast, "officer", project=project(cast), why="人员调离"),
    "knowledge.draft_standard": _standard,
    "knowledge.adopt_standard": lambda cast: _by(
        cast, standard=standards.draft_standard(**_standard(cast)), in_force_on=TODAY),
    "knowledge.hold_training": _trained,
    "knowledge.train": lambda cast: _by(
        cast, "officer", training=training.hold_training(**_trained(cast)),
        officer=cast.users.head),
    "knowledge.certify": lambda cast: _by(
        cast, "officer", host=cast.units.facility, officer=cast.users.head, name="社会工作者",
        issuer="民政部门", issued_on=TODAY),
    "casework.draft_case": _draft,
    "casework.revise_case": lambda cast: _by(
        cast, "worker", library=library_case(cast), **TEXTS | {"situation": "康复人员某某，男。"}),
    "casework.clean_case": lambda cast: _by(
        cast, "worker", library=library_case(cast, course="2026年3月8日，张建国来站。")),
    "casework.submit_case": lambda cast: _by(cast, "worker", library=library_case(cast)),
    "knowledge.read_case": lambda cast: _by(
        cast, "station_head", library=library_case(cast, "reading"), verdict="passed"),
    "knowledge.ask_consent": lambda cast: _by(
        cast, "worker", library=library_case(cast, "read"), consent="given", evidence="同意书"),
    "knowledge.pass_case": lambda cast: _by(
        cast, "station_head", library=library_case(cast, "agreed")),
    "knowledge.forward_case": lambda cast: _by(cast, library=library_case(cast, "facility")),
    "knowledge.adopt_case": lambda cast: _by(
        cast, library=library_case(cast, "ministry"), adopted_on=TODAY, number="NMG-1"),
    "knowledge.withdraw_case": lambda cast: _by(
        cast, "station_head", library=library_case(cast, "facility"), why="本人改变主意"),
    "knowledge.enter_case": lambda cast: _by(
        cast, host=cast.units.facility, title="针灸帮助康复人员某某案例", category="medical",
        body="疗程八周。", adopted_on=TODAY),
}  # fmt: skip
