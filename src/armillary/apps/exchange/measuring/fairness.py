"""Items that favour a group, found in a file of answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Literal

from armillary.apps.exchange.measuring.calibrating import Json, explain, peak_mb
from armillary.apps.exchange.measuring.calibration_files import KeptCalibration
from armillary.apps.exchange.measuring.printing import lay_out
from armillary.apps.exchange.measuring.reading import GivenAnswers, read_answers
from armillary.apps.exchange.measuring.roles import FileWishes
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    BiasReport,
    ItemBias,
    Model,
    Settings,
    calibrate,
    estimate_abilities,
    find_bias,
    find_bias_by_regression,
)

BiasMethod = Literal["lr", "regression"]
_EFFECTS = {"lr": "gap", "regression": "change of R2"}


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found about the items of a file, between groups."""

    answers: GivenAnswers
    model: Model
    method: BiasMethod
    report: BiasReport
    seconds: float

    @property
    def called_out(self) -> list[ItemBias]:
        """The items that favour a group by more than a negligible amount."""
        return [item for item in self.report.items if item.size != "negligible"]

    def as_json(self) -> Json:
        """Return all of it under the names that docs/reference/measuring.md promises."""
        groups = [str(key) for key in self.report.groups]
        known = {str(one.item): self.describe(one) for one in self.report.items}
        for out in self.report.left_out:
            empty: Json = dict.fromkeys(
                ("statistic", "df", "p_value", "p_adjusted", "effect", "size", "n_by_group")
            )
            known[str(out.item)] = {
                "item": str(out.item),
                **empty,
                "n": out.n_answers,
                "reason": out.reason,
            }
        return {
            **self.answers.as_json(),
            "model": self.model,
            "method": self.method,
            "groups": groups,
            "reference": groups[0],
            "items": [known[item] for item in self.answers.order if item in known],
            "called_out": [str(one.item) for one in self.called_out],
            "seconds": round(self.seconds, 3),
            "peak_mb": round(peak_mb(), 1),
        }

    def describe(self, one: ItemBias) -> Json:
        """Return one item."""
        groups = [str(key) for key in self.report.groups]
        return {
            "item": str(one.item),
            "statistic": one.statistic,
            "df": one.df,
            "p_value": one.p_value,
            "p_adjusted": one.p_adjusted,
            "effect": one.effect,
            "size": one.size,
            "n_by_group": dict(zip(groups, one.n_answers, strict=True)),
            "n": sum(one.n_answers),
            "reason": None,
        }

    def as_lines(self) -> list[str]:
        """Return it as people read it."""
        groups = [str(key) for key in self.report.groups]
        heading = ("item", *(f"n {g}" for g in groups), "chi2", "df", "p", "p adjusted")
        rows = [(*heading, _EFFECTS[self.method], "size")]
        place = {item: n for n, item in enumerate(self.answers.order)}
        for one in sorted(self.report.items, key=lambda one: place[str(one.item)]):
            rows.append(
                (
                    str(one.item),
                    *(f"{n:,}" for n in one.n_answers),
                    f"{one.statistic:.2f}",
                    str(one.df),
                    f"{one.p_value:.4f}",
                    f"{one.p_adjusted:.4f}",
                    f"{one.effect:+.3f}",
                    one.size,
                )
            )
        n = len(self.called_out)
        return [
            *self.answers.as_lines(),
            f"groups {', '.join(groups)}; the first is the reference",
            "",
            *lay_out(rows),
            "",
            *(f"{out.item}: {out.reason} (n {out.n_answers:,})" for out in self.report.left_out),
            f"{n} of {len(self.report.items)} items favour a group more than negligibly",
            f"{self.seconds:.1f} s; at most {peak_mb():.0f} MB of memory",
        ]


def compare_groups(
    path: Path,
    wishes: FileWishes,
    *,
    kept: KeptCalibration | None,
    model: Model,
    method: BiasMethod,
    reference: str | None,
    show: Callable[[str], None],
) -> Compared:
    """Return which items of a file favour a group.

    Parameters
    ----------
    kept : a calibration whose items, scores and model are taken; None for those of the file
    model : the formula, when there is no calibration
    method : "lr" fits every item anew for each group; "regression" matches learners by ability
    reference : the group that others are compared with; None for the first in order

    Raises
    ------
    Refusal
        If the file cannot be read or compared, with the reason in one sentence.
    """
    started = monotonic()
    with ticking(show, f"Reading {path.name} ..."):
        answers = read_answers(path, wishes, None if kept is None else kept.scales)
    assert answers.group is not None  # the switch is needed
    settings = Settings(model)
    with ticking(show, f"Looking at {answers.table.n_items} items ..."):
        try:
            if method == "lr":
                report = find_bias(
                    answers.table, settings, group=answers.group, reference=reference
                )
            else:
                ability = match(answers, kept, settings)
                report = find_bias_by_regression(
                    answers.table, ability, group=answers.group, reference=reference
                )
        except ValueError as error:
            raise Refusal(explain(answers, error)) from None
    return Compared(answers, model, method, report, monotonic() - started)


def match(answers: GivenAnswers, kept: KeptCalibration | None, settings: Settings) -> FloatArray:
    """Return what learners are matched by: ability from all items, all believed alike before."""
    if kept is not None:
        return estimate_abilities(answers.table, kept.bank, method="eap").estimate
    found = calibrate(answers.table, settings)
    if not found.converged:
        raise ValueError(f"the calibration did not converge: {found.reason}")
    people = found.populations[0]
    return estimate_abilities(
        answers.table, found.bank, method="eap", prior=(people.mean, people.sd)
    ).estimate
