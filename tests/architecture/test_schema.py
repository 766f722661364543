"""The schema in the docs is the schema of the models, and its text says what the rules are."""

from django.apps import apps

from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.practice.models import Answer
from tools.tables import SCHEMA_FILE, describe_table, describe_tables


def test_the_schema_in_the_docs_is_that_of_the_models() -> None:
    written = SCHEMA_FILE.read_text(encoding="utf-8")
    assert written == describe_tables(), "run tools/schema write, and read what changed"


def test_every_table_is_in_the_schema() -> None:
    lines = describe_tables().splitlines()
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert len(tables) > 20
    assert tables <= set(lines)


def test_columns_keys_and_conditions_are_told_in_words() -> None:
    answer = describe_table(Answer)
    assert (
        "learner_id               whole number, 64 bits, -> people_learner.id (protect)" in answer
    )
    assert "unique practice_answer_order: learner_id, position" in answer
    assert "check practice_answer_p_chosen: p_chosen > 0 and p_chosen <= 1" in answer
    assert "score is empty or (score >= 0 and score <= 1)" in answer
    assert "score                    number, double precision, may be empty" in answer
    assert "unique people_class_name: school_id, name where archived_at is empty" in describe_table(
        SchoolClass
    )
    assert "role is one of head, teacher" in describe_table(Adult)


def test_the_schema_names_no_database() -> None:
    text = describe_tables().lower()
    for word in ("sqlite", "postgres", "bigint", "varchar", "jsonb"):
        assert word not in text
