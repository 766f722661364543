"""Studies: what was to be compared, who was given which way by lot, and what came of it.

Everything but a draft is a fact: rows are added, never changed. The protocol is fixed, with its
hash, before anything is drawn; the draw is recorded with the hashes that show it was made once.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from armillary.apps.assessment.models import SchoolTest
from armillary.apps.curriculum.models import Lesson
from armillary.apps.people.models import Adult, Learner, School, SchoolClass


class StudyUnit(models.TextChoices):
    """What lots are drawn for."""

    CLASS = "class", _("whole classes")
    LEARNER = "learner", _("learners inside their classes")


class StudyLayout(models.TextChoices):
    """Whether a way is given for good, or everybody gets both: in turn, or in different lessons."""

    PARALLEL = "parallel", _("one way each, to the end")
    CROSSOVER = "crossover", _("both ways, swapped half-way")
    WITHIN = "within", _("both ways, each in its own lessons")


class ArmKind(models.TextChoices):
    """What makes the two ways differ."""

    POLICY = "policy", _("how practice chooses the next question")
    ORDER = "order", _("whether the lab or the text of a lesson comes first")
    LESSON = "lesson", _("which of two ways a lesson is told in")
    TEACHER = "teacher", _("what the teacher does")


class EventKind(models.TextChoices):
    """The states a study comes to."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    STOPPED = "stopped", _("stopped")


class StudyDraft(models.Model):
    """What an adult has said so far of a study to be. Changed freely until it is confirmed."""

    school = models.ForeignKey(School, models.PROTECT, related_name="study_drafts")
    made_by = models.ForeignKey(Adult, models.PROTECT, related_name="study_drafts")
    said = models.JSONField(default=dict, help_text="Fields of the five pages, as typed.")
    changed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class Study(models.Model):
    """A comparison of two ways of teaching, as it was fixed before the start. Never changed."""

    school = models.ForeignKey(School, models.PROTECT, related_name="studies")
    question = models.CharField(max_length=200, help_text="In words.")
    unit = models.CharField(max_length=10, choices=StudyUnit.choices)
    layout = models.CharField(max_length=10, choices=StudyLayout.choices)
    kind = models.CharField(max_length=10, choices=ArmKind.choices)
    test = models.ForeignKey(SchoolTest, models.PROTECT, related_name="studies")
    second_test = models.ForeignKey(
        SchoolTest,
        models.PROTECT,
        null=True,
        related_name="studies_second",
        help_text="Of a crossover: on what was taught in the second half.",
    )
    lesson = models.ForeignKey(
        Lesson,
        models.PROTECT,
        null=True,
        related_name="studies",
        help_text="Told in two ways; empty: the ways differ in something else.",
    )
    starts_at = models.DateTimeField()
    switches_at = models.DateTimeField(null=True, help_text="Of a crossover.")
    ends_at = models.DateTimeField()
    sequential = models.BooleanField(help_text="The outcome may be looked at while it runs.")
    needs_consent = models.BooleanField()
    protocol = models.JSONField()
    protocol_hash = models.CharField(max_length=64)
    seed = models.BigIntegerField(help_text="Of the draw; fixed before the roster is.")
    made_by = models.ForeignKey(Adult, models.PROTECT, related_name="studies")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="studies_study_order"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=StudyUnit.values), name="studies_study_unit"
            ),
            models.CheckConstraint(
                condition=models.Q(layout="parallel", switches_at__isnull=True)
                | models.Q(layout="crossover", switches_at__isnull=False)
                | models.Q(layout="within", unit="learner", switches_at__isnull=True),
                name="studies_study_switch",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="lesson", layout="parallel", lesson__isnull=False)
                | (~models.Q(kind="lesson") & models.Q(lesson__isnull=True)),
                name="studies_study_lesson",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def last_day(self) -> datetime:
        """A moment of the last day; `ends_at` is the midnight after it."""
        return self.ends_at - timedelta(hours=1)


class Arm(models.Model):
    """One of the two ways: 0 is the one compared with, 1 the one tried."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="arms")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    what = models.TextField(help_text="What is done, in words.")
    setting = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="A policy, an order or a page of a lesson; else empty.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="studies_arm_number"),
            models.CheckConstraint(condition=models.Q(number__in=[0, 1]), name="studies_arm_two"),
        ]

    def __str__(self) -> str:
        return self.name


class StudyClass(models.Model):
    """A class that takes part."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="classes")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="studies")

    class Meta:
        verbose_name_plural = "study classes"
        constraints = [
            models.UniqueConstraint(fields=["study", "school_class"], name="studies_class_once"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: class {self.school_class_id}"


class StudyEvent(models.Model):
    """A state that a study came to, by whom and why. Rows are added; the latest counts."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="study_events")
    why = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "kind"], name="studies_event_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=EventKind.values), name="studies_event_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.kind}"


class StudyDraw(models.Model):
    """The one draw of a study, with the hashes that show it. Never changed."""

    study = models.OneToOneField(Study, models.PROTECT, related_name="draw")
    roster_hash = models.CharField(max_length=64)
    design_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    drawn_by = models.ForeignKey(Adult, models.PROTECT, related_name="study_draws")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draw of {self.study_id}"


class DrawnUnit(models.Model):
    """A line of the roster that was drawn from, with its lot. It names no learner: its key means
    nothing outside the study, so the draw can be checked after a learner was erased."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="units")
    key = models.CharField(max_length=20)
    stratum = models.CharField(max_length=40, blank=True, default="")
    arm = models.PositiveSmallIntegerField(
        help_text="Of a crossover: in the first half. Within learners: in the lessons of set 1."
    )
    block = models.PositiveIntegerField()
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="drawn_units")
    n_learners = models.PositiveIntegerField(
        null=True,
        help_text="Learners who were given this lot: who is erased later still counts as lost. "
        "Empty: not kept yet then.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "key"], name="studies_unit_key"),
            models.CheckConstraint(condition=models.Q(arm__in=[0, 1]), name="studies_unit_arm"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.key}"


class Assignment(models.Model):
    """The arm that a learner was given by the draw. Never changed, whatever becomes of class
    lists."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="assignments")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(DrawnUnit, models.PROTECT, related_name="assignments")
    arm = models.PositiveSmallIntegerField()
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="assignments", help_text="At the draw."
    )
    grade = models.PositiveSmallIntegerField(
        null=True, help_text="Of the class, at the draw. Empty: not kept yet then."
    )
    language = models.CharField(
        max_length=10,
        blank=True,
        default="",
        help_text="That the learner worked in until the draw. Empty: not kept yet then.",
    )
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "learner"], name="studies_assigned_once"),
            models.CheckConstraint(condition=models.Q(arm__in=[0, 1]), name="studies_assigned_arm"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.learner_id}"


class Consent(models.Model):
    """That a learner may be counted, or may not any more. Rows are added; the latest counts."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="consents")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="consents")
    given = models.BooleanField(help_text="No: withdrawn.")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="consents")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["study", "learner"], name="studies_consent_learner")]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.learner_id} {self.given}"


class StudyResult(models.Model):
    """What a study had found at a moment: aggregates alone. Rows are added; the latest counts."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="results")
    kind = models.CharField(max_length=10, help_text="after, delayed or check.")
    content = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.study_id} {self.kind}"


class EvidencePackage(models.Model):
    """An evidence package that left the school, or came from a partner. Never changed."""

    school = models.ForeignKey(School, models.PROTECT, related_name="evidence_packages")
    study = models.ForeignKey(
        Study,
        models.PROTECT,
        null=True,
        related_name="packages",
        help_text="The school's own; empty: a partner's.",
    )
    package_hash = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    content = models.JSONField()
    epsilon = models.FloatField(null=True, help_text="Privacy budget that the noise spent.")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="evidence_packages")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "package_hash"], name="studies_package_once"),
        ]

    def __str__(self) -> str:
        return f"Package {self.package_hash[:8]}"
