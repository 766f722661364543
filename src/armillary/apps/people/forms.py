"""What people type, read and checked. Forms read; actions write."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from armillary.apps.people.models import Adult, SchoolClass, clean_username
from armillary.apps.people.names import NAME_LENGTH, clean_name, same_name
from armillary.apps.people.roster import check_name

GRADES = [(grade, str(grade)) for grade in range(1, 13)]
USERNAME = re.compile(r"^[\w.\-]{3,60}$")
PASSWORD_HELP = _(
    "At least 10 characters, and nothing easy to guess: no common password, "
    "no number alone, nothing like the name."
)
NO_GUESSING = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class CodeForm(forms.Form):
    """The class code, or the code of a card, typed on the start page."""

    code = forms.CharField(
        label=_("Class code"),
        max_length=40,
        error_messages={"required": _("Please type the code that your teacher gave you.")},
        widget=forms.TextInput(
            attrs=NO_GUESSING | {"autocapitalize": "characters", "inputmode": "text"}
        ),
    )


class AdultSignInForm(forms.Form):
    """Sign-in name and password of an adult."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=120,
        widget=forms.TextInput(attrs=NO_GUESSING | {"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NameForm(forms.Form):
    """One learner's name."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=NO_GUESSING)
    )

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {same_name(name) for name in known}

    def clean_name(self) -> str:
        """Return the name, or say what is wrong with it."""
        name = clean_name(self.cleaned_data["name"])
        fault = check_name(name)
        if fault:
            raise ValidationError(fault)
        if same_name(name) in self.known:
            raise ValidationError(
                _(
                    "This name is in the class already. If it is another child, "
                    "please add something that tells them apart."
                )
            )
        return name


class RosterForm(forms.Form):
    """A pasted list of names."""

    names = forms.CharField(
        label=_("Names"),
        max_length=60_000,
        strip=False,
        help_text=_(
            "One learner on each line, or columns copied from a spreadsheet. "
            "Numbers and bullets in front of the names do no harm."
        ),
        widget=forms.Textarea(attrs=NO_GUESSING | {"rows": 12}),
    )


class ClassForm(forms.Form):
    """Name and grade of a class; the head also says who teaches it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("For example 5a."),
        widget=forms.TextInput(attrs=NO_GUESSING),
    )
    grade = forms.TypedChoiceField(label=_("Grade"), choices=GRADES, coerce=int)
    teachers = forms.ModelMultipleChoiceField(
        label=_("Teachers"),
        queryset=Adult.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, teachers: Sequence[Adult] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if teachers is None:
            del self.fields["teachers"]
        else:
            offer_rows(self.fields["teachers"], teachers)

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        return clean_name(self.cleaned_data["name"])


class MoveForm(forms.Form):
    """The class a learner goes to."""

    school_class = forms.ModelChoiceField(
        label=_("New class"), queryset=SchoolClass.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, classes: Sequence[SchoolClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self.fields["school_class"], classes)


class DeviceForm(forms.Form):
    """What to call an enrolled computer."""

    label = forms.CharField(
        label=_("Name of this computer"),
        max_length=60,
        help_text=_("So that you can find it again, for example: room 12, by the window."),
        widget=forms.TextInput(attrs=NO_GUESSING),
    )


class NewPasswordForm(forms.Form):
    """A new password, checked by the validators of the settings."""

    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, adult: Adult | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adult = adult
        self.fields["password"].help_text = PASSWORD_HELP

    def clean_password(self) -> str:
        """Return the password, or say what is wrong with it."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.adult)
        return password


class OwnPasswordForm(NewPasswordForm):
    """A new password, allowed to whoever knows the present one."""

    current = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]


class AdultNameForm(forms.Form):
    """An adult's name and classes."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As colleagues and learners know this person."),
        widget=forms.TextInput(attrs=NO_GUESSING),
    )
    classes = forms.ModelMultipleChoiceField(
        label=_("Classes"),
        queryset=SchoolClass.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, classes: Sequence[SchoolClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self.fields["classes"], classes)

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        return clean_name(self.cleaned_data["name"])


class NewAdultForm(AdultNameForm):
    """Everything a new adult needs to sign in."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        help_text=_("Letters, digits, dot, hyphen and underscore; at least 3 of them."),
        widget=forms.TextInput(attrs=NO_GUESSING),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Adult.Role.choices, initial=Adult.Role.TEACHER
    )
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["name", "username", "password", "role", "classes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = PASSWORD_HELP

    def clean_username(self) -> str:
        """Return the sign-in name as it is kept, or say what is wrong with it."""
        username = clean_username(self.cleaned_data["username"])
        if not USERNAME.match(username):
            raise ValidationError(
                _(
                    "Please use letters, digits, dot, hyphen and underscore only, "
                    "and at least 3 of them."
                )
            )
        return username

    def clean(self) -> dict[str, Any]:
        """Check the password against the names just typed."""
        fields = self.cleaned_data
        if "password" in fields:
            person = Adult(username=fields.get("username", ""), name=fields.get("name", ""))
            try:
                validate_password(fields["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return fields


def offer_rows(field: forms.Field, rows: Sequence[Adult] | Sequence[SchoolClass]) -> None:
    """Offer these rows in this order: one query for the page, none to draw the choices."""
    if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
        raise ValueError(f"field must choose among rows, got {type(field).__name__}")
    field.queryset = field.queryset.model._default_manager.filter(pk__in=[row.pk for row in rows])
    field.choices = [(row.pk, str(row)) for row in rows]
