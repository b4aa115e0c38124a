"""Each quarter somebody in charge confirms who holds a post, or ends it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach, Refused
from guihang.engines import access_review as rule
from guihang.people import access_review
from guihang.people.actions import leave_post
from guihang.people.models import Post

pytestmark = pytest.mark.django_db


def test_a_quarter_after_the_last_look_is_in_time_and_the_day_after_is_late():
    today = timezone.localdate()
    for days, state in ((0, "confirmed"), (77, "confirmed"), (78, "due"), (91, "due"), (92, "overdue")):  # fmt: skip
        assert rule.state(today - timedelta(days=days), today) == state
        assert (today - timedelta(days=days) < rule.overdue_before(today)) == (state == "overdue")


def test_the_head_confirms_or_ends_and_what_is_late_is_said(client, cast):
    client.force_login(cast.users.station_head)
    page = reverse("access-review")
    post = Post.objects.get(tenures__user=cast.users.worker)

    def late() -> list[str]:
        units = [cast.units.station.pk]
        rows = access_review.holders(units=units, today=timezone.localdate(), late=True, limit=99)
        return [row.tenure.user.username for row in rows]

    assert {"worker", "second", "station-head"} <= {*late()}
    assert page in client.get("/").text, "said on the page of today"
    shown = client.get(page).text
    confirm = reverse("act", args=["people.confirm_access", "post", post.pk])
    assert confirm in shown
    assert "登记联系与走访" in shown, "what the post allows"
    done = client.post(f"{confirm}?back={page}", {"entry": str(uuid7())})
    assert (done.status_code, done.url) == (302, page)
    assert "worker" not in late()
    second = Post.objects.get(tenures__user=cast.users.second)
    with scope.opened([cast.units.station.pk]):
        people = {"by": cast.station_head, "at": timezone.now()}
        leave_post(post=second, ends_on=timezone.localdate(), **people)
        own = Post.objects.get(tenures__user=cast.users.station_head)
        with pytest.raises(Refused, match="own"):
            access_review.confirm_access(post=own, **people)
        with pytest.raises(OutOfReach):
            access_review.confirm_access(post=post, by=cast.head, at=timezone.now())
    file = client.get(reverse("access-review-export"), {"late": "1"})
    cells = str(CalamineWorkbook.from_filelike(BytesIO(b"".join(file))).get_sheet_by_index(0).to_python())  # fmt: skip
    assert "station-head" in cells
    assert "second" in cells, "until the day is over"
    assert "'worker'" not in cells
