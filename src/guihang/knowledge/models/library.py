"""The case library (案例库): a case told so that others learn from it and nobody knows whose it is.

Until a second person has read it and the person has agreed, the text is encrypted. Which case it
tells of stands in the journal alone: the entry that drafted it has the id of this row, and belongs
to the case.
"""

import json
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from guihang.core.scope import IN_SCOPE
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit


class Section(StrEnum):
    """The parts of a case, as the ministry's library has them."""

    SITUATION = "situation"
    ANALYSIS = "analysis"
    PLAN = "plan"
    COURSE = "course"
    EFFECT = "effect"
    INSIGHT = "insight"

    @property
    def words(self) -> Words:
        return _SECTIONS[self]


_SECTIONS = {
    Section.SITUATION: Words("一、基本情况", "1. Situation"),
    Section.ANALYSIS: Words("二、问题分析", "2. Analysis"),
    Section.PLAN: Words("三、矫治方案", "3. Plan"),
    Section.COURSE: Words("四、实施过程", "4. Course"),
    Section.EFFECT: Words("五、矫治效果", "5. Effect"),
    Section.INSIGHT: Words("六、启示", "6. Insight"),
}


def grams(text: str) -> list[str]:
    """Return the single characters and pairs of a text, by which it is found without a dictionary.

    Punctuation and space part what they stand between.
    """
    found: set[str] = set()
    for part in "".join(ch if ch.isalnum() else " " for ch in text.lower()).split():
        found |= {*part, *(part[at : at + 2] for at in range(len(part) - 1))}
    return sorted(found)


class LibraryCase(OfUnit):
    """One case of the library on its way from a draft to adoption."""

    words = Words("案例", "Library case")

    class Category(models.TextChoices):
        MEDICAL = "medical", W("戒毒医疗", "Treatment")
        EDUCATION = "education", W("教育矫正", "Education")
        PSYCHOLOGY = "psychology", W("心理矫治", "Psychology")
        REHABILITATION = "rehabilitation", W("康复训练", "Rehabilitation training")
        SOCIAL = "social", W("社会延伸帮扶", "Support in society")
        PREVENTION = "prevention", W("禁毒宣传教育", "Prevention")
        COMBINED = "combined", W("综合性教育戒治", "Combined treatment")

    class State(models.TextChoices):
        DRAFT = "draft", W("起草中", "Draft")
        READING = "reading", W("待复读", "To be read a second time")
        READ = "read", W("已复读，待本人同意", "Read; the person is to be asked")
        AGREED = "agreed", W("本人已同意，待所审", "Agreed; for the facility")
        FACILITY = "facility", W("所审通过", "Passed by the facility")
        BUREAU = "bureau", W("局审通过", "Passed by the bureau")
        MINISTRY = "ministry", W("已报部", "With the ministry")
        ADOPTED = "adopted", W("已入选", "Adopted")
        WITHDRAWN = "withdrawn", W("已撤回", "Withdrawn")

    class Consent(models.TextChoices):
        GIVEN = "given", W("本人书面同意", "The person agreed in writing")
        WAIVED = (
            "waived",
            W("无法联系，伦理委员会批准", "Cannot be reached; the ethics committee agreed"),
        )
        REFUSED = "refused", W("本人不同意", "The person does not agree")

    title = models.CharField(max_length=120)
    category = models.CharField(max_length=16, choices=Category)
    keywords = models.CharField(max_length=100, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    consent = models.CharField(max_length=8, choices=Consent, blank=True)
    earlier = models.BooleanField(
        default=False
    )  # adopted before the product came, entered as published
    body_sealed = models.BinaryField(null=True)
    body = models.TextField(blank=True)  # in the clear, from the facility's yes on
    grams = models.JSONField(default=list)  # a GIN index stands in the migration
    remarks = models.CharField(max_length=500, blank=True)
    adopted_on = models.DateField(null=True)
    number = models.CharField(max_length=40, blank=True)

    changes = (
        "title", "category", "keywords", "reader_id", "state", "consent", "body_sealed", "body",
        "grams", "remarks", "adopted_on", "number",
    )  # fmt: skip
    # What the ministry has adopted is public; every office may learn from it.
    # Whoever it tells of reads and answers it on their own side, once a second person has read it.
    row_policy = (
        f"{IN_SCOPE} OR (state NOT IN ('draft', 'reading')"
        " AND id = ANY ((SELECT guihang_told())::uuid[]))"
    )
    read_policy = "state = 'adopted'"
    row_functions = {
        "guihang_told": "SELECT e.id FROM public.core_entry e WHERE e.action = 'casework.draft_case'"
        " AND e.subject_id IN (SELECT c.id FROM public.cases_case c"
        " WHERE c.person_id = (SELECT public.guihang_person()))"
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("facility", "bureau", "ministry", "adopted"))
                | Q(earlier=True)
                | Q(reader__isnull=False, consent__in=("given", "waived")),
                name="a_case_leaves_read_and_agreed",
            ),
            models.CheckConstraint(
                condition=Q(body="") | Q(state__in=("facility", "bureau", "ministry", "adopted")),
                name="a_draft_is_not_in_the_clear",
            ),
            models.CheckConstraint(
                condition=Q(reader=None) | Q(author=None) | ~Q(reader=F("author")),
                name="a_second_person_reads",
            ),
            models.CheckConstraint(
                condition=Q(state="adopted") ^ Q(adopted_on=None), name="an_adoption_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sections(self) -> dict[Section, str]:
        """The text by section; empty where it was withdrawn."""
        text = self.body or self.text("body_sealed")
        return {Section(code): part for code, part in json.loads(text or "{}").items()}

    @property
    def filled(self) -> dict[str, str]:
        """What a form about this case starts with."""
        named = {"title": self.title, "category": self.category, "keywords": self.keywords}
        return named | {str(code): part for code, part in self.sections.items()}
