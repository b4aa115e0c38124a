"""One valid call of every action, made from the cast: whoever adds an action adds its sample."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from allauth.usersessions.models import UserSession
from tests.architecture.samples_of import (
    assessments,
    care,
    community,
    custody,
    knowledge,
    partners,
)
from tests.conftest import NOW, admitted, custodian, in_aftercare, long_ago, released, staff

from guihang.cases import actions as cases
from guihang.cases import sharing
from guihang.cases.models import Case
from guihang.cases.own import Device, Invitation
from guihang.cases.requests import Complaint
from guihang.cases.seals import SealNotice
from guihang.casework import actions as casework
from guihang.casework import (
    answers,
    conferences,
    emergency,
    erasing,
    family,
    handovers,
    own,
    seal_notices,
    sealing,
    terms,
    unsealing,
)
from guihang.core import scope
from guihang.core.codes import digest
from guihang.core.ids import uuid7
from guihang.custody import zones
from guihang.engines import protocol_json
from guihang.followup import actions as followup
from guihang.followup import plan
from guihang.outcomes import actions as outcomes
from guihang.people import accounts, factors, tokens
from guihang.people import actions as people
from guihang.people.asking import asking
from guihang.people.models import Post, Token
from guihang.people.permissions import Permission, Role
from guihang.people.queries import actor_of

DECLARES = (
    accounts,
    answers,
    casework,
    conferences,
    family,
    followup,
    outcomes,
    people,
    sharing,
    emergency,
    sealing,
    terms,
    tokens,
    unsealing,
)
"""Imported for the actions that they declare."""

Given = dict[str, Any]
HOUR = timedelta(hours=1)
ID_NUMBER = "150102199003078885"


def _case(cast: SimpleNamespace, **more: Any) -> Given:
    return {"case": in_aftercare(cast), "by": cast.worker, "at": NOW, **more}


def _met(cast: SimpleNamespace, **more: Any) -> Given:
    return _case(cast, happened_at=NOW - HOUR, **more)


def _inside(cast: SimpleNamespace, **more: Any) -> Given:
    return {"case": admitted(cast), "by": cast.officer, "at": NOW, **more}


def _offered(cast: SimpleNamespace, **more: Any) -> Given:
    offer = handovers.offer_handover(
        case=released(cast), to_unit=cast.units.station, by=cast.officer, at=NOW
    )
    return {"handover": offer, "by": cast.worker, "at": NOW + HOUR, **more}


def _run_out(cast: SimpleNamespace) -> Given:
    given = _offered(cast, by=cast.officer)
    return given | {"at": given["handover"].expires_at}


def _admission(cast: SimpleNamespace) -> Given:
    return {
        "unit": cast.units.facility, "name": "娜仁", "id_number": ID_NUMBER, "sex": "2",
        "drug": "ats", "decided_on": NOW.date() - timedelta(days=9),
        "admitted_at": NOW - timedelta(days=7), "phone": "13800138000", "address": "呼和浩特市",
        "by": cast.officer, "at": NOW,
    }  # fmt: skip


def _closed(cast: SimpleNamespace) -> Given:
    case = in_aftercare(cast)
    casework.close_case(case=case, ending="moved", by=cast.station_head, at=NOW)
    return {"case": case, "why": "回到本地", "by": cast.station_head, "at": NOW + HOUR}


def protocol(version: int = 2, **changes: Any) -> str:
    """The golden quarter as somebody in the region edited it."""
    known = next(found for found in plan.all_versions() if found.code == "golden-quarter")
    data = protocol_json.to_json(known) | {"version": version, "effective_on": "2027-01-01"}
    return json.dumps(data | changes, ensure_ascii=False)


def _proposal(cast: SimpleNamespace) -> Given:
    return {"unit": cast.units.region, "body": protocol(), "by": cast.bureau, "at": NOW}


def _adoption(cast: SimpleNamespace) -> Given:
    followup.propose_protocol(**_proposal(cast))
    return {
        "unit": cast.units.region, "code": "golden-quarter", "version": 2, "by": cast.lead,
        "at": NOW + HOUR,
    }  # fmt: skip


def _appointment(cast: SimpleNamespace) -> Given:
    post = Post.objects.create(unit=cast.units.station, role=Role.VOLUNTEER)
    return {
        "post": post, "user": cast.users.analyst, "starts_on": date(2026, 6, 1),
        "by": cast.station_head, "at": NOW,
    }  # fmt: skip


def _leaving(cast: SimpleNamespace) -> Given:
    post = Post.objects.get(tenures__user=cast.users.second)
    return {"post": post, "ends_on": date(2026, 6, 1), "by": cast.station_head, "at": NOW}


def _publication(cast: SimpleNamespace) -> Given:
    for n in range(10):
        released(cast, days=100, number=f"P{n}")  # in February
    return {
        "office": cast.units.region, "cohort_from": date(2026, 2, 1),
        "cohort_to": date(2026, 2, 1), "cut_off": date(2026, 5, 31), "by": cast.lead, "at": NOW,
    }  # fmt: skip


def _ended_token(cast: SimpleNamespace) -> Given:
    tokens.issue(username="worker", note="对接", days=30, at=NOW)
    pk = Token.objects.get(user=cast.users.worker).pk
    return {"unit": cast.units.station, "token": pk, "by": cast.worker, "at": NOW}


WELL = {"housing": "good", "work": "fair", "family": "good", "health": "not_said"}


def _erasure(cast: SimpleNamespace) -> Given:
    given = _closed(cast)
    made = erasing.propose_erasure(
        case=given["case"], ground="purpose", note="期满", by=cast.station_head, at=NOW
    )
    return {"erasure": made, "erase": True, "why": "依据充分", "by": cast.lead, "at": NOW + HOUR}


def _sharing(cast: SimpleNamespace) -> Given:
    return {
        "case": in_aftercare(cast), "recipient": cast.units.partner, "purpose": "treatment",
        "fields": ["contact", "health"], "until_on": NOW.date() + timedelta(days=30),
        "answer": "yes", "language": "mn", "explained": "aloud", "witness": "王医生",
        "by": cast.worker, "at": NOW,
    }  # fmt: skip


def _shared(cast: SimpleNamespace) -> Given:
    return {"grant": sharing.share(**_sharing(cast)), "by": cast.worker, "at": NOW + HOUR}


def _emergency(cast: SimpleNamespace) -> Given:
    case = in_aftercare(cast)
    return {
        "office": cast.units.facility, "number": case.person.number, "nature": "overdose",
        "why": "急诊需要用药史", "told": "李医生", "affiliation": "盟医院急诊科",
        "by": cast.officer, "at": NOW,
    }  # fmt: skip


def _opened(cast: SimpleNamespace) -> Given:
    grant = emergency.open_in_emergency(**_emergency(cast))
    return {
        "grant": grant, "finding": "justified", "note": "抢救需要", "by": cast.station_head,
        "at": NOW + HOUR,
    }  # fmt: skip


def _due(cast: SimpleNamespace) -> Given:
    for name in ("head", "lead", "bureau"):
        custodian(getattr(cast.users, name))
    case = long_ago(cast)
    casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
    return {"case": case, "by": cast.station_head, "at": NOW + HOUR}


def _noticed(cast: SimpleNamespace) -> Given:
    with scope.opened([cast.units.station.pk]):
        seal_notices.opened(cast.units.station.pk, uuid7(), NOW)
        row = SealNotice.objects.get()
    return {"notice": row, "by": cast.worker, "at": NOW + HOUR}


def _asked(cast: SimpleNamespace) -> Given:
    return {
        "office": cast.units.station, "ground": "handling", "document": "某公(2026)1号",
        "wanted": ID_NUMBER, "by": cast.station_head, "at": NOW,
    }  # fmt: skip


def _answered(cast: SimpleNamespace) -> Given:
    return {
        "unsealing": unsealing.ask_for_sealed(**_asked(cast)), "state": "no_record",
        "first": cast.users.head, "second": cast.users.lead, "by": cast.station_head,
        "at": NOW + HOUR,
    }  # fmt: skip


def as_person(case: Case) -> AbstractContextManager[None]:
    """The scope in which a person reads and changes their own file."""
    return scope.opened((), person=case.person_id)


def _asks(cast: SimpleNamespace, name: str, **given: Any) -> Given:
    case = in_aftercare(cast)
    with as_person(case):
        made = getattr(own, name)(case=case, by=own.PersonActor(case.person_id), at=NOW, **given)
    return {"request": made, "answer": "已安排", "by": cast.worker, "at": NOW + HOUR}


def complained(cast: SimpleNamespace, case: Case, **given: Any) -> Complaint:
    """A complaint of the person about the station; the regional head answers it."""
    about = {"unit": cast.units.region, "about_unit": cast.units.station}
    given = about | {"topic": "delay", "text": "一直没有回音"} | given
    with as_person(case):
        return own.complain(
            by=own.PersonActor(case.person_id), at=NOW, **given,
        )  # fmt: skip


def _complaint(cast: SimpleNamespace) -> Given:
    made = complained(cast, in_aftercare(cast))
    return {
        "complaint": made, "finding": "upheld", "answer": "已督促办理", "by": cast.lead,
        "at": NOW + HOUR,
    }  # fmt: skip


def _administering(cast: SimpleNamespace, role: Role) -> Given:
    return {"by": actor_of(staff(str(role), cast.units.region, role), NOW.date()), "at": NOW}


def _account(cast: SimpleNamespace, role: Role, *, is_active: bool = True) -> Given:
    """An account with a phone, signed in somewhere."""
    user = cast.users.worker
    user.is_active = is_active
    user.save()
    factors.take_phone(user, "JBSWY3DPEHPK3PXP", step=0)
    UserSession.objects.create(user=user, session_key="k", ip="192.0.2.1", user_agent="")
    return {"user": user, **_administering(cast, role)}


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "cases.correct_identity": lambda cast: _inside(
        cast, name="娜仁花", id_number=ID_NUMBER, sex="2", why="核对身份证"
    ),
    "cases.add_relative": lambda cast: _case(
        cast, relation="parent", name="张父", phone="13800138001", may_contact=True
    ),
    "cases.give_code": _case,
    "cases.give_family_code": lambda cast: _case(
        cast, relation="parent", items=["where", "coming"], agreed=True, words="我很好"
    ),
    "cases.answer_help": lambda cast: _asks(cast, "ask_for_help", topic="work"),
    "cases.pass_on_legal_aid": lambda cast: _asks(cast, "ask_for_legal_aid"),
    "cases.decide_correction": lambda cast: _asks(
        cast, "ask_for_correction", which="record", old="甲", new="乙"
    ),
    "cases.answer_complaint": _complaint,
    "casework.record_term_event": lambda cast: custody.inside(
        cast, change="outside", decided_on=NOW.date(), by=cast.head
    ),
    "cases.share": _sharing,
    "cases.stop_sharing": _shared,
    "cases.record_disclosure": lambda cast: _case(
        cast, told="某医院张医生", purpose="treatment", basis="consent", fields=["health"],
        happened_at=NOW - HOUR,
    ),
    "casework.open_in_emergency": _emergency,
    "casework.review_emergency": _opened,
    "casework.seal": _due,
    "casework.delay_sealing": lambda cast: _case(
        cast, ground="person", until_on=NOW.date() + timedelta(days=90), note="本人书面要求",
        by=cast.station_head,
    ),
    "casework.ask_for_sealed": _asked,
    "casework.answer_unsealing": _answered,
    "casework.admit": _admission,
    "casework.release": lambda cast: _inside(cast, released_at=NOW - HOUR, by=cast.head),
    "casework.record_consent": lambda cast: _case(cast, decision="withdrawn", decided_at=NOW),
    "casework.offer_handover": lambda cast: {
        "case": released(cast), "to_unit": cast.units.station, "note": "已告知本人",
        "by": cast.officer, "at": NOW,
    },
    "casework.accept_handover": _offered,
    "casework.return_handover": lambda cast: _offered(cast, why="户籍不在本旗县"),
    "casework.withdraw_handover": lambda cast: _offered(cast, by=cast.officer, why="改送他站"),
    "casework.expire_handover": _run_out,
    "casework.close_case": lambda cast: _case(cast, ending="moved", by=cast.station_head),
    "casework.reopen_case": _closed,
    "casework.propose_erasure": lambda cast: {
        "case": _closed(cast)["case"], "ground": "purpose", "note": "保存期限届满",
        "by": cast.station_head, "at": NOW + HOUR,
    },
    "casework.decide_erasure": _erasure,
    "followup.record_contact": lambda cast: _met(cast, channel="visit", note="一切安好"),
    "followup.record_attempt": lambda cast: _met(
        cast, target="person", channel="phone", outcome="no_answer", note="关机"
    ),
    "followup.record_test": lambda cast: _met(
        cast, kind="onsite", result="positive", drugs=["opioid"], note="本人知情"
    ),
    "followup.record_evidence": lambda cast: _case(
        cast, kind="self_report", used_on=NOW.date(), note="主动告知"
    ),
    "followup.record_review": lambda cast: _met(
        cast, closing=True, second_by=cast.users.second, craving=20, note="约定下周见面", **WELL
    ),
    "followup.record_meeting": lambda cast: _met(cast, decision="go_on", note="继续联系"),
    "followup.propose_protocol": _proposal,
    "followup.adopt_protocol": _adoption,
    "outcomes.publish": _publication,
    "people.appoint": _appointment,
    "people.leave_post": _leaving,
    "casework.confirm_seal_notice": _noticed,
    "people.issue_token": lambda cast: {
        "unit": cast.units.station, "user": cast.users.worker, "note": "对接", "days": 30,
        "by": cast.worker, "at": NOW,
    },
    "people.revoke_token": _ended_token,
    "people.confirm_access": lambda cast: {
        key: value for key, value in _leaving(cast).items() if key != "ends_on"
    },
    "people.open_account": lambda cast: {
        "unit": cast.units.region, "username": "newcomer", "name": "新来的",
        **_administering(cast, Role.SYSTEM_ADMIN),
    },
    "people.close_account": lambda cast: _account(cast, Role.SYSTEM_ADMIN),
    "people.reopen_account": lambda cast: _account(cast, Role.SYSTEM_ADMIN, is_active=False),
    "people.reset_password": lambda cast: _account(cast, Role.SYSTEM_ADMIN),
    "people.reset_factors": lambda cast: _account(cast, Role.SECURITY_ADMIN),
    "people.end_sessions": lambda cast: _account(cast, Role.SECURITY_ADMIN),
    **assessments.SAMPLES,
    **care.SAMPLES,
    **custody.SAMPLES,
    **community.SAMPLES,
    **partners.SAMPLES,
    **knowledge.SAMPLES,
}  # fmt: skip
"""Name of an action → its arguments, ``by`` and ``at`` included, after what it needs was made."""

SECRETS = {
    "name": "那日松巴图", "id_number": "150102199003078893", "phone": "13947100001",
    "address": "呼和浩特市新城区某街一号",
}  # fmt: skip
"""What is typed about the person of a full life; none of it may be read in the database."""


def full_life(cast: SimpleNamespace, **values: Any) -> Case:
    """A case with a row in every table of people: held by the station, offered to another one."""
    case, out = admitted(cast, **SECRETS | values), NOW - timedelta(days=10)
    before = {"at": out - timedelta(days=99)}
    move = zones.propose_zone(
        case=case,
        zone="adapt",
        on=before["at"].date(),
        ground="私密的话",
        by=cast.officer,
        **before,
    )
    zones.decide_zone(
        proposal=move, on=before["at"].date(), approve=True, why="私密的话", by=cast.head, **before
    )
    terms.record_term_event(
        case=case, change="escape", decided_on=out.date() - timedelta(days=300), days=3,
        by=cast.head, at=out,
    )  # fmt: skip
    casework.release(case=case, released_at=out, by=cast.head, at=out)
    casework.record_consent(case=case, decision="given", decided_at=out, by=cast.officer, at=out)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=out)
    handovers.accept_handover(handover=offer, by=cast.worker, at=out + HOUR)
    casework.close_case(case=case, ending="lost", by=cast.station_head, at=out + 2 * HOUR)
    casework.reopen_case(case=case, why="已找到", by=cast.station_head, at=out + 3 * HOUR)
    about = {"case": case, "by": cast.worker, "at": NOW, "note": "私密的话"}
    met = about | {"happened_at": NOW - HOUR}
    followup.record_contact(**met, channel="phone")
    followup.record_attempt(**met, target="person", channel="phone", outcome="no_answer")
    followup.record_test(**met, kind="onsite", result="negative")
    followup.record_evidence(**about, kind="self_report", used_on=NOW.date())
    followup.record_review(**met, **WELL)
    followup.record_meeting(**met, decision="go_on")
    relative = {"relation": "parent", "name": "那日松", "phone": "13947100002"}
    cases.add_relative(case=case, by=cast.worker, at=NOW, **relative)
    handovers.offer_handover(
        case=case, to_unit=cast.units.other_station, by=cast.worker, at=NOW, note="私密的话"
    )
    _own_side(cast, case)
    with asking(cast.worker, Permission.PERSON_VIEW, route="journey", at=NOW) as asked:
        asked.saw([case.pk])
    return Case.objects.get(pk=case.pk)


def _own_side(cast: SimpleNamespace, case: Case) -> None:
    """A code that the person used, a device, something asked for and a complaint."""
    invitation: Invitation = answers.give_code(case=case, by=cast.worker, at=NOW)
    Device.objects.create(
        id=invitation.pk, person_id=case.person_id, digest=digest("device"), pin="argon2",
        called="手机", made_at=NOW, ends_at=NOW + timedelta(days=90),
    )  # fmt: skip
    with as_person(case):
        own.ask_for_help(case=case, topic="work", by=own.PersonActor(case.person_id), at=NOW)
    complained(cast, case)
