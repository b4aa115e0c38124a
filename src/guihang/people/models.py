"""Who works where: units as a tree, posts in them, and who holds a post on which days."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.people.permissions import Role
from guihang.people.throttle import Attempt  # noqa: F401  a table of this app


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One human who signs in. What they may do comes from the posts they hold."""

    username = models.CharField(W("账号", "Account"), max_length=60, unique=True)
    name = models.CharField(W("姓名", "Name"), max_length=60)
    is_active = models.BooleanField(default=True)
    password_due = models.BooleanField(default=False)  # somebody else chose it: to be changed first
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def home_id(self) -> int:
        """The unit at which something is done to the account itself: the top, as for all."""
        return Unit.objects.values_list("pk", flat=True).get(parent=None)


class Unit(models.Model):
    """A bureau, facility, zone, station or partner. The tree gives reach and escalation."""

    words = Words("单位", "Unit")

    class Kind(models.TextChoices):
        REGION = "region", W("自治区局", "Regional bureau")
        LEAGUE = "league", W("盟市局", "League or city bureau")
        COUNTY = "county", W("旗县司法局", "Banner or county bureau")
        FACILITY = "facility", W("强制隔离戒毒所", "Facility")
        ZONE = "zone", W("区(大队)", "Zone")
        STATION = "station", W("后续照管工作站", "Aftercare station")
        PARTNER = "partner", W("合作单位", "Partner")

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=120)
    division = models.CharField(max_length=6, blank=True)  # GB/T 2260
    verified = models.BooleanField(default=False)  # the name stands in a source, not inferred
    rooms = models.CharField(max_length=200, blank=True)  # separated by 、
    rooms_en = models.CharField(max_length=300, blank=True)  # separated by ;

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind="region"), name="only_a_region_is_a_root"
            )
        ]

    def __str__(self) -> str:
        return str(W(self.zh, self.en))

    def room_names(self) -> list[str]:
        """Return the rooms of a station in the active language."""
        found = say(Words(self.rooms, self.rooms_en))
        return [room.strip() for room in found.replace(";", "、").split("、") if room.strip()]


class Post(models.Model):
    """A place in the staffing of a unit. Work belongs to the post, whoever holds it today."""

    words = Words("岗位", "Post")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    title = models.CharField(max_length=60, blank=True)
    title_en = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return say(Words(self.title, self.title_en)) or str(Role(self.role).label)


class TenureQuerySet(models.QuerySet["Tenure"]):
    def on(self, day: date) -> "TenureQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Tenure(models.Model):
    """One user holds one post from ``starts_on`` until before ``ends_on``."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    user = models.ForeignKey(User, models.PROTECT, related_name="tenures")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(ends_on=None), name="one_holder_of_a_post"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=models.F("starts_on")),
                name="a_tenure_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.post}"


class Token(models.Model):
    """A key with which a program calls the API for one user. Only its hash is stored."""

    digest = models.BinaryField(unique=True)
    user = models.ForeignKey(User, models.CASCADE)
    note = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.note


# A model of its own file; Django looks for models here.
from guihang.people import access_review  # noqa: E402, F401
