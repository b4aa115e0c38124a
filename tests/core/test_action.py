"""What every action promises: once, whole, with all reasons at once, corrected and never edited."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.architecture.samples import SAMPLES
from tests.architecture.snapshot import changed, snapshot
from tests.conftest import NOW, in_aftercare

from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core import scope
from guihang.core.action import ACTIONS, action
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.followup import actions as followup
from guihang.followup.models import Contact
from guihang.people.models import Unit
from guihang.people.permissions import Permission

pytestmark = pytest.mark.usefixtures("everywhere")

HAN = re.compile(r"[\u4e00-\u9fff]")
HOUR = timedelta(hours=1)


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def contact(cast, case, **changes):
    given = {"case": case, "happened_at": NOW - HOUR, "channel": "phone", "note": "平安"}
    return followup.record_contact(**given | {"by": cast.worker, "at": NOW} | changes)


def test_the_same_entry_again_is_answered_from_the_journal_also_later(cast):
    case, entry = in_aftercare(cast), uuid7()
    first = contact(cast, case, entry=entry)
    before = snapshot()

    again = contact(cast, case, entry=entry, at=NOW + HOUR)

    assert again.pk == first.pk
    assert changed(before) == set()


@pytest.mark.parametrize(
    "change",
    [{"channel": "visit"}, {"note": "平安。"}, {"happened_at": NOW - 2 * HOUR}, {"note": ""}],
)
def test_the_same_entry_with_other_content_is_refused_and_changes_nothing(cast, change):
    case, entry = in_aftercare(cast), uuid7()
    contact(cast, case, entry=entry)
    before = snapshot()

    with pytest.raises(Refused) as refused:
        contact(cast, case, entry=entry, **change)

    assert codes(refused) == {"entry.reused"}
    assert changed(before) == set()


def test_the_entry_of_one_action_cannot_be_sent_as_another(cast):
    case, entry = in_aftercare(cast), uuid7()
    contact(cast, case, entry=entry)

    with pytest.raises(Refused) as refused:
        casework.close_case(case=case, ending="moved", by=cast.station_head, at=NOW, entry=entry)

    assert codes(refused) == {"entry.reused"}


def test_the_entry_of_one_case_cannot_be_sent_for_another(cast):
    entry = uuid7()
    contact(cast, in_aftercare(cast), entry=entry)

    with pytest.raises(Refused):
        contact(cast, in_aftercare(cast), entry=entry)


def test_a_correction_supersedes_with_a_reason_and_keeps_both(cast):
    case = in_aftercare(cast)
    wrong = contact(cast, case)

    right = contact(cast, case, channel="visit", supersedes=wrong.pk, reason="方式录错")

    wrong.refresh_from_db()
    entry = Entry.objects.get(pk=right.pk)
    assert (wrong.superseded_by_id, wrong.channel) == (right.pk, "phone")
    assert (right.superseded_by_id, right.channel) == (None, "visit")
    assert entry.supersedes_id == wrong.pk


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_without_a_reason_is_refused_with_everything_else(cast, reason):
    case = in_aftercare(cast)
    wrong = contact(cast, case)
    before = snapshot()

    with pytest.raises(Refused) as refused:
        contact(cast, case, supersedes=wrong.pk, reason=reason, happened_at=NOW + HOUR)

    assert codes(refused) == {"correction.reason", "future"}
    assert changed(before) == set()


def test_a_record_is_corrected_once_and_then_its_correction(cast):
    case = in_aftercare(cast)
    first = contact(cast, case)
    second = contact(cast, case, channel="visit", supersedes=first.pk, reason="一")

    with pytest.raises(Refused) as refused:
        contact(cast, case, channel="video", supersedes=first.pk, reason="二")
    third = contact(cast, case, channel="video", supersedes=second.pk, reason="二")

    assert codes(refused) == {"correction.done"}
    assert list(Contact.objects.filter(superseded_by_id=None)) == [third]


def test_a_correction_sent_twice_is_one_correction(cast):
    case, entry = in_aftercare(cast), uuid7()
    first = contact(cast, case)
    given = {"channel": "visit", "supersedes": first.pk, "reason": "一", "entry": entry}

    assert contact(cast, case, **given) == contact(cast, case, **given)
    with pytest.raises(Refused) as refused:
        contact(cast, case, **given | {"reason": "另一个理由"})

    assert codes(refused) == {"entry.reused"}


def test_a_correction_belongs_to_its_case_its_action_and_something_on_file(cast):
    case = in_aftercare(cast)
    elsewhere = contact(cast, in_aftercare(cast))
    attempt = followup.record_attempt(
        case=case, happened_at=NOW, target="person", channel="phone", outcome="no_answer",
        by=cast.worker, at=NOW,
    )  # fmt: skip

    for wrong in (elsewhere.pk, attempt.pk, uuid7()):
        with pytest.raises(OutOfReach):
            contact(cast, case, supersedes=wrong, reason="更正")


@pytest.mark.parametrize("name", [name for name in SAMPLES if ACTIONS[name].records is None])
def test_what_left_no_fact_is_not_corrected_by_superseding(cast, name):
    given = SAMPLES[name](cast)
    before = snapshot()
    everything = Unit.objects.values_list("pk", flat=True)

    # Some records are for whoever answers them alone.
    with scope.opened(everything, user=given["by"].user_id), pytest.raises(Refused) as refused:
        ACTIONS[name](**given, supersedes=uuid7(), reason="更正")

    assert codes(refused) == {"correction.none"}
    assert changed(before) == set()


def test_every_field_that_is_wrong_is_named_at_once(cast):
    case = in_aftercare(cast)

    with pytest.raises(Refused) as refused:
        followup.record_review(
            case=case, happened_at="昨天", closing=True, housing="palace", work=None, family="",
            health="good", craving=101, note="长" * 2001, by=cast.worker, at=NOW,
        )  # fmt: skip

    assert {reason.field for reason in refused.value.reasons} == {
        "happened_at", "housing", "work", "family", "craving", "note", "second_by",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "telepathy"), ("channel", ["phone", "visit"]), ("happened_at", "2026-02-30"),
        ("happened_at", "0001-01-01T00:00"), ("happened_at", "9999-12-31T23:59"),
        ("happened_at", 5), ("note", "a\0b"), ("note", "半\ud800"), ("note", "长" * 10_000_000),
        ("fulfils", "golden-quarter"), ("fulfils", "x" * 101),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_words_in_both_languages(cast, field, value):
    case = in_aftercare(cast)

    with pytest.raises(Refused) as refused:
        contact(cast, case, **{field: value})

    assert {reason.field for reason in refused.value.reasons} == {field}
    for reason in refused.value.reasons:
        assert HAN.search(reason.words.zh)
        assert not HAN.search(reason.words.en)


def test_a_set_of_codes_holds_known_codes_only(cast):
    case = in_aftercare(cast)
    given = {"case": case, "happened_at": NOW, "kind": "lab", "by": cast.worker, "at": NOW}

    made = followup.record_test(**given, result="positive", drugs=["ats", "opioid", "ats"])
    with pytest.raises(Refused) as refused:
        followup.record_test(**given, result="positive", drugs=["ats", "sugar"])

    for wrong in ("ats", 5, {"ats": 1}):
        with pytest.raises(Refused):
            followup.record_test(**given, result="positive", drugs=wrong)

    assert made.drugs == ["ats", "opioid"]
    assert {reason.field for reason in refused.value.reasons} == {"drugs"}


def test_text_is_stored_as_a_form_would_clean_it(cast):
    case = in_aftercare(cast)

    made = contact(cast, case, note="  平安\n ", happened_at="2026/6/1 16:00")

    assert made.opened("note_sealed") == "平安"
    assert made.happened_at == NOW - HOUR  # 16:00 in China


def test_an_argument_that_the_action_does_not_have_is_a_mistake_of_the_program(cast):
    with pytest.raises(TypeError, match=r"followup\.record_contact has no volume"):
        contact(cast, in_aftercare(cast), volume=11)


def test_a_missing_reference_is_a_reason_and_not_a_stack_trace(cast):
    with pytest.raises(Refused) as refused:
        followup.record_contact(case=None, happened_at=NOW, channel="phone", by=cast.worker, at=NOW)

    assert {(reason.code, reason.field) for reason in refused.value.reasons} == {
        ("missing", "case")
    }


def test_reach_is_asked_before_reasons_are_given(cast):
    case = in_aftercare(cast)

    with pytest.raises(OutOfReach):
        contact(cast, case, by=cast.other_worker, happened_at=NOW + HOUR, channel="?")


def test_a_case_that_left_the_reach_since_it_was_read_is_out_of_reach(cast):
    case = in_aftercare(cast)

    with scope.opened([cast.units.other_station.pk]), pytest.raises(OutOfReach):
        contact(cast, case)


def test_the_second_click_on_a_return_is_answered_like_the_first(cast):
    given, entry = SAMPLES["casework.return_handover"](cast), uuid7()

    with scope.opened(cast.worker.all_units):
        for _ in range(2):
            assert handovers.return_handover(**given, entry=entry) is None
        with pytest.raises(Refused) as refused:
            handovers.return_handover(**given | {"why": "别的原因"}, entry=entry)

    assert codes(refused) == {"entry.reused"}
    assert Entry.objects.filter(action="casework.return_handover").count() == 1


def test_two_actions_of_one_name_cannot_be_declared():
    with pytest.raises(ValueError, match="two actions"):
        action("followup.record_contact", Permission.CONTACT_RECORD, zh="联系", en="Contact")(
            lambda: None
        )


def test_a_moment_without_a_zone_is_the_clock_of_china(cast):
    case = in_aftercare(cast)

    made = contact(cast, case, happened_at=datetime(2026, 6, 1, 16))

    assert made.happened_at == NOW - HOUR


def test_ids_made_elsewhere_are_taken_as_they_are(cast):
    entry = uuid4()

    assert contact(cast, in_aftercare(cast), entry=entry).pk == entry
