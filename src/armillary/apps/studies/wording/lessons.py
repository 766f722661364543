"""A lesson told in two ways, in sentences for teachers."""

from django.utils.translation import gettext as _


def describe_change(code: str) -> str:
    """Return what became of the lesson of a study, and what to do; nothing where all is well."""
    if not code:
        return ""
    return {
        "retired": _(
            "The lesson of this study is not in the course any more: nobody can open it. Stop the "
            "study, or publish a course that has the lesson."
        ),
        "gone": _(
            "The lesson does not have the second page any more: everybody gets the main page, and "
            "the two ways do not differ. Stop the study, or publish the page again."
        ),
        "changed": _(
            "Since the study was planned somebody published another text of this lesson. What is "
            "compared now is not what the protocol names. Publish the earlier text again, or say "
            "so with the result."
        ),
    }[code]
