"""A destroyed key stays destroyed: two people, a signed list, also after going back in time."""

import json

import pytest
from django.db import IntegrityError, transaction
from tests.architecture.samples import SECRETS, full_life
from tests.conftest import NOW, admitted, in_aftercare

from guihang.cases import erasure_list, queries
from guihang.cases.erasures import Erasure
from guihang.cases.models import Case, Person
from guihang.casework import actions as casework
from guihang.casework import erasing, handovers
from guihang.core import crypto, journal
from guihang.core.refusal import Refused


@pytest.fixture
def kept(settings, tmp_path):
    """The list of erasures of this test."""
    settings.GUIHANG_ERASURES = tmp_path / "store" / "erasures.list"
    return settings.GUIHANG_ERASURES


def closed(cast, **values):
    case = full_life(cast, **values)
    offer = queries.handovers_of(case)[-1]
    handovers.withdraw_handover(handover=offer, why="结案", by=cast.worker, at=NOW)
    casework.close_case(case=case, ending="moved", by=cast.station_head, at=NOW)
    return Case.objects.select_related("person").get(pk=case.pk)


def plain(cast, **values):
    """A closed case of which no more is known."""
    case = in_aftercare(cast, **values)
    casework.close_case(case=case, ending="moved", by=cast.station_head, at=NOW)
    return Case.objects.select_related("person").get(pk=case.pk)


def proposed(cast, case, by=None):
    return erasing.propose_erasure(
        case=case, ground="withdrawn", note="本人申请", by=by or cast.station_head, at=NOW
    )


def test_what_named_the_person_is_gone_and_the_pages_go_on(cast, everywhere, kept):
    case = closed(cast)
    assert any(line.details for line in journal.lines_of(case.pk, case.cipher))
    erasing.decide_erasure(
        erasure=proposed(cast, case), erase=True, why="依据充分", by=cast.lead, at=NOW
    )

    after = Case.objects.select_related("person").get(pk=case.pk)
    who = after.person
    assert (who.name, who.id_number, who.phone, who.address) == ("", "", "", "")
    lines = journal.lines_of(case.pk, after.cipher)
    assert len(lines) > 5
    assert not any(line.details or line.texts or line.reason for line in lines)
    for secret in SECRETS.values():
        assert queries.search(secret, units=cast.lead.all_units) == []
    with pytest.raises(crypto.Unreadable):
        after.cipher.seal("x", place="y")


def test_nobody_erases_alone(cast, everywhere, kept):
    case = closed(cast)
    row = proposed(cast, case)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(state="done", decided_by=cast.station_head.user_id)


def test_whoever_proposed_is_refused_as_the_one_who_decides(cast, everywhere, kept):
    row = proposed(cast, closed(cast))
    same = type(cast.lead)(cast.station_head.user_id, "same", cast.lead.posts)

    with pytest.raises(Refused) as refused:
        erasing.decide_erasure(erasure=row, erase=True, why="理由", by=same, at=NOW)

    assert [reason.code for reason in refused.value.reasons] == ["erasure.same"]


def test_an_open_case_is_not_erased_and_a_proposal_stands_once(cast, everywhere, kept):
    open_case = admitted(cast)
    with pytest.raises(Refused) as refused:
        proposed(cast, open_case, by=cast.head)
    assert "erasure.open" in [reason.code for reason in refused.value.reasons]

    case = plain(cast, name="李四")
    proposed(cast, case)
    with pytest.raises(Refused) as refused:
        proposed(cast, case)
    assert [reason.code for reason in refused.value.reasons] == ["erasure.waiting"]


def test_a_refused_proposal_leaves_everything_readable(cast, everywhere, kept):
    case = closed(cast)
    erasing.decide_erasure(
        erasure=proposed(cast, case), erase=False, why="保存期限未届满", by=cast.lead, at=NOW
    )

    assert Person.objects.get(pk=case.person_id).name == SECRETS["name"]
    assert erasing.write_down() == 0


def test_the_list_names_every_erasure_once_and_shows_any_change(cast, everywhere, kept):
    for number in ("1", "2", "3"):
        case = plain(cast, name=f"人{number}")
        erasing.decide_erasure(
            erasure=proposed(cast, case), erase=True, why="依据", by=cast.lead, at=NOW
        )
    assert erasing.write_down() == 3
    assert erasing.write_down() == 0
    secret = crypto.ring().indexing
    assert len(erasure_list.read(kept, secret)) == 3

    good = kept.read_text().splitlines()
    other = json.loads(good[1]) | {"person": str(case.person_id)}
    for bad in (
        [good[0], good[2]], [good[1]], [good[1], good[0], good[2]],
        [good[0], json.dumps(other), good[2]], [*good, "{}"], [*good[:2], good[2][:-9]],
    ):  # fmt: skip
        kept.write_text("\n".join(bad) + "\n")
        with pytest.raises(erasure_list.ListChanged):
            erasure_list.read(kept, secret)


def test_a_list_signed_with_another_key_is_refused(kept):
    line = erasure_list.Line(crypto.uuid.uuid4(), crypto.uuid.uuid4(), NOW.isoformat())
    erasure_list.add(kept, b"k" * 32, [line])

    assert erasure_list.read(kept, b"k" * 32) == [line]
    with pytest.raises(erasure_list.ListChanged):
        erasure_list.read(kept, b"o" * 32)
