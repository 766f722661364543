"""Why no estimate is given: each reason has a code that reports and programs can rely on."""

from enum import StrEnum


class Reason(StrEnum):
    """What stands in the way of an honest interval."""

    TOO_FEW_ROWS = "too_few_rows"
    TOO_FEW_CLUSTERS = "too_few_clusters"
    TOO_FEW_STUDIES = "too_few_studies"
    ARM_EMPTY = "arm_empty"
    ALL_MISSING = "all_missing"
    OUTCOME_CONSTANT = "outcome_constant"
    NO_RESIDUAL = "no_residual"
    COLLINEAR = "collinear"
    CLUSTERS_ARE_ROWS = "clusters_are_rows"
    NOT_NESTED = "not_nested"
    SEPARATION = "separation"
    DF_TOO_SMALL = "df_too_small"
    TOO_FEW_DRAWS = "too_few_draws"
    NOT_CONVERGED = "not_converged"


class RefusalError(ValueError):
    """No estimate, for a reason that has a code; the sentence says what would help."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(f"{reason.value}: {sentence}")
        self.reason = reason
        self.sentence = sentence
