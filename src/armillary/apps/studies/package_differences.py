"""Two results beside each other: whether they tell of fewer learners than either does alone."""

from collections.abc import Mapping
from typing import Any

from armillary.apps.studies.disclosure import FEWEST
from armillary.apps.studies.models import EvidencePackage, Study
from armillary.apps.studies.package_groups import are_close


def tell_of_few(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the counts of two outcomes differ by fewer than 10 learners, who would then be told.

    Leaving out the counts alone would not do: degrees of freedom and errors follow from them.
    """
    apart = [abs(a - b) for a, b in zip(one["n"], other["n"], strict=True)]
    return any(0 < n < FEWEST for n in apart) or are_close(one, other)


def find_overlap(study: Study, content: Mapping[str, Any]) -> str:
    """Return why an earlier package and this one together would tell too much; empty if not so.

    `close` when fewer than 10 learners of an arm make the difference; `spent` when noise was spent
    on this study already.
    """
    for earlier in EvidencePackage.objects.filter(study=study):
        if earlier.epsilon is not None or content["noise"] is not None:
            return "spent"
        known = {result["kind"]: result for result in earlier.content["results"]}
        for result in content["results"]:
            before = known.get(result["kind"])
            if before is None or before == result:
                continue
            # As many as before and another result: some came, as many went.
            if before["n"] == result["n"] or tell_of_few(before, result):
                return "close"
        if _flows_are_close(earlier.content["flow"], content["flow"]):
            return "close"
    return ""


def _flows_are_close(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether counts of those drawn, counted and lost differ by fewer than 10 learners, or one
    package tells what the other left out: who was drawn stays, so it would follow for both."""
    return any(
        one != other and (one is None or other is None or abs(one - other) < FEWEST)
        for one, other in zip(_counts(before), _counts(after), strict=True)
    )


def _counts(flow: Mapping[str, Any]) -> list[int | None]:
    total = flow["total"]
    return [*flow["counted"], *flow["lost"], *flow["drawn"], total["counted"], total["lost"]]
