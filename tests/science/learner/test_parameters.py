"""The parameter file: readable, versioned, and refused when it is not what it should be."""

import json
from pathlib import Path

import pytest

from armillary.science.learner import (
    LevelSkillParameters,
    create_model,
    format_parameters,
    load_parameters,
    parse_parameters,
    save_parameters,
)

PARAMETERS = LevelSkillParameters(skill_difficulty=(0.1, -0.25), item_difficulty={"17": 1.5})


def changed(**values: object) -> str:
    return json.dumps(json.loads(format_parameters(PARAMETERS)) | values)


def test_a_saved_file_is_read_back_and_names_its_model_first(tmp_path: Path) -> None:
    path = tmp_path / "learner.json"
    save_parameters(path, PARAMETERS)
    lines = path.read_text().splitlines()
    assert '"level-skill"' in lines[2]
    assert load_parameters(path) == PARAMETERS
    assert create_model(load_parameters(path), 2).name == "level-skill"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "must say"),
        ("{}", "must say"),
        (changed(model="dkt"), "known are: item-difficulty version 1, level-skill version 1"),
        (changed(version=99), "version 99"),
        (changed(colour="red"), "colour"),
        (changed(level_sd="wide"), "level_sd"),
        (changed(level_sd=True), "level_sd"),
        (changed(level_sd=-1.0), "level_sd"),
        (changed(skill_difficulty=[0.1, None]), "skill_difficulty"),
        (changed(item_difficulty={"17": "hard"}), "item_difficulty"),
        (format_parameters(PARAMETERS).replace("1.5", "NaN"), "finite"),
    ],
)
def test_a_file_that_is_not_a_parameter_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_parameters(text)


def test_a_missing_value_is_named() -> None:
    values = json.loads(format_parameters(PARAMETERS))
    del values["skill_sd"]
    with pytest.raises(ValueError, match=r"lacks .*skill_sd"):
        parse_parameters(json.dumps(values))


def test_parameters_of_an_unknown_model_are_refused() -> None:
    class Strange:
        MODEL = "strange"
        VERSION = 7

    with pytest.raises(ValueError, match="strange version 7"):
        create_model(Strange(), 3)
