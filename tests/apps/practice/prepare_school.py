"""Make a school with a course and seated learners in ARMILLARY_DATA; the arguments are seat tokens."""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
(Path(os.environ["ARMILLARY_DATA"]) / "secret.key").write_text("a secret for one test " * 3)

import django  # noqa: E402  # after the key is there

django.setup()

from django.core.management import call_command  # noqa: E402

from armillary.apps.curriculum.actions import publish_course  # noqa: E402
from armillary.apps.curriculum.catalogue import SHELF  # noqa: E402
from armillary.apps.people.actions import add_learners, make_adult, make_class, make_school  # noqa: E402
from armillary.apps.people.models import Adult, Card, Seat  # noqa: E402
from armillary.apps.people.seats import hash_token  # noqa: E402
from armillary.apps.practice.actions import start_sitting  # noqa: E402
from armillary.content.format import parse_course  # noqa: E402

now = datetime.now(UTC)
call_command("migrate", verbosity=0)
folder = Path(os.environ.get("ARMILLARY_COURSE", Path(__file__).parents[2] / "course" / "good"))
publish_course(replace(parse_course(folder), id="ai"), now=now)
school = make_school("Lyceum 7", language="en", now=now)
head = make_adult(
    school,
    username="vera",
    name="Vera",
    role=Adult.Role.HEAD,
    password="seven brass rings",
    now=now,
    by=None,
)
school_class = make_class(school, name="5a", grade=5, teachers=[head], now=now, by=head)
tokens = sys.argv[1:]
learners = add_learners(
    school_class, [f"Learner {number}" for number in range(len(tokens))], now=now, by=head
)
catalogue = SHELF.catalogue("ai")
assert catalogue is not None
for learner, token in zip(learners, tokens, strict=True):
    card = Card.objects.get(learner=learner)
    Seat.objects.create(learner=learner, card=card, token_hash=hash_token(token), started_at=now)
    start_sitting(learner, catalogue, lesson_key="", now=now)
