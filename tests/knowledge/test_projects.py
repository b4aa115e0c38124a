"""Advantage projects: who proposes does not decide, and only protocol and data make one count."""

from datetime import timedelta

import pytest
from tests.architecture.samples_of.knowledge import project
from tests.conftest import NOW, staff

from guihang.core.refusal import Refused
from guihang.knowledge import counts, projects, standards
from guihang.knowledge.models import Standard
from guihang.people.permissions import Role
from guihang.people.queries import actor_of

pytestmark = pytest.mark.usefixtures("everywhere")

YEAR = NOW.date() - timedelta(days=365), NOW.date()


def test_only_a_project_with_a_protocol_and_data_counts(cast):
    made = project(cast, "pilot")
    assert counts.projects_with_evidence(None, *YEAR) == 0

    projects.report_project(
        project=made,
        month=NOW.date(),
        people=10,
        better=6,
        same=2,
        worse=1,
        by=cast.officer,
        at=NOW,
    )

    assert counts.projects_with_evidence(None, *YEAR) == 1
    assert [row.not_measured for row in made.reports.all()] == [1]


def test_whoever_proposed_a_project_does_not_decide_on_it(cast):
    lead = actor_of(staff("second-lead", cast.units.region, Role.BUREAU_LEAD), NOW.date())
    own = project(cast, by=cast.lead)

    with pytest.raises(Refused) as refused:
        projects.decide_project(project=own, decision="approved", why="好", by=cast.lead, at=NOW)
    projects.decide_project(project=own, decision="approved", why="好", by=lead, at=NOW)

    assert [reason.code for reason in refused.value.reasons] == ["project.own"]


def test_what_shows_no_effect_is_not_promoted(cast):
    made = project(cast, "pilot")
    projects.report_project(
        project=made,
        month=NOW.date(),
        people=10,
        better=1,
        same=8,
        worse=1,
        by=cast.officer,
        at=NOW,
    )
    projects.evaluate_project(
        project=made, verdict="no_effect", findings="与对照无差异", by=cast.lead, at=NOW
    )

    with pytest.raises(Refused) as refused:
        projects.promote_project(
            project=made, level="nation", promoted_by="通知", promoted_on=NOW.date(), by=cast.lead,
            at=NOW,
        )  # fmt: skip

    assert [reason.code for reason in refused.value.reasons] == ["project.verdict"]


def test_the_next_version_of_a_standard_ends_the_one_in_force(cast):
    about = {"host": cast.units.facility, "code": "NM-1", "title": "规程", "content": "内容"}
    for days in (90, 10):
        made = standards.draft_standard(**about, by=cast.officer, at=NOW)
        standards.adopt_standard(
            standard=made, in_force_on=NOW.date() - timedelta(days=days), by=cast.lead, at=NOW
        )

    stands = [(row.version, row.stands.en) for row in Standard.objects.order_by("version")]
    assert stands == [(1, "Replaced"), (2, "In force")]
