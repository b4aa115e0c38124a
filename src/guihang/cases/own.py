"""How a person reaches their own file: a code on paper once, then a device and a PIN.

Neither is an account of staff. Before anybody is known, a row is found by the digest of the secret
that was shown (``guihang_token()``), and by nothing else.
"""

from django.db import models
from django.db.models import Q

from guihang.cases.models import Case, OfCase
from guihang.core import codes

CODE_DAYS, DEVICE_DAYS = 14, 90
WRONG_PINS = 5
"""After so many wrong PINs in a row the device is ended, and a new code is needed."""


class Invitation(OfCase):
    """A code that was given to the person on paper. It opens once, for fourteen days."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    given_at = models.DateTimeField()
    code_digest = models.BinaryField(unique=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    row_policy = f"{OfCase.row_policy} OR code_digest = (SELECT guihang_token())"
    changes = ("used_at",)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def code(self) -> str:
        """The code, made again from the id and a key that is not in the database."""
        return codes.code_of("code of a person", self.pk)


class Device(models.Model):
    """One phone or computer of the person: with its PIN it opens their own file."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    digest = models.BinaryField(unique=True)
    pin = models.CharField(max_length=128)  # Argon2id
    called = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    session = models.BinaryField(null=True)
    seen_at = models.DateTimeField(null=True)

    row_policy = (
        "EXISTS (SELECT 1 FROM cases_case c WHERE c.person_id = cases_device.person_id)"
        " OR digest = (SELECT guihang_token())"
    )
    changes = ("ended_at", "wrong", "session", "seen_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wrong__lte=WRONG_PINS), name="a_device_ends_in_time")
        ]
        indexes = [models.Index(fields=["person_id"], name="device_person")]

    def __str__(self) -> str:
        return self.called


def case_of_person() -> Case | None:
    """Return the newest case of the person whose scope is open, or None when it is sealed."""
    rows = Case.objects.filter(
        person_id=models.Func(function="guihang_person", output_field=models.UUIDField())
    )
    return rows.select_related("person", "unit", "facility").order_by("-admitted_at").first()
