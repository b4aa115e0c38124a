"""A case for the library is agreed to, and taken back, on the person's own side."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.architecture.samples import as_person
from tests.architecture.samples_of.knowledge import library_case
from tests.conftest import NOW
from tests.security.test_person import STIGMA, come_in, everything

from guihang.cases.models import Case
from guihang.casework import own_library
from guihang.casework.library import source_of
from guihang.core import scope
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach
from guihang.knowledge import library
from guihang.knowledge.models import LibraryCase


def at_state(cast, state: str, **given: str) -> tuple[LibraryCase, Case]:
    with scope.opened(everything()):
        made = library_case(cast, state, **given)
        case = source_of(made)
    assert case is not None
    return made, case


def now(made: LibraryCase) -> LibraryCase:
    with scope.opened(everything()):
        return LibraryCase.objects.get(pk=made.pk)


@pytest.fixture
def told(cast) -> tuple[LibraryCase, Client]:
    made, case = at_state(cast, "read", course="共八次，由社工陪同。")
    return made, come_in(cast, case)


def test_the_person_reads_the_whole_text_and_agrees_and_the_journal_says_who(told):
    made, phone = told
    page, home = reverse("my-told", args=[made.pk]), phone.get(reverse("my")).content.decode()
    shown = phone.get(page).content.decode()

    answer = phone.post(reverse("my-told-answer", args=[made.pk, "yes"]))

    assert f'href="{page}"' in home
    assert not STIGMA.search(re.search("<main.*?</main>", home, re.DOTALL)[0])
    assert "共八次，由社工陪同。" in shown
    assert "没有任何不利影响" in shown
    assert f"{made.unit.zh}想把和您一起走过的" in shown
    assert answer.url == f"{reverse('my-sharing')}?said=yes"
    assert (now(made).state, now(made).consent) == ("agreed", "given")
    with scope.opened(everything()):
        entry = Entry.objects.get(action="own.agree_case")
        assert (entry.subject_id, entry.by_id) == (source_of(made).pk, None)
    assert f'href="{page}"' not in phone.get(reverse("my")).content.decode()


def test_a_case_that_was_taken_back_is_in_no_search_and_its_office_is_told(cast, told):
    made, phone = told
    phone.post(reverse("my-told-answer", args=[made.pk, "yes"]))
    with scope.opened(everything()):
        library.pass_case(library=made, by=cast.station_head, at=NOW)
    everywhere = frozenset(everything())
    with scope.opened(everything()):
        before = library.search("社工陪同", units=everywhere).count()

    phone.post(reverse("my-told-answer", args=[made.pk, "no"]))

    with scope.opened(everything()):
        assert (before, library.search("社工陪同", units=everywhere).count()) == (1, 0)
    left = now(made)
    assert (left.state, left.consent, left.body, left.body_sealed, left.grams) == (
        "withdrawn", "refused", "", None, []
    )  # fmt: skip
    office = Client()
    office.force_login(cast.users.worker)
    record = office.get(reverse("record", args=["library", made.pk])).content.decode()
    assert "请马上告知上级一并撤下" in record
    assert "已收回" in phone.get(reverse("my-sharing")).content.decode()


@pytest.mark.parametrize("state", ["draft", "reading"])
def test_a_draft_is_not_shown_to_the_person_before_it_was_read(cast, state):
    made, case = at_state(cast, state)

    with as_person(case):
        assert not LibraryCase.objects.exists()
        with pytest.raises(OutOfReach):
            own_library.told(case.person_id, made.pk)
    assert come_in(cast, case).get(reverse("my-told", args=[made.pk])).status_code == 404


def test_nobody_answers_for_somebody_else(cast, told):
    made, _ = told
    with scope.opened(everything()):
        other = source_of(library_case(cast, "read"))
    phone = come_in(cast, other)

    for word in ("yes", "no"):
        assert phone.post(reverse("my-told-answer", args=[made.pk, word])).status_code == 404
    assert phone.get(reverse("my-told", args=[made.pk])).status_code == 404
    assert now(made).state == "read"
