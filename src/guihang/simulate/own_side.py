"""One person of the demo who uses their own side: what they asked for, open and answered."""

from datetime import datetime, timedelta
from typing import Any

from guihang.cases.grants import Grant
from guihang.cases.models import Case
from guihang.casework import answers, own, terms
from guihang.core import scope
from guihang.core.action import Action
from guihang.custody import assessments
from guihang.people.models import Unit, User
from guihang.people.permissions import Role

STATION, FACILITY, LEAGUE = "S150702", "F10", "150700"


def play(cast: Any, now: datetime) -> None:
    """Carry out what the person and the station did; nothing where the region is too small."""
    with scope.opened(cast.every_unit):
        worker, head = (
            cast.holder(STATION, Role.SOCIAL_WORKER),
            cast.holder(FACILITY, Role.FACILITY_HEAD),
        )
        at_station = Case.objects.filter(unit__code=STATION, stage=Case.Stage.AFTERCARE)
        at_station = at_station.filter(consent=Case.Consent.GIVEN).order_by("-released_at")
        shares = Grant.objects.filter(kind="consent", declined=False, revoked_at=None)
        case = at_station.filter(pk__in=shares.values("case_id")).first() or at_station.first()
        inside = Case.objects.filter(facility__code=FACILITY, stage=Case.Stage.INSIDE)
        long_inside = inside.filter(decided_on__lt=now - timedelta(days=400)).first()
    if long_inside:
        with scope.opened(cast.every_unit):
            before = {"at": now - timedelta(days=25)}
            failed = assessments.propose_assessment(
                case=long_inside, kind="one_year", physiological="pass", psychophysical="fail",
                behaviour="pass", social="fair", grounds="体能测试和心理康复未达标，已补充训练。",
                by=cast.holder(FACILITY, Role.OFFICER), **before,
            )  # fmt: skip
            assessments.decide_assessment(
                assessment=failed, second=User.objects.get(pk=cast.holder(FACILITY, Role.DOCTOR).user_id),
                outcome="extend", minutes="集体评议，提出延长三个月。", by=head, **before,
            )  # fmt: skip
            terms.record_term_event(
                case=long_inside, change="extension", decided_on=(now - timedelta(days=20)).date(),
                months=3, by=head, at=now - timedelta(days=20),
            )  # fmt: skip
    if case:
        _Person(case, cast, worker, now).tell()


class _Person:
    """Asks as the person, answers as the station."""

    def __init__(self, case: Case, cast: Any, worker: Any, now: datetime) -> None:
        self.case, self.cast, self.worker, self.now = case, cast, worker, now

    def tell(self) -> None:
        case, hours = self.case, timedelta(hours=1)
        with scope.opened(self.cast.every_unit):
            answers.give_code(case=case, by=self.worker, at=self.now - 30 * hours)
        work = self._own(own.ask_for_help, 28 * hours, topic="work", text="想找一份活儿，会电焊。")
        self._staff(
            answers.answer_help, work, 25 * hours, "已联系就业服务中心，周四上午十点一起去。"
        )
        self._own(own.ask_for_help, hours / 2, topic="hard", text="这两天睡不着，想找人说说话。")
        wrong = self._own(own.ask_for_correction, 26 * hours, which="record", old="独居", new="和母亲一起住",
                          text="上个月搬回家了。")  # fmt: skip
        self._staff(answers.decide_correction, wrong, 20 * hours, "下次走访时核实，核实前先不改。")
        self._own(own.state, 19 * hours, request=wrong, text="我确实和母亲一起住，可以问村里。")
        aid = self._own(own.ask_for_legal_aid, 27 * hours, text="想问问欠我的工钱怎么要。")
        self._staff(answers.pass_on_legal_aid, aid, 22 * hours, "区法律援助中心，值班律师已接收。")
        self._own(own.ask_for_legal_aid, 3 * hours)
        league = Unit.objects.get(code=LEAGUE)
        for unit_id, topic, text in (
            (case.unit_id, "delay", "说好给我回电话，等了一周。"),
            (league.pk, "decision", "申请换一个近一点的工作站，一个月没有答复。"),
        ):
            with scope.opened((), person=case.person_id):
                about = own.about_choice(case, f"u{unit_id}", at=self.now)
            self._own(own.complain, 24 * hours, topic=topic, text=text, **about)

    def _own(self, action: Action, ago: timedelta, **given: Any) -> Any:
        if action not in (own.complain, own.state):
            given["case"] = self.case
        with scope.opened((), person=self.case.person_id):
            by = own.PersonActor(self.case.person_id)
            return action(**given, by=by, at=self.now - ago)

    def _staff(self, action: Action, request: Any, ago: timedelta, answer: str) -> None:
        with scope.opened(self.cast.every_unit):
            action(request=request, answer=answer, by=self.worker, at=self.now - ago)
