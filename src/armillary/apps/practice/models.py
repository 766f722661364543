"""Answers are the facts; everything else here is concluded from them or is a place to work in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armillary.apps.curriculum.models import Course, Item
from armillary.apps.curriculum.timed_choices import WHOSE, TimedChoice
from armillary.apps.people.models import Adult, Learner, School


class Sitting(models.Model):
    """One stretch of practice, on a lesson or on the whole course; or one go at a test."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="sittings")
    course = models.ForeignKey(Course, models.PROTECT, related_name="sittings")
    lesson_key = models.CharField(max_length=20, blank=True, default="")
    started_at = models.DateTimeField()
    first_offer = models.JSONField(
        null=True, help_text=_("The first question, chosen at the start.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True, default="")
    for_test = models.BooleanField(default=False, help_text=_("A go at a test, not practice."))

    class Meta:
        indexes = [models.Index(fields=["learner", "started_at"], name="practice_sitting_time")]

    def __str__(self) -> str:
        return f"Sitting {self.pk}"


class Answer(models.Model):
    """One answer to one item, as it was given. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True, editable=False)  # from the ticket's nonce and the try
    school = models.ForeignKey(School, models.PROTECT, related_name="answers")
    # The order of a learner's answers is the index of the learner too.
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="answers", db_index=False)
    position = models.PositiveIntegerField(
        help_text=_("Order within the learner, given at commit.")
    )
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers")
    seed = models.PositiveIntegerField(help_text=_("Which variant the learner saw."))
    language = models.CharField(max_length=10)
    given = models.JSONField(help_text=_("What the learner entered, unchanged."))
    score = models.FloatField(null=True, help_text=_("0 to 1 by machine; empty: not yet."))
    scored_by_page = models.BooleanField(
        default=False, help_text=_("A lab's own score: moves the estimate lightly, never a test.")
    )
    misconceptions = models.JSONField(default=list, help_text=_("Keys the wrong answer names."))
    try_number = models.PositiveSmallIntegerField(default=1)
    hints_used = models.PositiveSmallIntegerField(default=0)
    assisted = models.BooleanField(help_text=_("A hint, a person or a tool helped."))
    moves_model = models.BooleanField(
        help_text=_("The first unassisted try: the only kind that moves the estimate.")
    )
    seconds_spent = models.FloatField(null=True)
    policy = models.CharField(max_length=40)
    p_chosen = models.FloatField(help_text=_("Probability with which the policy chose this item."))
    answered_at = models.DateTimeField(
        help_text=_("Device time, clamped to the learner's last answer and now.")
    )
    device_at = models.DateTimeField(null=True, help_text=_("Device time as it came."))
    device_sequence = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()
    offer = models.JSONField(
        null=True, help_text=_("The next question, so that a repeated answer gets the same one.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "position"], name="practice_answer_order"),
            models.CheckConstraint(
                condition=models.Q(p_chosen__gt=0, p_chosen__lte=1), name="practice_answer_p_chosen"
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=1),
                name="practice_answer_score",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}: {self.score}"


class LearnerState(models.Model):
    """What the answers say about a learner in a course: one packed row."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="states")
    course = models.ForeignKey(Course, models.PROTECT, related_name="states")
    model = models.CharField(max_length=40, help_text=_("Name and version of the learner model."))
    packed = models.BinaryField()
    reviews = models.BinaryField(help_text=_("When held skills come back, packed."))
    position = models.PositiveIntegerField(help_text=_("Position of the last answer in it."))
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="practice_state_one"),
        ]

    def __str__(self) -> str:
        return f"State of {self.learner_id}"


class Mark(models.Model):
    """A person's judgement of an answer, or its withdrawal. Rows are added; the latest counts."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="marks")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="marks")
    score = models.FloatField(null=True, help_text=_("Empty: withdrawn, the answer waits again."))
    comment = models.TextField(blank=True, default="")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=1),
                name="practice_mark_score",
            ),
        ]

    def __str__(self) -> str:
        return f"Mark {self.pk}: {self.score}"


class LabState(models.Model):
    """Where a learner stands in a lab; kept per learner so that any computer will do."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="lab_states")
    lab = models.CharField(max_length=40)
    level = models.CharField(
        max_length=40, blank=True, default="", help_text=_("Level that a lesson names; else empty.")
    )
    state = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lab", "level"], name="practice_lab_state_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lab} of {self.learner_id}"


class PolicyChoice(TimedChoice):
    """The policy that chooses questions for a learner, or for everybody in a class, for some time.

    A learner's own row holds before that of the class. Rows are added; revoking is filled in once.
    """

    policy = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=WHOSE,
                name="practice_policy_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.policy}"
