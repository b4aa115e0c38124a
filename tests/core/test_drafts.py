"""A half-filled form comes back to its author, whole, and to nobody else."""

import pytest
from django.db import connection
from tests.conftest import NOW

from guihang.core import drafts
from guihang.core.models import Draft
from guihang.core.refusal import OutOfReach

KEY = "/do/followup.record_contact/case/1/"


def test_what_was_typed_comes_back_with_the_moment(cast):
    drafts.keep(cast.worker.user_id, KEY, {"note": "他说", "channel": "phone"}, NOW)

    assert drafts.find(cast.worker.user_id, KEY) == {
        "fields": {"note": "他说", "channel": "phone"}, "saved_at": NOW.isoformat(),
    }  # fmt: skip


def test_a_form_has_one_draft_and_it_can_be_thrown_away(cast):
    drafts.keep(cast.worker.user_id, KEY, {"note": "一"}, NOW)
    drafts.keep(cast.worker.user_id, KEY, {"note": "二"}, NOW)

    assert Draft.objects.count() == 1
    assert drafts.find(cast.worker.user_id, KEY)["fields"] == {"note": "二"}
    drafts.forget(cast.worker.user_id, KEY)
    assert drafts.find(cast.worker.user_id, KEY) is None


def test_a_draft_is_found_by_its_author_under_its_key_only(cast):
    drafts.keep(cast.worker.user_id, KEY, {"note": "一"}, NOW)

    assert drafts.find(cast.second.user_id, KEY) is None
    assert drafts.find(cast.worker.user_id, KEY + "2/") is None


def test_a_draft_moved_to_another_user_does_not_open(cast):
    drafts.keep(cast.worker.user_id, KEY, {"note": "一"}, NOW)
    Draft.objects.update(user_id=cast.second.user_id)

    with pytest.raises(drafts.crypto.Unreadable):
        drafts.find(cast.second.user_id, KEY)


@pytest.mark.parametrize("text", ["长" * 100_000, '"' * 200_000, "半\ud800", "\0", "\n\t\\"])
def test_the_longest_and_strangest_typing_comes_back_as_it_was(cast, text):
    drafts.keep(cast.worker.user_id, KEY, {"note": text}, NOW)

    assert drafts.find(cast.worker.user_id, KEY)["fields"] == {"note": text}


@pytest.mark.parametrize("key", ["", "k" * 201, "/do/\0", "/do/\ud800"])
def test_a_key_that_no_form_has_keeps_and_finds_nothing(cast, key):
    with pytest.raises(OutOfReach):
        drafts.keep(cast.worker.user_id, key, {"note": "一"}, NOW)
    drafts.forget(cast.worker.user_id, key)

    assert drafts.find(cast.worker.user_id, key) is None


def test_what_was_typed_is_not_readable_in_the_table(cast):
    drafts.keep(cast.worker.user_id, KEY, {"note": "secret words"}, NOW)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position('secret'::bytea IN body), length(body) FROM core_draft",
        )
        assert cursor.fetchall()[0][0] == 0
