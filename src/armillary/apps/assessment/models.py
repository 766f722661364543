"""Tests: what is asked, of which class and when, who sat it, and what its items turned out to be.

The answers given in a test are rows of `practice.Answer`, as all answers are: their policy begins
with "test", they never move the learner model, and of several answers to one item of a sitting the
latest counts.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armillary.apps.curriculum.models import Assessment, Course, Item
from armillary.apps.people.models import Adult, Learner, School, SchoolClass
from armillary.apps.practice.models import Sitting


class Delivery(models.TextChoices):
    """How the questions of a sitting are found."""

    FIXED = "fixed", _("the same forms for everybody")
    LINEAR = "linear", _("a form of their own for each learner")
    ADAPTIVE = "adaptive", _("each question chosen after the last answer")


class OccasionKind(models.TextChoices):
    """What an occasion is compared with."""

    SINGLE = "single", _("by itself")
    BEFORE = "before", _("before teaching")
    AFTER = "after", _("after teaching")
    DELAYED = "delayed", _("some weeks later")


class EndReason(models.TextChoices):
    """Why a sitting of a test ended."""

    LEARNER = "learner", _("handed in")
    TIME = "time", _("the time was up")
    CLOSED = "closed", _("the test was closed")
    PRECISE = "precise", _("the estimate was precise enough")
    LENGTH = "length", _("the last question was answered")
    TEACHER = "teacher", _("ended by the teacher")


class SchoolTest(models.Model):
    """A test of the school: taken ready from a course, or made by a teacher. Never changed."""

    school = models.ForeignKey(School, models.PROTECT, related_name="tests")
    course = models.ForeignKey(Course, models.PROTECT, related_name="tests")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, help_text=_("The course's own, taken ready.")
    )
    title = models.CharField(max_length=120)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    minutes = models.PositiveSmallIntegerField(null=True, help_text=_("Empty: no clock."))
    blueprint = models.JSONField(help_text=_("Questions of each skill, by its key."))
    rules = models.JSONField(default=dict, help_text=_("Of an adaptive test: when it stops."))
    made_by = models.ForeignKey(Adult, models.PROTECT, related_name="tests")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivery__in=Delivery.values), name="assessment_test_delivery"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Form(models.Model):
    """One of the linked versions of a test; of a linear or adaptive test there is none."""

    test = models.ForeignKey(SchoolTest, models.PROTECT, related_name="forms")
    key = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "key"], name="assessment_form_key"),
        ]

    def __str__(self) -> str:
        return f"{self.test_id}{self.key}"


class BankItem(models.Model):
    """An item that a test may ask: in its place on a form, or in the bank of a linear or adaptive
    test."""

    test = models.ForeignKey(SchoolTest, models.PROTECT, related_name="bank")
    form = models.ForeignKey(Form, models.PROTECT, null=True, related_name="items")
    place = models.PositiveSmallIntegerField(help_text=_("From 0; on a form, the order of asking."))
    item = models.ForeignKey(Item, models.PROTECT, related_name="in_tests")
    seed = models.PositiveIntegerField(help_text=_("Everybody sees the same variant."))
    skill = models.CharField(max_length=20, help_text=_("For which skill of the blueprint."))
    anchor = models.BooleanField(default=False, help_text=_("Every form holds it."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "item"],
                condition=models.Q(form__isnull=False),
                name="assessment_form_item_once",
            ),
            models.UniqueConstraint(
                fields=["test", "item"],
                condition=models.Q(form__isnull=True),
                name="assessment_bank_item_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test_id}: item {self.item_id}"


class Series(models.Model):
    """Occasions at which one class sits one test, to be compared with each other."""

    school = models.ForeignKey(School, models.PROTECT, related_name="test_series")
    test = models.ForeignKey(SchoolTest, models.PROTECT, related_name="series")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="test_series")
    seed = models.BigIntegerField(help_text=_("Of the lot that gives learners their first form."))
    made_by = models.ForeignKey(Adult, models.PROTECT, related_name="test_series")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Series {self.pk}"


class Occasion(models.Model):
    """When a class sits a test. The delayed one follows the one after teaching by itself, unless
    its dates were set by hand."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="occasions")
    kind = models.CharField(max_length=10, choices=OccasionKind.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    set_by_hand = models.BooleanField(default=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when learners see their result.")
    )
    extra_minutes = models.PositiveSmallIntegerField(
        default=0, help_text=_("More time for everybody.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "kind"], name="assessment_occasion_kind"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="assessment_occasion_order",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=OccasionKind.values), name="assessment_occasion_kinds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.kind}"


class Allowance(models.Model):
    """What a teacher allows one learner at one occasion: more time, or to sit it later."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="allowances")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="test_allowances")
    until = models.DateTimeField(
        null=True, blank=True, help_text=_("May sit it until then, though it has closed.")
    )
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    given_by = models.ForeignKey(Adult, models.PROTECT, related_name="test_allowances")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "learner"], name="assessment_allowance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id}: {self.learner_id}"


class FormDraw(models.Model):
    """Which form a learner begins a series with, drawn by lot. Rows are added, never changed."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="draws")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="form_draws")
    first_form = models.ForeignKey(Form, models.PROTECT, related_name="draws")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "learner"], name="assessment_draw_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.learner_id}"


class OccasionSitting(models.Model):
    """One learner's go at one occasion: what was asked so far, and how far the clock has run."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="sittings")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="test_sittings")
    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="test")
    form = models.ForeignKey(Form, models.PROTECT, null=True, related_name="sittings")
    asked = models.JSONField(
        help_text=_("In order: item, seed, skill, and the chance with which it was chosen.")
    )
    prior_mean = models.FloatField(
        help_text=_("Ability, in logits, that an adaptive test begins at.")
    )
    prior_sd = models.FloatField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text=_("The last sign of life of the page."))
    seconds_used = models.FloatField(default=0.0)
    seconds_stood = models.FloatField(default=0.0, help_text=_("The clock stood still: a fault."))
    signals = models.BooleanField(default=False, help_text=_("The page tells that it is there."))
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "learner"], name="assessment_sitting_once"),
            models.CheckConstraint(
                condition=models.Q(seconds_used__gte=0, seconds_stood__gte=0),
                name="assessment_sitting_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"Test sitting {self.pk}"


class ItemCalibration(models.Model):
    """One calibration of the items of a course from answers of the school. Rows are added; the
    latest counts."""

    school = models.ForeignKey(School, models.PROTECT, related_name="calibrations")
    course = models.ForeignKey(Course, models.PROTECT, related_name="calibrations")
    model = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    n_learners = models.PositiveIntegerField()
    n_answers = models.PositiveIntegerField()
    log_likelihood = models.FloatField()
    converged = models.BooleanField()
    reason = models.CharField(max_length=200)
    report = models.JSONField(
        help_text=_("Populations, link to the authors' scale, what was left out.")
    )

    def __str__(self) -> str:
        return f"Calibration {self.pk}"


class CalibratedItem(models.Model):
    """What a calibration found about one item. Never changed."""

    calibration = models.ForeignKey(ItemCalibration, models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="calibrated")
    slope = models.FloatField()
    intercepts = models.JSONField()
    se_slope = models.FloatField(null=True)
    se_intercepts = models.JSONField()
    covariance = models.JSONField(help_text=_("Of slope and intercepts, in that order."))
    n_answers = models.PositiveIntegerField()
    fit = models.JSONField(default=dict, help_text=_("S-X2 with its degrees of freedom and p."))
    flags = models.JSONField(default=list, help_text=_("What is wrong with it, by name."))
    by_language = models.JSONField(
        default=dict, help_text=_("Answers and share right in each language; DIF where enough.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calibration", "item"], name="assessment_calibrated_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calibration_id}: item {self.item_id}"
