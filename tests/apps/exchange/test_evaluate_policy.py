"""`armillary evaluate policy` and `export choices`: what another way of choosing would have done."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.choice_files import COLUMNS
from armillary.apps.people.actions import make_adult, make_school
from armillary.apps.people.models import Adult, AuditEntry, Learner, School
from armillary.apps.practice.choices import find_choices
from armillary.apps.practice.engine import find_model
from armillary.apps.practice.models import Answer
from armillary.web.demo.build import make_invented_class, write_history
from armillary.web.demo.names import InventedClass
from tests.apps.exchange.conftest import Outcome, Run
from tests.cast import NOW, Cast

DOCS = Path(__file__).parents[3] / "docs" / "reference" / "commands.md"
N_LEARNERS = 30


@pytest.fixture
def practised(course: Catalogue) -> School:
    """A school whose thirty learners have practised for a term."""
    school = make_school("Lyceum 7", language="en", now=NOW)
    head = make_adult(
        school,
        username="vera",
        name="Vera Kit",
        role=Adult.Role.HEAD,
        password="a long enough secret",
        now=NOW,
        by=None,
    )
    entry = InventedClass(
        name="5a",
        teacher="Ira Ash",
        username="ira",
        language="en",
        learners=tuple(f"Learner {number:02d}" for number in range(N_LEARNERS)),
    )
    school_class = make_invented_class(school, head, entry, "a long enough secret", NOW)
    assert write_history(course, school_class, entry, NOW, number=5) > 1000
    return school


@pytest.fixture
def uniform(tmp_path: Path) -> Path:
    path = tmp_path / "uniform.yaml"
    path.write_text("policy: uniform\n")
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A small file of choices between two items, by hand: forty learners, five choices each."""
    path = tmp_path / "choices.csv"
    write_log(path, make_log())
    return path


def make_log(n_learners: int = 40) -> list[dict[str, object]]:
    """Two options a choice, 0.75 and 0.25; the rarer one is always followed by a better answer."""
    rows: list[dict[str, object]] = []
    for learner in range(n_learners):
        for choice in range(4):
            rare = (learner + choice) % 4 == 0
            common = {
                "learner": f"L{learner}",
                "choice": choice + 1,
                "time": f"2026-09-0{choice + 1}T08:00:00Z",
                "policy": "two-to-one",
                "p_chosen": 0.25 if rare else 0.75,
                "score": 1 if learner % 2 else 0,
                "later_days": 2.0,
                "later_score": 0.9 if rare else 0.5,
                "later_expected": 0.4,
                "reason": "reach",
                "p_right": 0.7,
                "recent": "false",
            }
            rows.append(common | {"item": "a", "gain": 0.1, "p": 0.75, "chosen": not rare})
            rows.append(common | {"item": "b", "gain": 0.2, "p": 0.25, "chosen": rare})
    return rows


def write_log(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        writer.writerows(rows)


def count_chosen() -> int:
    """Return how many first tries with a score were chosen; a lab's own scores were not."""
    chosen = Answer.objects.filter(scored_by_page=False)
    return chosen.filter(try_number=1, score__isnull=False).count()


def judge(run: Run, *words: object) -> dict[str, object]:
    done = run("evaluate", "policy", *words, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, object] = json.loads(done.out)
    return found


def value(found: dict[str, object], way: str, name: str = "mean") -> float:
    figures = found[way]
    assert isinstance(figures, dict)
    return float(figures[name])


def test_a_file_of_choices_gives_what_arithmetic_gives(run: Run, uniform: Path, log: Path) -> None:
    found = judge(run, uniform, "--log", log)
    # A quarter of the choices is the rare one, gaining 0.5; the others gain 0.1.
    assert value(found, "logged") == pytest.approx(0.2)
    # Half and half: 0.3. Weights are 2 and 2/3, so they average 1.
    for way in ("weighted", "normalised", "robust"):
        assert value(found, way) == pytest.approx(0.3, abs=0.005)
    assert value(found, "difference") == pytest.approx(0.1, abs=0.005)
    assert found["mean_weight"] == pytest.approx(1.0)
    assert found["largest_weight"] == 2.0
    assert (found["choices"], found["learners"], found["choices_found_again"]) == (160, 40, 160)
    assert found["logged_policies"] == {"two-to-one": 160}


def test_a_choice_can_be_judged_by_three_outcomes(run: Run, uniform: Path, log: Path) -> None:
    means = {
        outcome: value(judge(run, uniform, "--log", log, "--outcome", outcome), "logged")
        for outcome in ("gain", "retention", "score")
    }
    assert means == {
        "gain": pytest.approx(0.2), "retention": pytest.approx(0.6), "score": pytest.approx(0.5)
    }  # fmt: skip


def test_every_key_is_described_in_the_docs(run: Run, uniform: Path, log: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    text = text[text.index("### evaluate policy") :]
    assert not {key for key in judge(run, uniform, "--log", log) if f"`{key}`" not in text}


def test_every_column_and_number_is_described_in_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    part = text[text.index("### export choices") :]
    assert not {column.name for column in COLUMNS if f"`{column.name}`" not in part}


def test_people_get_lines_with_intervals_and_a_conclusion(
    run: Run, uniform: Path, log: Path
) -> None:
    done = run("evaluate", "policy", uniform, "--log", log)
    assert done.code == 0
    assert "doubly robust" in done.out
    assert "does better than as it was" in done.out


def test_choices_without_anything_later_are_counted_and_left_out(
    run: Run, uniform: Path, tmp_path: Path
) -> None:
    rows = make_log()
    for row in rows:
        if row["choice"] == 4:
            row.update(later_days="", later_score="", later_expected="")
    path = tmp_path / "some.csv"
    write_log(path, rows)
    found = judge(run, uniform, "--log", path)
    assert (found["choices"], found["choices_without_outcome"]) == (120, 40)
    assert judge(run, uniform, "--log", path, "--outcome", "score")["choices"] == 160


@pytest.mark.slow
def test_a_schools_own_practice_is_judged_by_playing_it_again(
    run: Run, practised: School, uniform: Path
) -> None:
    found = judge(run, uniform)
    total = int(str(found["choices"])) + int(str(found["choices_without_outcome"]))
    first_tries = count_chosen()
    assert total == first_tries
    assert int(str(found["choices_found_again"])) == found["choices"]
    assert found["logged_policies"] == {"mix-2": found["choices"]}
    assert found["mean_weight"] == pytest.approx(1.0, abs=0.15)


@pytest.mark.slow
def test_stored_probabilities_are_found_again_to_the_last_digit(
    course: Catalogue, practised: School
) -> None:
    model = find_model(course)
    for learner in Learner.objects.all()[:6]:
        choices = list(find_choices(model, course, learner.pk))
        assert choices
        for choice in choices:
            assert choice.chosen is not None
            assert choice.p_logged[choice.chosen] == pytest.approx(choice.p_chosen, rel=1e-12)
            assert sum(choice.p_logged) == pytest.approx(1.0)


@pytest.mark.slow
def test_an_exported_file_gives_the_figures_of_the_school(
    run: Run, practised: School, uniform: Path, tmp_path: Path
) -> None:
    here = judge(run, uniform)
    for name in ("choices.parquet", "choices.csv"):
        path = tmp_path / name
        done = run("export", "choices", path, "--json")
        assert done.code == 0
        assert json.loads(done.out)["choices"] == count_chosen()
        there = judge(run, uniform, "--log", path)
        assert there["source"] == name
        assert {**there, "source": None} == {**here, "source": None}
    assert AuditEntry.objects.filter(action="choices_exported").count() == 2


@pytest.mark.slow
def test_an_exported_file_holds_no_name_and_what_it_promises(
    run: Run, practised: School, tmp_path: Path
) -> None:
    path = tmp_path / "choices.parquet"
    assert run("export", "choices", path).code == 0
    with duckdb.connect(":memory:") as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        assert [row[0] for row in described] == [column.name for column in COLUMNS]
        (worst,) = connection.execute(
            f"SELECT max(abs(total - 1)) FROM (SELECT sum(p) AS total FROM '{path}'"
            " GROUP BY learner, choice)"
        ).fetchone() or (1.0,)
        assert worst < 1e-9
    assert b"Learner 01" not in path.read_bytes()
    assert run("export", "choices", path).code == 2
    assert run("export", "choices", path, "--replace").code == 0


def test_imported_answers_were_not_chosen_and_are_no_choices(
    run: Run, course: Catalogue, school: Cast, uniform: Path, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(f"learner,item,score,time\n{school.ada.pk},G05-L1-q01,1,2025-09-01T08:00Z\n")
    assert run("import", "answers", path, "--school", "Lyceum 7").code == 0
    refused(run("evaluate", "policy", uniform, "--school", "Lyceum 7"), "no choice that could be")
    target = tmp_path / "choices.csv"
    refused(run("export", "choices", target, "--school", "Lyceum 7"), "no choices to export")
    assert not target.exists()


def refused(done: Outcome, message: str) -> None:
    """One sentence, exit code 2, nothing printed."""
    assert done.code == 2
    assert done.out == ""
    assert message in done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("policy: best\n", "must say policy: mix or policy: uniform, got 'best'"),
        ("review: 0.5\n", "must say policy: mix or policy: uniform"),
        ("policy: mix\nreviews: 1\n", "a mix policy has no 'reviews'. It has: review,"),
        ("policy: uniform\nreview: 1\n", "a uniform policy has no 'review'"),
        ("policy: mix\nreview: much\n", "review must be a number, got 'much'"),
        ("policy: mix\nreview: true\n", "review must be a number, got True"),
        ("policy: mix\nchance: 0\n", "chance must lie between 0 and 1"),
        ("policy: mix\nlasting: .nan\n", "lasting must be 0 or more"),
        ("policy: mix\nname: 7\n", "name must be a text"),
        ("policy: [mix\n", "is neither YAML nor JSON"),
        ("- mix\n", "must hold names with values"),
        ("", "must hold names with values"),
        ("a: &a [*a]\n", "must say policy"),
        ("!!python/object:os.system x\n", "is neither YAML nor JSON"),
    ],
)
def test_a_file_that_describes_no_policy_is_refused(
    run: Run, log: Path, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    refused(run("evaluate", "policy", path, "--log", log), message)


def test_a_policy_may_be_json_and_names_only_what_differs(
    run: Run, log: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sharper.json"
    path.write_text('{"policy": "mix", "name": "sharper", "lasting": 5, "chance": 0.5}')
    found = judge(run, path, "--log", log)
    assert found["policy"] == "sharper"
    # b gains 0.1 more than a: exp(5 * 0.1) as welcome, and half of the draw is even.
    odds = 2.718281828**0.5
    p_b = 0.25 + 0.5 * odds / (1.0 + odds)
    assert value(found, "normalised") == pytest.approx(0.1 + 0.4 * p_b, abs=1e-5)


def test_missing_and_binary_files_are_refused(run: Run, log: Path, tmp_path: Path) -> None:
    refused(run("evaluate", "policy", tmp_path / "no.yaml", "--log", log), "There is no file")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    refused(run("evaluate", "policy", binary, "--log", log), "is not UTF-8 text")
    binary.write_bytes(b"#" * 200_000)
    refused(run("evaluate", "policy", binary, "--log", log), "too large")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("p_chosen", "0", "p_chosen “0” is not above 0 and at most 1"),
        ("p_chosen", "", "p_chosen nothing is not above 0"),
        ("score", "2", "score “2” is not from 0 to 1"),
        ("reason", "whim", "reason “whim” is none of"),
        ("p_right", "often", "p_right “often” is not from 0 to 1"),
        ("later_expected", "-1", "later_expected “-1” is not from 0 to 1"),
        ("later_days", "-1", "later_days “-1” is not 0 or more"),
        ("time", "yesterday", "time “yesterday” is no date and time"),
        ("learner", "", "learner nothing is empty"),
        ("chosen", "perhaps", "chosen “perhaps” is neither yes nor no"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_line(
    run: Run, uniform: Path, tmp_path: Path, column: str, cell: str, message: str
) -> None:
    rows = make_log()
    rows[4][column] = cell
    path = tmp_path / "faulty.csv"
    write_log(path, rows)
    refused(run("evaluate", "policy", uniform, "--log", path), f"line 6: {message}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"chosen": "true"}, "more than one item is chosen"),
        ({"item": "a"}, "an item stands in it twice"),
        ({"p_chosen": "0.3"}, "its rows disagree"),
    ],
)
def test_rows_of_one_choice_that_contradict_each_other_are_refused(
    run: Run, uniform: Path, tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    rows = make_log()
    rows[3].update(changes)
    path = tmp_path / "faulty.csv"
    write_log(path, rows)
    refused(run("evaluate", "policy", uniform, "--log", path), message)


def test_missing_overlap_is_refused_with_the_reason(
    run: Run, uniform: Path, tmp_path: Path
) -> None:
    rows = make_log()
    for row in rows:
        if row["item"] == "b":
            row["p"] = "0"
    path = tmp_path / "never.csv"
    write_log(path, rows)
    done = run("evaluate", "policy", uniform, "--log", path)
    refused(done, "50% of the other policy's choices would fall on items that could not come")
    few = tmp_path / "few.csv"
    write_log(few, make_log(n_learners=8))
    refused(run("evaluate", "policy", uniform, "--log", few), "and 20 are needed")


def test_answers_are_no_choices(run: Run, uniform: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("learner,item,correct\n1,a,1\n")
    refused(run("evaluate", "policy", uniform, "--log", path), "has no column known to hold")
    refused(run("evaluate", "policy", uniform, "--log", tmp_path / "no.csv"), "There is no file")
