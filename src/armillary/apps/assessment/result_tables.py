"""Results of a series as a table for a spreadsheet."""

import csv
import io

from armillary.apps.assessment.models import Series
from armillary.apps.assessment.results import Reading, estimate_results


def write_csv(series: Series) -> str:
    """Return the results of a series as a table for a spreadsheet, with names.

    A row for each learner and occasion; numbers as the science gives them, in logits.
    """
    results = estimate_results(series)
    out = io.StringIO()
    writer = csv.writer(out)
    head = ["learner", "occasion", "form", "ability", "low", "high"]
    writer.writerow([*head, "questions", "right", "waiting", "not_reached"])
    for occasion in results.occasions:
        for learner in results.learners:
            reading = results.readings[occasion.kind].get(learner.pk)
            if reading is not None:
                name = _safe_cell(learner.name)
                writer.writerow([name, occasion.kind, *_csv_cells(reading)])
    return out.getvalue()


def _csv_cells(reading: Reading) -> list[object]:
    known = reading.estimate is not None
    numbers = (reading.estimate or 0.0, reading.low, reading.high)
    return [
        reading.sitting.form.key if reading.sitting.form else "",
        *(f"{value:.3f}" if known else "" for value in numbers),
        reading.n_counted,
        sum(one.points == one.most for one in reading.judged),
        reading.count("waiting"),
        reading.count("unreached"),
    ]


def _safe_cell(text: str) -> str:
    """A name that a spreadsheet would take for a formula gets a mark in front."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
