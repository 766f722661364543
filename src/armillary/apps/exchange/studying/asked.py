"""What `armillary study analyse` is asked for."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Stance


class Way(StrEnum):
    """How effects are estimated."""

    REML = "reml"
    ML = "ml"
    CR2 = "cr2"
    RANDOMISATION = "randomisation"


@dataclass(frozen=True, slots=True)
class Asked:
    """The switches of `study analyse`: columns by name, and how to go about them.

    Parameters
    ----------
    outcome : column
    arm : column; None asks for the mean alone
    arm2 : column of a second way that was drawn independently of the first (factorial)
    reference : arm that others are compared with; None picks one
    amount : the arm holds an amount, and its effect is that of one unit more
    clusters : none, one or two columns
    covariates : columns, or products as `a:b`
    slopes : columns whose effect differs between clusters
    baselines : columns whose difference at the start is judged; None takes the covariates that are
        numbers
    planned, explored : columns of subgroups
    where : pairs of column and value; rows are kept if each named column has one of its values
    binary : the outcome is yes or no
    outcome_error : column of the standard error of each outcome
    drawn : whether the arms were drawn by lot
    stance : how dropout is seen
    strata, pairs : columns inside whose values arms were drawn
    assignment : file of `study assign`; it tells arms, strata and pairs
    unit_column, learner : columns of the units drawn and of the learners; None finds them by name
    period, item_set : column of the half of a crossover, and of the set of items
    n_draws, seed : of the randomisation test and the A/A check
    n_checks : redraws of the A/A check; 0 for none
    """

    outcome: str
    arm: str | None
    arm2: str | None
    reference: str | None
    amount: bool
    clusters: tuple[str, ...]
    covariates: tuple[str, ...]
    slopes: tuple[str, ...]
    baselines: tuple[str, ...] | None
    planned: tuple[str, ...]
    explored: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    way: Way
    binary: bool
    outcome_error: str | None
    drawn: bool
    stance: Stance
    strata: str | None
    pairs: str | None
    assignment: Path | None
    unit_column: str | None
    learner: str | None
    period: str | None
    item_set: str | None
    level: float
    n_draws: int
    seed: int
    n_checks: int

    def check(self) -> None:
        """Refuse switches that do not go together."""
        if not 0.5 <= self.level < 1.0:
            raise Refusal(f"--level must be from 0.5 to below 1, such as 0.95; got {self.level:g}.")
        if self.slopes and (not self.clusters or self.way not in {Way.REML, Way.ML}):
            raise Refusal("--slope needs --cluster and the method reml or ml.")
        if self.assignment is not None:
            self._check_assignment()
        else:
            self._check_without_assignment()
        if self.amount and self.way is Way.RANDOMISATION:
            raise Refusal("--amount goes with the methods reml, ml and cr2.")
        if self.arm2 is not None and (self.amount or self.binary):
            raise Refusal("--arm2 does not go with --amount or --binary.")
        if self.outcome_error is not None:
            self._check_error()
        self._check_further()

    def _check_further(self) -> None:
        if self.binary and (self.slopes or self.amount or self.way is Way.RANDOMISATION):
            raise Refusal("--binary does not go with --slope, --amount or randomisation.")
        if self.amount and (self.planned or self.explored or self.n_checks):
            raise Refusal("--subgroup, --explore and --check-aa compare arms, not amounts.")
        if self.arm2 is not None and (self.planned or self.explored or self.n_checks):
            raise Refusal("--arm2 does not go with --subgroup, --explore or --check-aa.")

    def _check_assignment(self) -> None:
        for name, value in {
            "--arm": self.arm, "--arm2": self.arm2, "--strata": self.strata, "--pairs": self.pairs,
        }.items():  # fmt: skip
            if value:
                raise Refusal(
                    f"The assignment tells it: leave out {name}, or leave out --assignment."
                )
        if self.amount or not self.drawn:
            raise Refusal("An assignment is of arms drawn: leave out --amount and --not-drawn.")

    def _check_without_assignment(self) -> None:
        for name, value in {
            "--unit-column": self.unit_column, "--learner": self.learner, "--period": self.period,
            "--set": self.item_set,
        }.items():  # fmt: skip
            if value:
                raise Refusal(f"{name} goes with an assignment. Name its file with --assignment.")
        if self.arm is None:
            self._check_without_arm()

    def _check_without_arm(self) -> None:
        for name, value in {
            "--arm2": self.arm2, "--reference": self.reference, "--amount": self.amount,
            "--subgroup": self.planned, "--explore": self.explored, "--check-aa": self.n_checks,
            "--binary": self.binary, "--outcome-error": self.outcome_error,
            "--strata": self.strata, "--pairs": self.pairs,
        }.items():  # fmt: skip
            if value:
                raise Refusal(
                    f"{name} compares arms. Name the column of the arm with --arm, or the file of"
                    " study assign with --assignment."
                )
        if self.way is Way.RANDOMISATION:
            raise Refusal("--method randomisation compares arms. Name their column with --arm.")

    def _check_error(self) -> None:
        if len(self.clusters) > 1 or self.slopes or self.binary or self.amount or self.arm2:
            raise Refusal(
                "--outcome-error goes with arms and one --cluster at most; leave out --cluster2,"
                " --slope, --binary, --amount and --arm2."
            )
        if self.way is not Way.REML:
            raise Refusal("--outcome-error goes with the method reml.")
