"""Sign-in links of the demo: signed, and of use only while the demo itself runs."""

from django.core.signing import BadSignature, Signer

SALT = "armillary.demo"
KINDS = ("learner", "teacher", "head")


def make_link(kind: str, person: int) -> str:
    """Return the path that signs in as this person of the demo."""
    return f"/demo/{Signer(salt=SALT).sign(f'{kind}-{person}')}/"


def read_link(token: str) -> tuple[str, int] | None:
    """Return who a link signs in as (kind and id), or None when it is not ours."""
    try:
        kind, _dash, person = Signer(salt=SALT).unsign(token).partition("-")
    except BadSignature:
        return None
    return (kind, int(person)) if kind in KINDS and person.isdigit() else None
