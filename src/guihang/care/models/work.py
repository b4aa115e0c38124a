"""职业为本: courses, job bases, and people in work."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Course(OfUnit):
    """Vocational training with a number of places (职业技能培训)."""

    words = Words("技能培训", "Vocational course")

    class Trade(models.TextChoices):
        VINE = "vine", W("葡萄种植与酿酒", "Vines and wine-making")
        COOKING = "cooking", W("烹饪与面点", "Cooking and baking")
        FARMING = "farming", W("种植养殖", "Farming and livestock")
        ELECTRIC = "electric", W("电工与维修", "Electrical and repair")
        CRAFT = "craft", W("民族手工艺", "Crafts of the region")
        SERVICE = "service", W("家政与服务", "Household and services")
        COMPUTER = "computer", W("计算机与电商", "Computers and online trade")
        OTHER = "other", W("其他", "Other")

    name = models.CharField(max_length=80)
    trade = models.CharField(max_length=10, choices=Trade)
    hours = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    # Whoever may see a trainee sees in which course, wherever it is held.
    read_policy = "EXISTS (SELECT 1 FROM care_enrolment e WHERE e.course_id = care_course.id)"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_course_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on}"


class Enrolment(OfCaseRecord):
    """One person in one course, and the certificate that came of it."""

    words = Words("培训学员", "Trainee")

    class State(models.TextChoices):
        ENROLLED = "enrolled", W("在学", "Enrolled")
        FINISHED = "finished", W("结业", "Finished")
        LEFT = "left", W("中途退出", "Left early")

    class Certificate(models.TextChoices):
        NONE = "none", W("无证书", "None")
        LEVEL = "level", W("职业技能等级证书", "Skill level certificate")
        QUALIFICATION = "qualification", W("职业资格证书", "Qualification certificate")
        SPECIAL = "special", W("专项职业能力证书", "Special skill certificate")
        OPERATION = "operation", W("特种作业操作证", "Special operation permit")

    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=State, default=State.ENROLLED)
    ended_on = models.DateField(null=True)
    certificate = models.CharField(max_length=14, choices=Certificate, default=Certificate.NONE)
    level = models.PositiveSmallIntegerField(null=True)  # 1 (highest) to 5
    issuer = models.CharField(max_length=80, blank=True)
    number_sealed = models.BinaryField(null=True)

    changes = ("state", "ended_on", "certificate", "level", "issuer", "number_sealed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "course"], name="one_place_a_course"),
            models.CheckConstraint(
                condition=Q(certificate="none") | Q(state="finished"),
                name="a_certificate_needs_a_finished_course",
            ),
        ]

    def __str__(self) -> str:
        return str(self.course)


class JobBase(OfUnit):
    """A place of work that keeps seats, on conditions that can be checked (就业安置基地)."""

    words = Words("就业基地", "Job base")

    name = models.CharField(max_length=80)
    operator = models.CharField(max_length=80)
    seats = models.PositiveSmallIntegerField()
    wage = models.PositiveIntegerField()  # yuan a month, in the hand
    housing = models.BooleanField(default=False)
    insurance = models.BooleanField(default=False)
    contract = models.BooleanField(default=False)
    disclosure = models.CharField(max_length=200)
    complaints_to = models.CharField(max_length=80)
    inspected_on = models.DateField(null=True)
    finding = models.CharField(max_length=300, blank=True)

    changes = ("seats", "wage", "housing", "insurance", "contract", "inspected_on", "finding")

    read_policy = "EXISTS (SELECT 1 FROM care_placement p WHERE p.base_id = care_jobbase.id)"

    def __str__(self) -> str:
        return self.name


class Placement(OfCaseRecord):
    """One way into work, from the first interest to the end."""

    words = Words("就业帮扶", "Help into work")

    class Kind(models.TextChoices):
        BASE = "base", W("就业基地", "Job base")
        EMPLOYED = "employed", W("单位就业", "Employed")
        OWN = "own", W("自主创业", "Own business")
        PUBLIC = "public", W("公益性岗位", "Public-welfare post")
        FLEXIBLE = "flexible", W("灵活就业", "Flexible work")

    class State(models.TextChoices):
        INTERESTED = "interested", W("有意向", "Interested")
        MATCHED = "matched", W("已匹配", "Matched")
        INTERVIEW = "interview", W("面试", "Interview")
        OFFER = "offer", W("已录用", "Offered")
        STARTED = "started", W("在岗", "In work")
        ENDED = "ended", W("已结束", "Ended")

    class Ending(models.TextChoices):
        OWN_WISH = "own_wish", W("本人换岗或离职", "Left by own wish")
        EMPLOYER = "employer", W("单位解除", "Ended by the employer")
        SEASON = "season", W("季节性工作结束", "End of the season")
        HEALTH = "health", W("健康原因", "Health")
        OTHER = "other", W("其他", "Other")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.INTERESTED)
    drives = models.BooleanField(default=False)
    wish_sealed = models.BinaryField(null=True)
    base = models.ForeignKey(JobBase, models.PROTECT, null=True, related_name="placements")
    employer_sealed = models.BinaryField(null=True)
    told_employer = models.BooleanField(default=False)  # by the person's own consent only
    wage = models.PositiveIntegerField(null=True)  # yuan a month, in the hand
    contract = models.BooleanField(default=False)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    changes = (
        "state", "kind", "base_id", "employer_sealed", "told_employer", "wage", "contract",
        "started_on", "ended_on", "ending",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="started") | Q(started_on__isnull=False),
                name="who_works_has_started",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(state="ended"), name="who_left_work_has_ended"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="work_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["started_on"], name="placement_started")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_state_display()}"


class WorkConfirmation(OfCaseFact):
    """Somebody asked whether the person still works there, at 30, 90 or 180 days."""

    class Mark(models.TextChoices):  # engines.placement.MARKS
        D30 = "30", W("满 30 天", "30 days")
        D90 = "90", W("满 90 天", "90 days")
        D180 = "180", W("满 180 天", "180 days")

    class Source(models.TextChoices):
        PERSON = "person", W("本人告知", "The person said so")
        PAYSLIP = "payslip", W("工资单或社保", "Payslip or insurance")
        EMPLOYER = "employer", W("单位证实(经本人同意)", "The employer, by the person's consent")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="confirmations")
    mark = models.CharField(max_length=3, choices=Mark)
    asked_on = models.DateField()
    works = models.BooleanField()
    source = models.CharField(max_length=10, choices=Source)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "mark"], condition=Q(superseded_by_id=None),
                name="one_answer_a_mark",
            )
        ]  # fmt: skip
