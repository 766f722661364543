"""Schools, classes, adults, learners and how they sign in. Names live here and nowhere else."""

import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from armillary.apps.people.opaque_ids import make_opaque_id


class School(models.Model):
    """One school. A database usually holds one; every row that belongs to a school names it."""

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="en")
    simulated = models.BooleanField(
        default=False, help_text=_("Invented people and answers; said so on every page.")
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AdultManager(BaseUserManager["Adult"]):
    """Finds adults by the name they sign in with, in any case."""

    def get_by_natural_key(self, username: str | None) -> "Adult":
        """Return the adult who signs in as this name."""
        return self.get(username=clean_username(username or ""))


def clean_username(typed: str) -> str:
    """Return a sign-in name as it is kept: lower case, whatever the alphabet or the width.

    Databases differ in which letters they hold to be equal, so that is settled here.

    >>> clean_username(" Анна ")
    'анна'
    """
    return unicodedata.normalize("NFKC", typed).strip().lower()


class Adult(AbstractBaseUser):
    """A teacher, head or other member of staff: has a password and works in one school."""

    class Role(models.TextChoices):
        """What an adult may do in the school."""

        HEAD = "head", _("Head")
        TEACHER = "teacher", _("Teacher")

    school = models.ForeignKey(School, models.PROTECT, related_name="adults")
    username = models.CharField(_("sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = AdultManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["head", "teacher"]), name="people_adult_role"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_head(self) -> bool:
        """Whether this adult leads the school."""
        return self.role == self.Role.HEAD


class SchoolClass(models.Model):
    """A class of learners with the short code they type to find their names."""

    school = models.ForeignKey(School, models.PROTECT, related_name="classes")
    name = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12, unique=True)
    teachers = models.ManyToManyField(Adult, related_name="classes", blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"],
                condition=models.Q(archived_at__isnull=True),
                name="people_class_name",
            ),
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=12), name="people_class_grade"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Learner(models.Model):
    """One learner. The id is opaque; everything about learning hangs on it and not on the name."""

    id = models.BigIntegerField(primary_key=True, default=make_opaque_id, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="learners")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="learners")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, blank=True, default="")
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school_class", "name"], name="people_learner_class")]

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """A learner's sign-in card: a short code and a picture PIN. A reset revokes it and adds one."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="cards")
    code = models.CharField(max_length=12, unique=True)
    pin = models.CharField(
        max_length=40, help_text=_("Names of the pictures in order, separated by spaces.")
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(revoked_at__isnull=True),
                name="people_card_one_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"Card {self.pk}"


class Seat(models.Model):
    """A learner's signed-in place at a computer. Only a hash of its token is kept."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="seats")
    card = models.ForeignKey(Card, models.PROTECT, related_name="seats")
    token_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The card was taken away: late answers are refused too.")
    )

    def __str__(self) -> str:
        return f"Seat {self.pk}"


class Device(models.Model):
    """A computer that a teacher enrolled for a class: it shows the names without the class code."""

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    enrolled_by = models.ForeignKey(Adult, models.PROTECT, related_name="devices")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class SignInDelay(models.Model):
    """How often a sign-in went wrong lately, so that the next try waits. Keys are hashes."""

    key = models.CharField(max_length=64, unique=True)
    wrong_tries = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.wrong_tries} wrong tries"


class AuditEntry(models.Model):
    """Who looked at, changed, exported or erased what. Rows are added, never changed."""

    school = models.ForeignKey(School, models.PROTECT, related_name="audit_entries")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="audit_entries")
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text=_("Opaque ids only."))
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "at"], name="people_audit_time")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
