"""`armillary import answers`: all of a file or nothing of it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.codes import show_code
from armillary.apps.people.models import AuditEntry, Learner, SchoolClass
from armillary.apps.practice.models import Answer, LearnerState
from tests.apps.exchange.conftest import Outcome, Run, as_parquet, csv_text
from tests.cast import Cast, ClientFor, card_of

HEADING = ("learner", "item", "score", "time", "language", "assisted", "seconds")
DAY = "2025-09-0{}T10:{:02d}:00+03:00"


@pytest.fixture
def school(school: Cast, course: Catalogue) -> Cast:
    """The cast, with the course published."""
    return school


def lines_of(school: Cast) -> list[tuple[object, ...]]:
    """Return answers of Ada (by id) and Bo (by card code), not in the order of time."""
    ada, bo = school.ada.pk, show_code(card_of(school.bo).code).lower()
    return [
        (ada, "G05-L1-q02", "0.5", DAY.format(3, 5), "be", "", 31.5),
        (ada, "G05-L1-q01", 1, DAY.format(2, 5), "en", "no", 12),
        (bo, "G05-L1-q01", 0, DAY.format(2, 6), "zh-hans", "yes", ""),
        (bo, "G05-L1-q03", 1, DAY.format(2, 7), "", "0", 9),
    ]


def write(path: Path, rows: list[tuple[object, ...]], heading: tuple[str, ...] = HEADING) -> Path:
    path.write_text(csv_text(rows, heading), encoding="utf-8")
    return path


def bring(run: Run, path: Path, *switches: object) -> Outcome:
    return run("import", "answers", path, "--school", "Lyceum 7", *switches)


def rebuild_agrees(run: Run) -> bool:
    """Return whether the stored states are what the answers say."""
    return run("rebuild", "--check").code == 0


def test_answers_join_their_learners_in_the_order_of_time(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    done = bring(run, write(tmp_path / "a.csv", lines_of(school)))
    assert (done.code, done.err) == (0, "")
    assert "Added 4 answers of 2 learners" in done.out
    first, second = Answer.objects.filter(learner=school.ada).order_by("position")
    assert (first.item.question.key, first.score, first.position) == ("G05-L1-q01", 1.0, 1)
    assert (second.item.question.key, second.score, second.position) == ("G05-L1-q02", 0.5, 2)
    assert first.answered_at == datetime(2025, 9, 2, 7, 5, tzinfo=UTC)
    assert (second.language, second.seconds_spent) == ("be", 31.5)
    assert (second.policy, second.p_chosen) == ("imported", 1.0)
    assert second.given == {"imported": 0.5}
    helped, alone = Answer.objects.filter(learner=school.bo).order_by("position")
    assert (helped.assisted, helped.moves_model, helped.language) == (True, False, "zh-Hans")
    assert (alone.assisted, alone.moves_model, alone.language) == (False, True, "en")


def test_states_equal_a_rebuild_to_the_bit(run: Run, school: Cast, tmp_path: Path) -> None:
    bring(run, write(tmp_path / "a.csv", lines_of(school)))
    assert LearnerState.objects.count() == 2
    assert rebuild_agrees(run)


def test_answers_of_a_test_move_no_estimate_here_either(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    rows = [
        (school.ada.pk, "G05-L1-q01", 1, "2025-09-01T08:00Z", "test-fixed@1"),
        (school.ada.pk, "G05-L1-q02", 1, "2025-09-01T08:01Z", "engine@1"),
    ]
    path.write_text(csv_text(rows, ("learner", "item", "score", "time", "policy")))
    assert run("import", "answers", path, "--school", "Lyceum 7").code == 0
    stored = Answer.objects.filter(learner=school.ada).order_by("position")
    assert list(stored.values_list("policy", "moves_model", "assisted")) == [
        ("test-imported", False, False),
        ("imported", True, False),
    ]


def test_answers_come_behind_those_already_here_and_keep_both_clocks(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    bring(run, write(tmp_path / "a.csv", lines_of(school)))
    earlier = [(school.ada.pk, "G05-L1-q03", 1, DAY.format(1, 0), "en", "", "")]
    bring(run, write(tmp_path / "b.csv", earlier))
    last = Answer.objects.filter(learner=school.ada).latest("position")
    assert (last.position, last.item.question.key) == (3, "G05-L1-q03")
    assert last.answered_at == datetime(2025, 9, 3, 7, 5, tzinfo=UTC)  # that of the one before
    assert last.device_at == datetime(2025, 9, 1, 7, 0, tzinfo=UTC)
    assert rebuild_agrees(run)


def test_importing_twice_adds_nothing_and_says_so(run: Run, school: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", lines_of(school))
    bring(run, path)
    done = bring(run, path)
    assert done.code == 0
    assert "All 4 answers are here already. Nothing was added." in done.out
    assert Answer.objects.count() == 4


def test_the_same_rows_in_another_file_add_only_what_is_new(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    rows = lines_of(school)
    bring(run, write(tmp_path / "a.csv", rows))
    more = [*rows[::-1], (school.ada.pk, "G05-L1-q04", 1, DAY.format(4, 0), "en", "", "")]
    path = as_parquet(tmp_path / "b.parquet", csv_text(more, HEADING))
    found = json.loads(bring(run, path, "--json").out)
    assert (found["rows"], found["added"], found["already_here"]) == (5, 1, 4)
    assert rebuild_agrees(run)


def test_two_rows_alike_are_two_answers(run: Run, school: Cast, tmp_path: Path) -> None:
    row = lines_of(school)[1]
    path = write(tmp_path / "a.csv", [row, row])
    bring(run, path)
    assert Answer.objects.count() == 2
    assert "Nothing was added" in bring(run, path).out


def test_a_class_is_made_of_learners_the_school_does_not_know(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    rows = [("s 17", *row[1:]) for row in lines_of(school)[:2]]
    rows += [("Жук", *row[1:]) for row in lines_of(school)[2:]]
    path = write(tmp_path / "a.csv", rows)
    done = bring(run, path, "--make-class", "Old log", "--grade", 5)
    assert "Added 4 answers of 2 learners (2 of them new)" in done.out
    made = SchoolClass.objects.get(name="Old log")
    names = sorted(Learner.objects.filter(school_class=made).values_list("name", flat=True))
    assert names == ["s 17", "Жук"]
    assert rebuild_agrees(run)
    assert "Nothing was added" in bring(run, path, "--make-class", "Old log", "--grade", 5).out
    assert Learner.objects.filter(school_class=made).count() == 2


def test_a_class_that_is_there_already_is_not_changed(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", [("s 17", *row[1:]) for row in lines_of(school)])
    done = bring(run, path, "--make-class", "5a", "--grade", 5)
    assert done.code == 2
    assert "line 2: learner “s 17” is not in class 5a, which is there already" in done.out
    assert Learner.objects.filter(school_class=school.class_5a).count() == 5


def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", [("s 17", *row[1:]) for row in lines_of(school)])
    done = bring(run, path, "--make-class", "Old log", "--grade", 5, "--dry-run")
    assert "Would add 4 answers of 1 learner (1 of them new)" in done.out
    assert not Answer.objects.exists()
    assert not LearnerState.objects.exists()
    assert not SchoolClass.objects.filter(name="Old log").exists()


def test_every_fault_is_listed_by_line_and_nothing_is_added(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    good = lines_of(school)[0]
    faulty = [
        (12345, *good[1:]),
        ("", *good[1:]),
        (good[0], "G99-L9-q01", *good[2:]),
        (*good[:2], "perhaps", *good[3:]),
        (*good[:2], "1.5", *good[3:]),
        (*good[:3], "yesterday", *good[4:]),
        (*good[:3], "2999-01-01", *good[4:]),
        (*good[:3], "45000", *good[4:]),
        (*good[:4], "tlh", *good[5:]),
        (*good[:5], "perhaps", good[6]),
        (*good[:6], -3),
        (*good[:6], "long"),
        (*good[:6], 100000),
    ]
    path = write(tmp_path / "a.csv", [good, *faulty])
    done = bring(run, path)
    assert done.code == 2
    assert f"{len(faulty)} faults. Nothing was imported." in done.err
    lines = done.out.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"line {n}" for n in range(3, 16)]
    for line, expected in zip(
        lines,
        [
            "learner “12345” is neither the id nor the card code of a learner here",
            "learner nothing is empty",
            "item “G99-L9-q01” is no question of the course ai",
            "score “perhaps” is no score from 0 to 1",
            "score “1.5” is no score",
            "time “yesterday” is no date and time",
            "time “2999-01-01” lies in the future",
            "time “45000” is before the year 2000",
            "language “tlh” is none of en, ru, be, zh-Hans",
            "assisted “perhaps” is neither yes nor no",
            "seconds “-3” is not from 0 to 3600",
            "seconds “long” is not from 0 to 3600",
            "seconds “100000” is not",
        ],
        strict=True,
    ):
        assert expected in line
    assert not Answer.objects.exists()
    listed = json.loads(bring(run, path, "--json").out)["faults"]
    assert [fault["row"] for fault in listed] == list(range(2, 15))


def test_a_learner_of_another_school_is_a_stranger(run: Run, school: Cast, tmp_path: Path) -> None:
    rows = [
        (school.max.pk, *lines_of(school)[0][1:]),
        (card_of(school.max).code, *lines_of(school)[0][1:]),
    ]
    done = bring(run, write(tmp_path / "a.csv", rows))
    assert done.code == 2
    assert done.out.count("is neither the id nor the card code of a learner here") == 2


def test_ids_of_answers_are_kept_and_must_belong_to_the_same_learner(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    ids = [f"00000000-0000-4000-8000-00000000000{n}" for n in range(4)]
    rows = [(*row, key) for row, key in zip(lines_of(school), ids, strict=True)]
    heading = (*HEADING, "answer_id")
    bring(run, write(tmp_path / "a.csv", rows, heading))
    assert {str(key) for key in Answer.objects.values_list("pk", flat=True)} == set(ids)
    stolen = [(school.yan.pk, *rows[0][1:])]
    done = bring(run, write(tmp_path / "b.csv", stolen, heading))
    assert done.code == 2
    assert "has the id of another learner's answer" in done.err
    twice = [rows[0], (*rows[1][:7], ids[0]), (*rows[1][:7], "x")]
    done = bring(run, write(tmp_path / "c.csv", twice, heading))
    assert "line 2: answer “00000000-0000-4000-8000-000000000000” stands in the file" in done.out
    assert "line 4: answer “x” is no UUID" in done.out


def test_times_without_an_offset_are_the_school_s_own(
    run: Run, school: Cast, tmp_path: Path, settings: "object"
) -> None:
    settings.TIME_ZONE = "Europe/Minsk"
    row = (*lines_of(school)[1][:3], "2025-09-02 10:05", "en", "", "")
    bring(run, write(tmp_path / "a.csv", [row]))
    assert Answer.objects.get().answered_at == datetime(2025, 9, 2, 7, 5, tzinfo=UTC)
    bring(run, as_parquet(tmp_path / "b.parquet", csv_text([row], HEADING)))
    assert Answer.objects.count() == 1


def test_pages_show_imported_answers_of_every_kind(
    run: Run, school: Cast, course: Catalogue, client_for: ClientFor, tmp_path: Path
) -> None:
    keys = [item.key for item in course.items]
    assert len(keys) > 8
    rows = [
        (school.ada.pk, key, score, DAY.format(n % 9 + 1, n), "ru", "", "")
        for n, key in enumerate(keys)
        for score in (0, 0.5, 1)
    ]
    assert bring(run, write(tmp_path / "a.csv", rows)).code == 0
    anna, ada = client_for(school.anna), client_for(school.ada)
    for address in (f"/classes/{school.class_5a.pk}/", f"/learners/{school.ada.pk}/"):
        assert anna.get(address).status_code == 200
    for address in ("/home/", "/skills/"):
        assert ada.get(address).status_code == 200


def test_an_import_is_written_into_the_log_of_the_school(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    bring(run, write(tmp_path / "a.csv", lines_of(school)))
    entry = AuditEntry.objects.get(action="answers_imported")
    assert (entry.school, entry.adult, entry.subject) == (school.school, None, "course:ai")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("--school", "Nowhere"),
            "Name one of these schools with --school NAME: Gymnasium 2, Lyceum 7",
        ),
        (
            ("--school", "Lyceum 7", "--course", "art"),
            "Name one of these courses with --course KEY: ai",
        ),
        (("--school", "Lyceum 7", "--make-class", "5z"), "A new class needs its grade"),
        (("--school", "Lyceum 7", "--make-class", " ", "--grade", 5), "must have 1 to 40 signs"),
        (("--school", "Lyceum 7", "--learner", "who"), "has no column “who” (--learner)"),
        (("--school", "Lyceum 7", "--time", "none"), "when it was answered"),
    ],
)
def test_switches_that_cannot_be_followed_are_refused(
    run: Run, school: Cast, tmp_path: Path, words: tuple[object, ...], expected: str
) -> None:
    done = run("import", "answers", write(tmp_path / "a.csv", lines_of(school)), *words)
    assert (done.code, done.out) == (2, "")
    assert expected in done.err


def test_a_school_without_a_course_is_told_to_publish_one(
    run: Run, db: None, tmp_path: Path
) -> None:
    done = run("import", "answers", tmp_path / "a.csv")
    assert "There is no school in" in done.err
    assert done.code == 2


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.binary(max_size=200).map(lambda some: b"learner,item,score,time\n" + some),
        st.lists(st.tuples(*[st.text(max_size=8)] * 7), min_size=1, max_size=5).map(
            lambda rows: csv_text(rows, HEADING).encode("utf-8", "surrogatepass")
        ),
    )
)
def test_any_rows_are_taken_or_refused_and_never_by_half(
    run: Run, school: Cast, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    done = bring(run, path)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert not Answer.objects.exists()
