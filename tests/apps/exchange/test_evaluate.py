"""`armillary evaluate learner` on files as they come from elsewhere."""

import json
from pathlib import Path

import pytest

from armillary.science.learner import DEFAULT_MODEL
from tests.apps.exchange.conftest import HEADING, Run, as_parquet, csv_text, make_rows

KEYS = {
    "rows", "responses", "learners", "items", "skills", "train_learners", "test_learners", "auc",
    "log_loss", "ece", "ece_floor", "fit_seconds", "update_microseconds", "state_bytes", "peak_mb",
    "model",
}  # fmt: skip


def judge(run: Run, path: Path, *switches: object) -> dict[str, object]:
    """Judge a small file with the quickest model; return the JSON."""
    done = run("evaluate", "learner", path, "--model", "item-difficulty", "--json", *switches)
    assert (done.code, done.err) == (0, "")
    found: dict[str, object] = json.loads(done.out)
    return found


def figures(found: dict[str, object]) -> tuple[object, ...]:
    """Return what depends on the answers alone, not on the machine or the names in the file."""
    return tuple(
        found[key] for key in ("responses", "learners", "items", "skills", "auc", "log_loss", "ece")
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(csv_text(make_rows()), encoding="utf-8")
    return path


def test_json_has_the_promised_keys_and_counts(run: Run, log: Path) -> None:
    found = judge(run, log)
    assert found.keys() >= KEYS
    assert (found["rows"], found["responses"], found["learners"]) == (288, 288, 24)
    assert (found["train_learners"], found["test_learners"]) == (18, 6)
    assert (found["items"], found["skills"]) == (6, 3)
    assert 0 < found["auc"] < 1


def test_every_key_is_described_in_the_docs(run: Run, log: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "commands.md"
    text = page.read_text(encoding="utf-8")
    assert not {key for key in judge(run, log) if f"`{key}`" not in text}


def test_people_get_lines_and_the_default_model(run: Run, log: Path) -> None:
    done = run("evaluate", "learner", log)
    assert done.code == 0
    assert "AUC" in done.out
    assert "predicting test in column split" in done.out
    assert f"model {DEFAULT_MODEL} " in done.out


def test_parquet_gives_the_figures_of_the_csv(run: Run, log: Path, tmp_path: Path) -> None:
    path = as_parquet(tmp_path / "log.parquet", log.read_text())
    assert figures(judge(run, path)) == figures(judge(run, log))


@pytest.mark.parametrize(
    "heading",
    [
        ("user_id", "order", "problem_id", "skill_id", "is_correct", "split"),
        ("Student ID", "Order", "Question", "KC", "outcome", "Split"),
        ("pupil", "position", "exercise", "concept", "score", "split"),
    ],
)
def test_usual_names_of_columns_are_known(
    run: Run, log: Path, tmp_path: Path, heading: tuple[str, ...]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(csv_text(make_rows(), heading))
    assert figures(judge(run, other)) == figures(judge(run, log))


def test_switches_name_columns_with_other_names(run: Run, log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(csv_text(make_rows(), ("who", "nth", "what", "about", "well", "side")))
    switches = "--learner who --order nth --item what --skill about --correct well --split side"
    assert figures(judge(run, other, *switches.split())) == figures(judge(run, log))


def test_rows_may_stand_in_any_order_when_a_column_numbers_them(
    run: Run, log: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(csv_text(make_rows()[::-1]))
    assert figures(judge(run, other)) == figures(judge(run, log))


def test_spreadsheet_csv_with_mark_semicolons_and_decimal_commas_is_read(
    run: Run, log: Path, tmp_path: Path
) -> None:
    rows = [(*row[:4], f"{row[4]},0", row[5]) for row in make_rows()]
    other = tmp_path / "other.csv"
    text = csv_text(rows, separator=";").replace("\n", "\r\n")
    other.write_bytes(("\ufeff" + text).encode())
    assert figures(judge(run, other)) == figures(judge(run, log))


def test_text_identifiers_and_words_for_right_and_wrong_are_read(
    run: Run, log: Path, tmp_path: Path
) -> None:
    rows = [
        (f"Жук-{who}", nth, f"item {what}", f"s{skill}", ("wrong", "TRUE")[right], side.upper())
        for who, nth, what, skill, right, side in make_rows()
    ]
    other = tmp_path / "other.csv"
    other.write_text(csv_text(rows), encoding="utf-8")
    assert figures(judge(run, other)) == figures(judge(run, log))


def test_rows_of_one_response_are_predicted_once(run: Run, log: Path, tmp_path: Path) -> None:
    """Each response is written as two rows; judged with --response it is the log with two skills."""
    tied, listed = [], []
    for number, (who, nth, what, skill, right, side) in enumerate(make_rows()):
        tied += [(who, nth, what, s, right, side, number) for s in (skill, 9)]
        listed.append((who, nth, what, f"{skill};9", right, side))
    expanded = tmp_path / "expanded.csv"
    expanded.write_text(csv_text(tied, (*HEADING, "response")))
    joined = tmp_path / "joined.csv"
    joined.write_text(csv_text(listed))
    found = judge(run, expanded)
    assert (found["rows"], found["responses"]) == (576, 288)
    assert figures(found) == figures(judge(run, joined))


@pytest.mark.slow
@pytest.mark.parametrize(
    "written", ["{0};9", "{0} | 9", "{0}~~9", '"[{0}, 9]"', "\"['{0}', '9']\""]
)
def test_lists_of_skills_may_be_written_in_several_ways(
    run: Run, tmp_path: Path, written: str
) -> None:
    rows = [(*row[:3], written.format(row[3]), *row[4:]) for row in make_rows()]
    path = tmp_path / "log.csv"
    path.write_text(csv_text(rows))
    assert judge(run, path)["skills"] == 4


def test_fold_takes_the_column_or_deals_the_learners(run: Run, tmp_path: Path) -> None:
    rows = make_rows()
    dealt = [row[:5] for row in rows]
    numbered = [(*row[:5], (int(str(row[0])) - 100) % 5 + 1) for row in rows]
    path, with_column = tmp_path / "dealt.csv", tmp_path / "numbered.csv"
    path.write_text(csv_text(dealt, HEADING[:5]))
    with_column.write_text(csv_text(numbered, (*HEADING[:5], "fold")))
    for fold in (1, 3):
        found = judge(run, with_column, "--fold", fold)
        assert found["part"] == f"fold {fold} of column fold"
        assert figures(found) == figures(judge(run, path, "--fold", fold))
    assert judge(run, path)["part"] == "fold 1 of 5, dealt by learner"


def test_rows_without_a_score_are_left_out_only_when_asked(run: Run, tmp_path: Path) -> None:
    rows = make_rows()
    rows[5] = (*rows[5][:4], "", rows[5][5])
    path = tmp_path / "log.csv"
    path.write_text(csv_text(rows))
    refused = run("evaluate", "learner", path)
    assert refused.code == 2
    assert "line 7" in refused.err
    assert "--skip-empty" in refused.err
    found = judge(run, path, "--skip-empty")
    assert (found["rows"], found["rows_left_out"]) == (287, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment", ["2025-09-01T09:{:02d}:00Z", "2025-09-01 09:{:02d}", "17567{:02d}000", "1756{:02d}.5"]
)
def test_times_of_several_kinds_put_rows_in_order(run: Run, tmp_path: Path, moment: str) -> None:
    rows = [(row[0], moment.format(int(str(row[1]))), *row[2:]) for row in make_rows()]
    path, backwards = tmp_path / "log.csv", tmp_path / "backwards.csv"
    heading = ("student", "time", *HEADING[2:])
    path.write_text(csv_text(rows, heading))
    backwards.write_text(csv_text(rows[::-1], heading))
    assert figures(judge(run, path)) == figures(judge(run, backwards))


def test_a_file_name_full_of_signs_is_read_as_it_is(run: Run, log: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a*b's [1] ?.csv"
    odd.write_bytes(log.read_bytes())
    assert figures(judge(run, odd)) == figures(judge(run, log))
