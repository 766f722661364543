"""Published courses: skills, misconceptions, lessons, questions and their immutable items."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armillary.apps.curriculum.timed_choices import WHOSE, TimedChoice
from armillary.apps.people.models import Learner, School


class Course(models.Model):
    """A published course. `published_at` moves with every publication: caches then reload."""

    key = models.SlugField(max_length=40, unique=True)
    version = models.CharField(max_length=40)
    title = models.JSONField(help_text=_("Title by language."))
    strands = models.JSONField(help_text=_("Name by language, by strand letter, in order."))
    units = models.JSONField(help_text=_("Units in teaching order, with their lesson keys."))
    licence = models.CharField(max_length=40)
    glossary = models.JSONField(default=list, help_text=_("Terms with names and definitions."))
    frameworks = models.JSONField(default=list, help_text=_("Frameworks with their codes."))
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Skill(models.Model):
    """Something a learner can come to hold. `number` is its place in every packed learner state."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="skills")
    key = models.CharField(max_length=20)
    number = models.PositiveIntegerField(help_text=_("Given once, never reused."))
    strand = models.CharField(max_length=4)
    grade = models.PositiveSmallIntegerField()
    names = models.JSONField()
    home_lesson = models.CharField(max_length=20)
    prerequisites = models.JSONField(help_text=_("Keys of skills that come before."))
    codes = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="curriculum_skill_key"),
            models.UniqueConstraint(fields=["course", "number"], name="curriculum_skill_number"),
        ]

    def __str__(self) -> str:
        return self.key


class Misconception(models.Model):
    """A wrong belief that wrong answers share."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="misconceptions")
    key = models.CharField(max_length=20)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="misconceptions")
    text = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="curriculum_misconception_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Lesson(models.Model):
    """A lesson's place in the course; what it says is in its versions."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    key = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField(help_text=_("Order within the course."))
    grade = models.PositiveSmallIntegerField()
    titles = models.JSONField()
    new_skills = models.JSONField()
    review_skills = models.JSONField()
    lab = models.CharField(max_length=40, blank=True, default="")
    lab_level = models.CharField(max_length=40, blank=True, default="")
    minutes = models.PositiveSmallIntegerField()
    can_do = models.JSONField(help_text=_("What I can do now: lines by language."))
    codes = models.JSONField(default=dict)
    current = models.ForeignKey(
        "LessonVersion", models.PROTECT, null=True, related_name="current_for"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="curriculum_lesson_key"),
        ]

    def __str__(self) -> str:
        return self.key


class LessonVersion(models.Model):
    """The text of a lesson as it was published. Never changed."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=64, help_text=_("Hash of everything it holds."))
    pages = models.JSONField(help_text=_("Safe HTML by language."))
    guides = models.JSONField(help_text=_("Safe HTML for the teacher by language."))
    boards = models.JSONField(help_text=_("Lists of views by language."))
    variants = models.JSONField(
        default=list, help_text=_("Lesson variants: id, title, what differs, pages.")
    )
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "version"], name="curriculum_lesson_version"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}@{self.version[:8]}"


class Picture(models.Model):
    """A drawing of a lesson, stored under the hash of its bytes."""

    hash = models.CharField(max_length=64, primary_key=True)
    svg = models.TextField()

    def __str__(self) -> str:
        return self.hash[:8]


class Question(models.Model):
    """What an author writes; learners meet its current item."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="questions")
    key = models.CharField(max_length=60)
    lesson_key = models.CharField(max_length=20)
    closed = models.BooleanField(
        default=False, help_text=_("Kept for assessments: practice never offers it.")
    )
    current = models.ForeignKey("Item", models.PROTECT, null=True, related_name="current_for")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="curriculum_question_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Item(models.Model):
    """One immutable version of a question, complete: shown and marked without any file."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="items")
    version = models.CharField(max_length=64, help_text=_("Hash of what is seen and what scores."))
    kind = models.CharField(max_length=20)
    skills = models.JSONField(help_text=_("Keys of the skills it exercises."))
    difficulty = models.FloatField(help_text=_("Where its difficulty starts, in logits."))
    slope = models.FloatField(default=1.0, help_text=_("How strongly an answer speaks, above 0."))
    seconds = models.PositiveSmallIntegerField(default=60)
    content = models.JSONField(help_text=_("The question as `content.questions` reads it."))
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="curriculum_item_version"),
            models.CheckConstraint(condition=models.Q(slope__gt=0), name="curriculum_item_slope"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}@{self.version[:8]}"


class Assessment(models.Model):
    """A test of a unit in linked forms, which share their anchors."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="assessments")
    key = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()
    titles = models.JSONField()
    blueprint = models.JSONField(help_text=_("Questions of each strand in a form."))
    anchors = models.JSONField(help_text=_("Keys of the questions that every form holds."))
    forms = models.JSONField(help_text=_("Forms: id and question keys in order."))
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="curriculum_assessment_key"),
        ]

    def __str__(self) -> str:
        return self.key


class ActivityOrder(models.TextChoices):
    """What comes first on the page of a lesson with a lab."""

    LAB_FIRST = "lab-first", _("the lab, then the text")
    TEXT_FIRST = "text-first", _("the text, then the lab")


class OrderChoice(TimedChoice):
    """The order of activities that a learner, or everybody in a class, gets for some time.

    A learner's own row holds before that of the class, and a row about one lesson before one of the
    same owner about all. Rows are added; revoking is filled in once.
    """

    lesson = models.ForeignKey(
        Lesson,
        models.PROTECT,
        null=True,
        related_name="order_choices",
        help_text=_("The one lesson it is about; empty: all lessons."),
    )
    order = models.CharField(max_length=12, choices=ActivityOrder.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=WHOSE,
                name="curriculum_order_whose",
            ),
            models.CheckConstraint(
                condition=models.Q(order__in=ActivityOrder.values), name="curriculum_order_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.order}"


class LessonOpening(models.Model):
    """That a learner opened a lesson while an order was chosen for them, and what came first.
    Rows are added, one for each lesson and order."""

    school = models.ForeignKey(School, models.PROTECT, related_name="lesson_openings")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="lesson_openings")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="openings")
    order = models.CharField(max_length=12, choices=ActivityOrder.choices)
    source = models.CharField(max_length=40)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson", "order", "source"], name="curriculum_opening_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: lesson {self.lesson_id}"


class LessonVariantChoice(TimedChoice):
    """The page of one lesson that a learner, or everybody in a class, gets for some time.

    A learner's own row holds before that of the class. Rows are added; revoking is filled in once.
    """

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="variant_choices")
    variant = models.CharField(
        max_length=40, help_text=_("Id of a lesson variant, or main: the lesson's own page.")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=WHOSE,
                name="curriculum_variant_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.variant}"


class LessonVariantOpening(models.Model):
    """That a learner opened a lesson while a page of it was chosen for them, and what they got.
    Rows are added, one for each page and published text."""

    school = models.ForeignKey(School, models.PROTECT, related_name="lesson_variant_openings")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="lesson_variant_openings")
    version = models.ForeignKey(LessonVersion, models.PROTECT, related_name="openings")
    variant = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "version", "variant", "source"],
                name="curriculum_variant_opening_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: version {self.version_id}"
