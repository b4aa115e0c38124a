"""The journal read back: in the action's own words, private texts left out, corrections marked."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.architecture.samples import full_life
from tests.conftest import NOW, in_aftercare

from guihang.core import journal
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.engines.words import Words
from guihang.followup import actions as followup

pytestmark = pytest.mark.usefixtures("everywhere")

HOUR = timedelta(hours=1)


def contact(cast, case, **changes):
    given = {"case": case, "happened_at": NOW - HOUR, "channel": "phone", "note": "私密的话"}
    return followup.record_contact(**given | {"by": cast.worker, "at": NOW} | changes)


def test_a_line_says_what_by_whom_and_when_and_keeps_private_words_to_itself(cast):
    case = in_aftercare(cast)
    made = contact(cast, case)

    line = journal.lines_of(case.pk, case.cipher)[0]

    assert (line.id, line.words, line.at, line.by) == (
        made.pk, Words("登记联系", "Record a contact"), NOW, "worker",
    )  # fmt: skip
    assert line.details == [
        (Words("时间", "When"), "2026-06-01 16:00"), (Words("方式", "How"), "电话"),
    ]  # fmt: skip
    assert line.correctable
    with override("en"):
        assert journal.lines_of(case.pk, case.cipher)[0].details[1][1] == "Phone"


def test_no_line_of_a_whole_life_shows_a_private_word(cast):
    case = full_life(cast)

    lines = journal.lines_of(case.pk, case.cipher)

    assert len(lines) == Entry.objects.filter(subject_id=case.pk).count() > 10
    shown = str([line.details for line in lines])
    for secret in ("私密", "那日松", "1501021990", "13947100", "呼和浩特"):
        assert secret not in shown


def test_a_corrected_line_is_marked_and_the_correction_says_why(cast):
    case = in_aftercare(cast)
    wrong = contact(cast, case)
    right = contact(cast, case, channel="visit", supersedes=wrong.pk, reason="方式录错")

    lines = {line.id: line for line in journal.lines_of(case.pk, case.cipher)}

    assert (lines[wrong.pk].superseded, lines[wrong.pk].correctable) == (True, False)
    assert (lines[right.pk].supersedes, lines[right.pk].reason) == (wrong.pk, "方式录错")
    assert lines[right.pk].correctable


def test_a_correction_starts_from_what_was_given_to_this_action_on_this_case(cast):
    case, other = in_aftercare(cast), in_aftercare(cast)
    made = contact(cast, case)
    name = "followup.record_contact"

    given = journal.given(made.pk, name, case.pk, case.cipher)

    assert (given["channel"], given["note"]) == ("phone", "私密的话")
    assert journal.given(made.pk, name, other.pk, other.cipher) == {}
    assert journal.given(made.pk, "followup.record_test", case.pk, case.cipher) == {}
    assert journal.given(uuid7(), name, case.pk, case.cipher) == {}
    assert journal.given("not an id", name, case.pk, case.cipher) == {}


def test_the_newest_entries_of_units_are_named(cast):
    case = in_aftercare(cast)
    contact(cast, case)

    newest = journal.recent([cast.units.station.pk])

    assert [words.en for _, words in newest] == ["Record a contact", "Accept a handover"]


def test_whoever_looked_at_a_person_is_found_under_the_person(cast):
    case, other = full_life(cast), in_aftercare(cast)

    assert [read.by_id for read in journal.reads_of(case.pk)] == [cast.users.worker.pk]
    assert journal.reads_of(other.pk) == []
    assert len(journal.recent_reads([cast.units.station.pk])) == 1
    assert journal.recent_reads([cast.units.facility.pk]) == []
