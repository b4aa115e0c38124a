"""A case for the library, about the person: the whole text, and yes, no, or not any more."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guihang.casework import own_library
from guihang.core.refusal import Refused
from guihang.core.words import say
from guihang.portal.mine import Request, mine
from guihang.portal.plain import place

ANSWERS = {"yes": own_library.agree_case, "no": own_library.withdraw_case}
"""Word in the address → what the person does."""


@mine()
def story(request: Request, pk: UUID) -> HttpResponse:
    """Everything that others would read, before the person answers and afterwards."""
    row, _ = own_library.told(request.case.person_id, pk)
    about = {
        "row": row, "state": own_library.State, "unit": say(place(row.unit)), "here": "sharing",
        "parts": [(code.words, text) for code, text in row.sections.items()],
    }  # fmt: skip
    return render(request, "my/told.html", about)


@require_POST
@mine()
def answer(request: Request, pk: UUID, word: str) -> HttpResponse:
    """Agree, decline or take back: one tap, at once, no reason."""
    if word not in ANSWERS:
        raise Http404
    row, case = own_library.told(request.case.person_id, pk)
    try:
        ANSWERS[word](case=case, library=row, by=request.me, at=request.now)
    except Refused:
        return redirect("my-told", pk)
    return redirect(f"{reverse('my-sharing')}?said={word}")
