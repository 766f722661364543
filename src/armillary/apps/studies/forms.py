"""The five pages of a study to be, read and checked. Forms read; actions write."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from armillary.apps.assessment.models import SchoolTest
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.models import SchoolClass
from armillary.apps.studies.groupings import MOST_PLANNED, Grouping
from armillary.apps.studies.models import ArmKind
from armillary.apps.studies.protocols import DesignOption
from armillary.apps.studies.told import Told
from armillary.apps.studies.ways import OWN_WORDS

LONGEST = 400  # days a study may last


def _format_choice(name: Promise | str, what: Promise | str) -> SafeString:
    return format_html('{} <span class="soft small study-what">{}</span>', name, what)


_explain = lazy(_format_choice, str)

# A lesson told in two ways is offered where the course has one.
KINDS = (
    (
        ArmKind.ORDER,
        _explain(
            _("Lessons: the lab first, or the text first"),
            _("In all lessons that have a lab. The program shows the pages so."),
        ),
    ),
    (
        ArmKind.LESSON,
        _explain(
            _("One lesson: told in one way, or in another"),
            _("The lesson has two pages. The program shows one of them."),
        ),
    ),
    (
        ArmKind.POLICY,
        _explain(
            _("Practice: mixed review, or lesson by lesson"),
            _("Whether what is due from earlier lessons is mixed in. The program asks so."),
        ),
    ),
    (
        ArmKind.TEACHER,
        _explain(
            _("Something that you do in class"),
            _("Such as pairs or alone. You do it; the program draws lots and compares."),
        ),
    ),
)


class PageForm(forms.Form):
    """A page of the wizard; begins with what the draft says."""

    def __init__(self, *args: Any, said: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = dict(said)
        super().__init__(*args, **kwargs)

    def said(self) -> dict[str, Any]:
        """Return what the draft keeps of this page."""
        return dict(self.cleaned_data)


class QuestionForm(PageForm):
    """Page 1: the question and the two ways."""

    question = forms.CharField(
        label=_("What would you like to know?"),
        max_length=200,
        help_text=_("One sentence, such as: Do they learn more when the lab comes first?"),
    )
    kind = forms.ChoiceField(
        label=_("What differs?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what differs.")},
    )
    told = forms.ChoiceField(
        label=_("Which lesson, and which other way to tell it?"),
        required=False,
        error_messages={
            "invalid_choice": _("This lesson is not told in that way any more. Choose another.")
        },
    )
    name_0 = forms.CharField(label=_("Name of the usual way"), max_length=60, required=False)
    what_0 = forms.CharField(
        label=_("What is done then"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    name_1 = forms.CharField(label=_("Name of the way you try"), max_length=60, required=False)
    what_1 = forms.CharField(
        label=_("What is done then"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, told: Sequence[Told], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lessons = {one.key: one for one in told}
        self.language = language
        if len(self.lessons) == 1:
            self.initial.setdefault("told", told[0].key)  # nothing to choose
        lessons = [(one.key, self._name(one)) for one in told]
        kinds = [one for one in KINDS if told or one[0] != ArmKind.LESSON]
        for name, choices in (("told", [("", "—"), *lessons]), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def _name(self, told: Told) -> str:
        lesson, title = (
            in_language(texts, self.language) for texts in (told.lesson.titles, told.tried.title)
        )
        return f"{lesson} · {title}"

    def _own_words(self, fields: Mapping[str, Any]) -> Sequence[tuple[Any, Any]] | None:
        """Return name and words of both ways where the program carries them out."""
        told = self.lessons.get(fields.get("told", ""))
        if fields.get("kind") != ArmKind.LESSON:
            return OWN_WORDS.get(fields.get("kind", ""))
        if told is None:
            return (("", ""), ("", ""))
        lesson = in_language(told.lesson.titles, self.language)
        tried = in_language(told.tried.title, self.language)
        return (
            (_("Main page"), _("Of “%s” learners read the main page.") % lesson),
            (tried, in_language(told.tried.what, self.language)),
        )

    def clean(self) -> dict[str, Any]:
        """Fill in the names of ways that the program carries out; ask for the others."""
        fields = super().clean() or {}
        own = self._own_words(fields)
        if fields.get("kind") == ArmKind.LESSON and not fields.get("told"):
            if "told" not in self.errors:
                self.add_error("told", _("Please choose a lesson and the way you try."))
            return fields
        for number in (0, 1):
            name, what = f"name_{number}", f"what_{number}"
            if own is not None:
                fields[name], fields[what] = (str(text) for text in own[number])
            elif fields.get("kind") and not fields.get(name, "").strip():
                self.add_error(name, _("Please give this way a short name."))
            elif fields.get("kind") and not fields.get(what, "").strip():
                self.add_error(what, _("Please say in a sentence what is done."))
        names = [fields.get(name, "").strip().casefold() for name in ("name_0", "name_1")]
        if own is None and names[0] and names[0] == names[1]:
            self.add_error("name_1", _("Please give the two ways different names."))
        return fields


class WhoForm(PageForm):
    """Page 2: which classes, and whether consent is needed."""

    classes = forms.TypedMultipleChoiceField(
        label=_("Which classes take part?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose a class at least.")},
    )
    needs_consent = forms.BooleanField(
        label=_("Our school asks for consent before a learner is counted"), required=False
    )

    def __init__(
        self, *args: Any, classes: Sequence[tuple[SchoolClass, int]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["classes"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(one.pk, f"{one.name} ({size})") for one, size in classes]


class OutcomeForm(PageForm):
    """Page 3: by which test, and from when to when."""

    test = forms.TypedChoiceField(
        label=_("Which test shows what they learned?"),
        coerce=int,
        error_messages={"required": _("Please choose a test.")},
    )
    baseline = forms.BooleanField(
        label=_(
            "They sit it before the start, too (with lots for each learner you will see smaller "
            "differences)"
        ),
        required=False,
    )
    second_test = forms.TypedChoiceField(
        label=_("A second test, if the two ways are swapped half-way"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("On what is taught in the second half. Otherwise leave it out."),
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day, the test included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sequential = forms.BooleanField(
        label=_("I want to look at the outcome while it runs (intervals are wider then)"),
        required=False,
    )

    subgroups = forms.MultipleChoiceField(
        label=_("Would you like to know for whom it works? Two at most, or none"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        tests: Sequence[SchoolTest],
        groupings: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        groups = self.fields["subgroups"]
        assert isinstance(groups, forms.MultipleChoiceField)
        groups.choices = list(groupings)
        choices = [(test.pk, test.title) for test in tests]
        for name in ("test", "second_test"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "—"), *choices]

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order, the tests differ, and groups can be had."""
        fields = super().clean() or {}
        first, last = fields.get("starts_on"), fields.get("ends_on")
        if first and first < self.today:
            self.add_error("starts_on", _("The first day has passed. Please choose a later one."))
        if first and (first - self.today).days > LONGEST:
            self.add_error("starts_on", _("The first day is more than 400 days away: is it right?"))
        if first and last and not 1 <= (last - first).days <= LONGEST:
            self.add_error(
                "ends_on", _("The last day must be after the first, at most 400 days later.")
            )
        if fields.get("test") and fields.get("test") == fields.get("second_test"):
            self.add_error("second_test", _("Please choose another test for the second half."))
        groups = fields.get("subgroups", ())
        if len(groups) > MOST_PLANNED:
            self.add_error(
                "subgroups", _("Please choose two at most: with more, some group seems to differ.")
            )
        if Grouping.BASELINE in groups and not fields.get("baseline"):
            self.add_error("subgroups", _("Halves need the test before the start: tick it above."))
        return fields

    def said(self) -> dict[str, Any]:
        """Return what the draft keeps: days as text."""
        fields = super().said()
        return fields | {name: fields[name].isoformat() for name in ("starts_on", "ends_on")}


class DesignForm(PageForm):
    """Page 4: how lots are drawn."""

    design = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how lots are drawn.")},
    )

    def __init__(
        self,
        *args: Any,
        options: Sequence[DesignOption],
        has_second_test: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_second_test = has_second_test
        self.options = options
        field = self.fields["design"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.name, one.name) for one in options if one.is_possible]
        if len(field.choices) == 1:
            self.initial.setdefault("design", field.choices[0][0])

    def clean_design(self) -> str:
        """Return the design, or say what it lacks."""
        design = str(self.cleaned_data["design"])
        if design == "swap" and not self.has_second_test:
            raise ValidationError(
                _("For this you need a second test. Please go back a page and choose one.")
            )
        return design


class StopForm(forms.Form):
    """Why a study is stopped."""

    why = forms.CharField(
        label=_("Why do you stop it?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class PackageForm(forms.Form):
    """An evidence package of a partner."""

    file = forms.FileField(label=_("Evidence package (a file ending in .evidence.json)"))
    key = forms.CharField(
        label=_("Key of the partner school"),
        max_length=80,
        help_text=_("64 signs. Ask the school for it by another way than the file came."),
    )


class ExportForm(forms.Form):
    """Whether noise is added to a package."""

    epsilon = forms.FloatField(
        label=_("Privacy budget of the noise (empty: no noise)"),
        required=False,
        min_value=0.1,
        max_value=10.0,
        help_text=_("Smaller hides more: 1 is usual. Only where lots were drawn for learners."),
    )
