"""Fit the learner model to a log from outside; the school is not touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.apps.exchange.logs import Log, read_log
from armillary.apps.exchange.parameter_files import check_place
from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.refitting import Comparison, Show, compare
from armillary.apps.exchange.tables import Table, open_table
from armillary.apps.practice.parameters import shipped_parameters, write_whole
from armillary.science.learner import Answers, create_model, format_parameters
from armillary.science.numerics import FloatArray


@dataclass(frozen=True, slots=True)
class FileFit:
    """What a log from outside taught the model. `skills` are their keys by number."""

    path: Path
    out: Path
    log: Log
    comparison: Comparison
    skills: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that docs/reference/commands.md promises."""
        return {
            "file": str(self.path),
            "out": str(self.out),
            "part": self.log.part,
            "columns": self.log.columns,
            "rows": self.log.n_rows,
            "rows_left_out": self.log.n_left_out,
            **self.comparison.as_json(),
            "skills": list(self.skills),
        }


def fit_on_file(
    path: Path,
    out: Path,
    named: Mapping[str, str | None],
    *,
    fold: int | None,
    skip_empty: bool,
    replace: bool,
    show: Show,
) -> FileFit:
    """Write the parameters that a log leads to, fitted outside its test part, judged on it.

    What they are judged beside are the shipped parameters. The file appears whole or not at all.

    Parameters
    ----------
    named, fold, skip_empty : as in `read_log`
    replace : whether a file of this name may be replaced

    Raises
    ------
    Refusal
        If the log cannot be read or fitted to, or the file cannot be put there.
    """
    check_place(out, replace=replace)
    with ticking(show, f"Reading {path.name} ..."), open_table(path) as table:
        log = read_log(table, named, fold=fold, skip_empty=skip_empty)
        items, skills = read_names(table)
    fit_part, check_part = log.answers.part(~log.test), log.answers.part(log.test)
    asked = find_skills(log.answers)

    def judge(parameters: Any) -> FloatArray:
        model = create_model(parameters, log.answers.n_skills)
        specs = [model.item_spec(key, of) for key, of in zip(items, asked, strict=True)]
        return model.predict_log(check_part, items=specs)

    with ticking(show, f"Fitting on {len(fit_part):,} answers ..."):
        compared = compare(
            fit_part, check_part, old=shipped_parameters(), keys=items, predict=judge
        )
    write_whole(out, format_parameters(compared.new.parameters))
    return FileFit(path, out, log, compared, skills)


def read_names(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys of items and skills in a log, each at the number that the log gives it."""
    items = table.query("SELECT DISTINCT item FROM kept ORDER BY item")
    skills = table.query(
        "SELECT DISTINCT skill FROM (SELECT unnest(skills) AS skill FROM kept) ORDER BY skill"
    )
    return tuple(str(row[0]) for row in items), tuple(str(row[0]) for row in skills)


def find_skills(log: Answers) -> list[tuple[int, ...]]:
    """Return the skills of each item, as its first answer has them."""
    _items, rows = np.unique(log.item, return_index=True)
    return [log.skills_of(row) for row in rows.tolist()]
