"""A sealed record: out of every sight, its key in other hands, opened by two of three for a day."""

import itertools
import random
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.test import Client
from django.utils import timezone
from tests.conftest import NOW, custodian, long_ago, make_cast, shared
from tests.security.world import connect

from guihang.cases import queries as cases
from guihang.cases import sharing
from guihang.cases.grants import Grant
from guihang.cases.models import Case, Person
from guihang.cases.seals import Custodian, Seal, SealedOutcome, SealNotice, Unsealing
from guihang.casework import actions as casework
from guihang.casework import answers, cli, sealing, unsealing
from guihang.core import boxes, scope
from guihang.core.crypto import PersonKey, Unreadable
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.engines.figures.cohort_counts import Cause
from guihang.followup import actions as followup
from guihang.followup.models import Standing, Task
from guihang.jobs import chores, tasks
from guihang.outcomes import keeping
from guihang.outcomes.questions import Question, counts_of_question, ends_of_question
from guihang.people.models import Unit
from guihang.people.queries import SystemActor
from guihang.project import prepare

LATER = NOW + timedelta(hours=1)
ID_NUMBER = "150102199003078885"
PHRASE = "three herds on the river"


def every_unit() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


@pytest.fixture
def held(cast: SimpleNamespace) -> dict[str, tuple]:
    return {name: custodian(getattr(cast.users, name)) for name in ("head", "lead", "bureau")}


@pytest.fixture
def sealed(cast: SimpleNamespace, held: dict[str, tuple]) -> SimpleNamespace:
    """One record that the night sealed, and what was known of it before."""
    with scope.opened(every_unit()):
        case = long_ago(cast, id_number=ID_NUMBER, name="娜仁托娅", phone="13800138000", sex="2")
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
        number, key = case.person.number, bytes(case.person.key)
    assert chores.seal_records(LATER) == (1, 0)
    return SimpleNamespace(case=case, number=number, key=key, held=held)


def test_what_is_due_is_sealed_by_the_night_without_anybody_asking(cast, sealed):
    with scope.opened(every_unit()):
        assert Seal.objects.filter(case_id=sealed.case.pk).exists()
        entry = Entry.objects.get(action="casework.seal")
    assert (entry.by_id, entry.subject_id) == (None, None)


def test_a_sealed_record_is_in_no_table_that_the_application_reads(cast, sealed):
    user = cast.users.station_head.pk
    for reach in (every_unit(), [cast.units.station.pk], [cast.units.facility.pk]):
        with scope.opened(reach, user=user):
            assert not Case.objects.filter(pk=sealed.case.pk).exists()
            assert not Person.objects.filter(pk=sealed.case.person_id).exists()
            assert not Entry.objects.filter(subject_id=sealed.case.pk).exists()
            assert not Task.objects.filter(case_id=sealed.case.pk).exists()
            assert not Standing.objects.filter(case_id=sealed.case.pk).exists()


def test_the_control_an_unsealed_record_is_found_in_all_of_them(cast, held):
    with scope.opened(every_unit()):
        case = long_ago(cast, id_number=ID_NUMBER)
        assert Case.objects.filter(pk=case.pk).exists()
        assert Person.objects.filter(pk=case.person_id).exists()
        assert Entry.objects.filter(subject_id=case.pk).exists()
        assert Task.objects.filter(case_id=case.pk).exists()
        assert Standing.objects.filter(case_id=case.pk).exists()
        assert cases.search(ID_NUMBER, units=every_unit())


@pytest.mark.parametrize("text", [ID_NUMBER, "13800138000", "娜仁托娅", "nrty", "number"])
def test_a_search_answers_for_a_sealed_person_as_for_an_unknown_one(cast, sealed, text):
    wanted = sealed.number if text == "number" else text
    with scope.opened(every_unit()):
        assert cases.search(wanted, units=every_unit()) == []


def test_the_same_person_can_be_admitted_again_as_if_unknown(cast, sealed):
    with scope.opened(every_unit()):
        again = casework.admit(
            unit=cast.units.facility, name="娜仁托娅", id_number=ID_NUMBER, sex="2", drug="ats",
            number=sealed.number, decided_on=NOW.date(), admitted_at=NOW, by=cast.officer,
            at=LATER,
        )  # fmt: skip
    assert again.person_id != sealed.case.person_id


def test_statistics_keep_a_count_and_nobody(cast, sealed):
    with scope.opened(every_unit()):
        row = SealedOutcome.objects.get()
    assert (row.people, row.days % 7) == (1, 0)
    assert {field.name for field in SealedOutcome._meta.fields} == {
        "id", "facility", "unit", "year", "sex", "drug", "days", "event", "people",
    }  # fmt: skip


def stored(sealed: SimpleNamespace) -> bytes:
    with scope.opened(every_unit()):
        return bytes(Seal.objects.get(case_id=sealed.case.pk).boxes)


def test_any_two_of_three_open_the_key_and_no_one_alone(cast, sealed):
    box, original = stored(sealed), PersonKey.unwrap(sealed.key).exported()
    privates = [private for _, private in sealed.held.values()]
    for pair in itertools.permutations(privates, 2):
        assert boxes.unboxed(box, pair) == original
    for one in privates:
        with pytest.raises(boxes.NotTwo):
            boxes.unboxed(box, [one, one])
        with pytest.raises(boxes.NotTwo):
            boxes.unboxed(box, [one, X25519PrivateKey.generate()])


def test_a_box_with_a_changed_byte_does_not_open(cast, sealed):
    box, rng = bytearray(stored(sealed)), random.Random(1)
    privates = [private for _, private in sealed.held.values()]
    places = [at for at, byte in enumerate(box) if chr(byte).isalnum() and at % 7 == 0]
    changed = 0
    for place in rng.sample(places, 25):
        torn = bytearray(box)
        torn[place] = ord("A") if torn[place] != ord("A") else ord("B")
        answers = set()
        for pair in itertools.combinations(privates, 2):
            try:
                answers.add(boxes.unboxed(bytes(torn), pair))
            except (boxes.NotTwo, ValueError, KeyError):
                changed += 1
        assert answers <= {PersonKey.unwrap(sealed.key).exported()}
    assert changed >= 20


def test_no_key_of_the_application_opens_a_sealed_name(cast, sealed):
    """The row as the owner of the database would read it, with the key file at hand."""
    from django.db import connections

    with scope.opened(every_unit()):
        ciphers = Seal.objects.get(case_id=sealed.case.pk)
    person = Person(id=sealed.case.person_id, key=b"", name_sealed=sealed.case.person.name_sealed)
    with scope.opened(every_unit()), pytest.raises(Unreadable):
        person.name  # noqa: B018
    assert sealed.key not in bytes(ciphers.boxes)
    assert connections["default"].settings_dict["USER"]


def asked(cast: SimpleNamespace, wanted: str = ID_NUMBER) -> Unsealing:
    with scope.opened(cast.station_head.all_units, user=cast.station_head.user_id):
        return unsealing.ask_for_sealed(
            office=cast.units.station, ground="handling", document="某公(2026)1号", wanted=wanted,
            by=cast.station_head, at=LATER,
        )  # fmt: skip


def request_of(cast: SimpleNamespace, wanted: str = ID_NUMBER) -> Unsealing:
    return unsealing.request(asked(cast, wanted).pk)


def test_two_custodians_open_it_for_who_asked_and_for_nobody_else(cast, sealed):
    now = timezone.now() - timedelta(minutes=5)
    request = request_of(cast)
    assert unsealing.open_sealed(request, [sealed.held["head"], sealed.held["lead"]], at=now)

    with scope.opened(cast.station_head.all_units, user=cast.station_head.user_id):
        case = Case.objects.select_related("person").get(pk=sealed.case.pk)
        assert (case.person.name, case.person.id_number) == ("娜仁托娅", ID_NUMBER)
    with scope.opened(every_unit(), user=cast.worker.user_id):
        assert not Case.objects.filter(pk=sealed.case.pk).exists()


def test_an_opening_is_over_after_its_day_and_its_key_destroyed(cast, sealed):
    then = timezone.now() - timedelta(hours=25)
    request = request_of(cast)
    assert unsealing.open_sealed(request, [sealed.held["head"], sealed.held["lead"]], at=then)

    with scope.opened(cast.station_head.all_units, user=cast.station_head.user_id):
        assert not Case.objects.filter(pk=sealed.case.pk).exists()
        assert Grant.objects.get(kind="opening").key is not None
    assert chores.close_openings(timezone.now()) == 1
    with scope.opened((), user=cast.station_head.user_id):
        assert Grant.objects.get(kind="opening").key is None


def test_who_asks_does_not_open_and_nobody_counts_twice(cast, sealed):
    request = request_of(cast)
    own = custodian(cast.users.station_head)
    for keys in (
        [sealed.held["head"]],
        [sealed.held["head"], sealed.held["head"]],
        [sealed.held["head"], own],
    ):
        with pytest.raises(Refused):
            unsealing.open_sealed(request, keys, at=LATER)


def test_the_answer_for_nobody_is_the_answer_for_an_unknown_number(cast, sealed):
    request = request_of(cast, "150102199003078886")
    keys = [sealed.held["head"], sealed.held["bureau"]]
    assert unsealing.open_sealed(request, keys, at=LATER) is False
    with scope.opened(every_unit()):
        assert Unsealing.objects.get(pk=request.pk).state == "no_record"


def test_a_delay_holds_until_its_day_and_ends_by_itself(cast, held):
    with scope.opened(every_unit()):
        case = long_ago(cast)
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
        sealing.delay_sealing(
            case=case, ground="dispute", until_on=NOW.date() + timedelta(days=60), note="",
            by=cast.station_head, at=NOW,
        )  # fmt: skip
    assert chores.seal_records(NOW + timedelta(days=59)) == (0, 0)
    assert chores.seal_records(NOW + timedelta(days=61)) == (1, 0)


def test_nobody_is_sealed_early_or_while_help_goes_on_or_without_custodians(cast):
    with scope.opened(every_unit()):
        long_ago(cast)
        assert chores.seal_records(LATER) == (0, 0)
        case = long_ago(cast, name="乌云")
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
        assert chores.seal_records(LATER) == (0, 1)
        for name in ("head", "lead", "bureau"):
            custodian(getattr(cast.users, name))
        recent = long_ago(cast, name="李雷")
        casework.close_case(case=recent, ending="moved", by=cast.station_head, at=NOW)
    assert chores.seal_records(NOW - timedelta(days=150)) == (0, 0)
    with scope.opened(every_unit()), pytest.raises(Refused):
        sealing.seal(case=recent, by=SystemActor(), at=NOW - timedelta(days=150))


def test_an_edge_cannot_answer_a_request(cast):
    from guihang.core.action import REFERENCES

    with scope.opened(every_unit()):
        request = asked(cast)
        with pytest.raises(OutOfReach):
            REFERENCES[Unsealing](request.pk, units=every_unit())


def test_whoever_was_told_something_is_told_of_the_sealing_and_confirms_it(cast, held, client):
    with scope.opened(every_unit()):
        case = long_ago(cast, number="GH-TOLD-1")
        grant = shared(cast, case)
        sharing.disclosed(grant, user_id=cast.users.partner.pk, at=NOW)
        sharing.record_disclosure(
            case=case, told="人社局张三", purpose="employment", basis="consent",
            fields=["identity"], happened_at=NOW, by=cast.worker, at=NOW,
        )  # fmt: skip
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
    assert chores.seal_records(LATER) == (1, 0)
    pages = {}
    for name in ("partner", "worker", "other_worker", "lead"):
        client.force_login(getattr(cast.users, name))
        pages[name] = client.get("/sealed/notices/").text

    assert "GH-TOLD-1" in pages["partner"]
    assert "人社局张三" in pages["worker"]
    assert [name for name, page in pages.items() if "GH-TOLD-1" in page] == ["partner"]
    assert "人社局张三" not in pages["lead"] + pages["other_worker"]
    assert "station <span>1 份" in pages["lead"], "how many, not what"
    client.force_login(cast.users.partner)
    with scope.opened(every_unit()):
        notice = SealNotice.objects.get(kind="partner")
    address = f"/do/casework.confirm_seal_notice/notice/{notice.pk}/?back=/sealed/notices/"
    assert client.post(address, {"entry": str(uuid7())}).url == "/sealed/notices/"
    assert "GH-TOLD-1" not in client.get("/sealed/notices/").text
    with scope.opened(every_unit()):
        notice.refresh_from_db()
    assert (notice.done_by_id, notice.text_sealed) == (cast.users.partner.pk, None)


def test_the_application_cannot_name_a_custodian(db):
    table = Custodian._meta.db_table
    with connect("default") as app:
        may = "SELECT has_table_privilege(%s, %s)"
        kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
        held = [app.execute(may, [table, kind]).fetchone()[0] for kind in kinds]

    assert held == [True, False, False, False]


@pytest.fixture
def row_of_people(cast, held) -> list[Case]:
    """Four people in the order in which they are looked at; three of them relapsed since."""
    with scope.opened(every_unit()):
        cases = sorted((long_ago(cast, name=f"张{name}") for name in "甲乙丙丁"),
                       key=lambda case: case.person_id)  # fmt: skip
        for case in cases[:3]:
            followup.record_evidence(
                case=case, kind="police_determination", by=cast.police, at=NOW,
                used_on=(NOW - timedelta(days=90)).date(),
            )  # fmt: skip
        for case in cases:
            casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
    return cases


def is_sealed(case: Case) -> bool:
    with scope.opened(every_unit()):
        return Seal.objects.filter(case_id=case.pk).exists()


def test_whoever_is_refused_holds_up_nobody_behind(row_of_people):
    first = chores.seal_some(NOW, limit=2)
    assert (first.done, first.waiting, first.after) == (0, 0, row_of_people[1].person_id)

    second = chores.seal_some(NOW, after=first.after, limit=2)
    assert second.done == 1
    assert is_sealed(row_of_people[3])
    assert chores.seal_some(NOW, after=second.after, limit=2) == (0, 0, None)


def test_the_control_who_begins_anew_each_time_never_comes_to_them(row_of_people):
    for _ in range(4):
        chores.seal_some(NOW, limit=2)

    assert not is_sealed(row_of_people[3])


def test_the_work_of_the_night_goes_on_where_it_stopped(row_of_people, monkeypatch):
    later = []
    monkeypatch.setattr(tasks, "LOOKED_AT_A_TIME", 2)
    monkeypatch.setattr(tasks.seal_records, "defer", lambda **values: later.append(values))

    assert tasks.seal_records(timestamp=0)["sealed"] == 0
    assert tasks.seal_records(**later.pop())["sealed"] == 1
    assert is_sealed(row_of_people[3])


def test_a_restored_record_is_put_away_again_before_anybody_is_served(cast, held):
    with scope.opened(every_unit()):
        case = long_ago(cast)
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)

    prepare.put_away()

    with scope.opened(every_unit()):
        assert Seal.objects.filter(case_id=case.pk).exists()


@pytest.fixture
def whole(committed: None, tmp_path: Path) -> SimpleNamespace:
    """A sealed record, committed, with keys in the files of three custodians; and the person."""
    cast = make_cast()
    for name in ("head", "lead", "bureau"):
        made = CliRunner().invoke(
            cli.seal, ["custodian", name, "--out", str(tmp_path / name), "--passphrase", PHRASE]
        )
        assert made.exit_code == 0, made.output
    with scope.opened(every_unit()):
        case = long_ago(cast, id_number=ID_NUMBER, name="娜仁托娅", sex="2")
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
        code = answers.give_code(case=case, by=cast.station_head, at=timezone.now()).code
    phone = Client()
    assert phone.post("/my/start/", {"code": code, "pin": "405172", "again": "405172"}).status_code == 302  # fmt: skip
    assert chores.seal_records(LATER) == (1, 0)
    return SimpleNamespace(cast=cast, case=case, phone=phone, keys=tmp_path)


def opens(whole: SimpleNamespace, request: Unsealing, *keys: str, phrase: str = "") -> Any:
    chosen = [part for key in keys for part in ("--key", str(whole.keys / key))]
    typed = f"{phrase or PHRASE}\n" * len(keys)
    return CliRunner().invoke(cli.seal, ["open", str(request.pk), *chosen], input=typed)


def test_two_custodians_open_a_record_by_command_and_the_person_learns_of_it(whole):
    asker = Client()
    asker.force_login(whole.cast.users.station_head)
    with scope.opened(whole.cast.station_head.all_units):
        request = asked(whole.cast)
    listed = CliRunner().invoke(cli.seal, ["show"]).output
    assert str(request.pk) in listed
    assert "head" in listed
    for keys, phrase in ((("head", "lead"), "not the phrase"), (("head", "head"), ""), (("head",), "")):  # fmt: skip
        assert opens(whole, request, *keys, phrase=phrase).exit_code == 1

    done = opens(whole, request, "head", "lead")

    assert (done.exit_code, "已启封 24 小时" in done.output) == (0, True), done.output
    page = asker.get("/sealed/").text
    address = re.search(r'href="(/shared/[^"]+)"', page)[1]
    assert "娜仁托娅" in asker.get(address).text
    assert "依法查阅过" in whole.phone.get("/my/").text
    assert "书面告知本人" in asker.get("/sealed/notices/").text
    other = Client()
    other.force_login(whole.cast.users.worker)
    assert other.get(address).status_code == 404


def test_figures_are_the_same_before_and_after_what_they_count_is_sealed(cast, held):
    # Given somebody who relapsed half a year after release, and was clean for three years since
    with scope.opened(every_unit()):
        case = long_ago(cast)
        relapse = case.released_at + timedelta(days=180)
        followup.record_evidence(
            case=case, kind="police_determination", used_on=relapse.date(), by=cast.police, at=NOW
        )
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
    today = timezone.localdate()
    question = Question(frozenset(every_unit()), 2018, NOW.year, today, today, sex=1)

    def known() -> tuple[list[list[int]], list[int], int]:
        with scope.opened(every_unit()):
            keeping.refresh()
            found, ends = counts_of_question(question), ends_of_question(question)
        by_year = found.states.copy()
        by_year[:, 1] //= 12
        return by_year.tolist(), ends.cause.tolist(), int(ends.days[0])

    states, causes, day = known()
    assert causes == [Cause.RELAPSE]
    # When the night seals the record
    later = NOW + timedelta(days=400)
    assert chores.seal_records(later) == (1, 0)
    # Then every state and the end are counted as before, and only the week is known of the day
    now_states, now_causes, now_day = known()
    assert sorted(now_states) == sorted(states)
    assert (now_causes, now_day) == (causes, day // 7 * 7)
    # And in the figures of the other sex there is nobody
    question = replace(question, sex=2)
    assert known_nobody(question)


def known_nobody(question: Question) -> bool:
    with scope.opened(every_unit()):
        return not len(counts_of_question(question).states)
