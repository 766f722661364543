"""One calibration brought onto the scale of another."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from armillary.apps.exchange.measuring.calibrating import Json, describe_item
from armillary.apps.exchange.measuring.calibration_files import (
    KeptCalibration,
    describe_matrix,
)
from armillary.apps.exchange.measuring.item_errors import reported_covariance
from armillary.apps.people.commands import Refusal
from armillary.apps.practice.parameters import write_whole
from armillary.science.psychometrics import (
    FEWEST_ANCHORS,
    CalibratedItem,
    ItemErrors,
    Link,
    LinkMethod,
    estimate_link,
)


@dataclass(frozen=True, slots=True)
class Linked:
    """How the scale of one calibration becomes that of another."""

    ours: KeptCalibration
    theirs: KeptCalibration
    method: LinkMethod
    link: Link

    def as_json(self) -> Json:
        """Return all of it under the names that docs/reference/measuring.md promises."""
        link = self.link
        return {
            "calibration": str(self.ours.path),
            "onto": str(self.theirs.path),
            "model": self.ours.model,
            "method": self.method,
            "factor": link.factor,
            "se_factor": link.se_factor,
            "shift": link.shift,
            "se_shift": link.se_shift,
            "anchors": [str(key) for key in link.anchors],
            "n_anchors": len(link.anchors),
            "misfit": link.misfit,
            "worst": {"item": str(link.worst[0]), "gap": link.worst[1]},
            "items": carried_rows(self),
        }

    def as_lines(self) -> list[str]:
        """Return it as people read it."""
        link = self.link
        return [
            f"{self.ours.path.name} onto {self.theirs.path.name} by {self.method},"
            f" {len(link.anchors)} anchors",
            f"  factor  {link.factor:.4f} ({link.se_factor:.4f})",
            f"  shift   {link.shift:.4f} ({link.se_shift:.4f})",
            f"  misfit  {link.misfit:.4f} points between the curves of an anchor, on average",
            f"  worst   {link.worst[0]}: {link.worst[1]:.4f} points",
        ]


def link_calibrations(
    ours: KeptCalibration,
    theirs: KeptCalibration,
    *,
    method: LinkMethod,
    anchors: Sequence[str] | None,
) -> Linked:
    """Return how the scale of `ours` becomes that of `theirs`.

    Parameters
    ----------
    anchors : the items to link by; None for all that both have

    Raises
    ------
    Refusal
        If anchors are missing or too few, or differ between the two.
    """
    common = {str(item.item) for item in ours.bank} & {str(item.item) for item in theirs.bank}
    chosen = sorted(common) if anchors is None else list(dict.fromkeys(anchors))
    missing = [key for key in chosen if key not in common]
    if missing:
        raise Refusal(f"Anchor {missing[0]} is not calibrated in both files.")
    if len(chosen) < FEWEST_ANCHORS:
        raise Refusal(
            f"{ours.path} and {theirs.path} share {len(chosen)} items; {FEWEST_ANCHORS} anchors at"
            " least are needed."
        )
    for key in chosen:
        if ours.scales[key] != theirs.scales[key]:
            raise Refusal(f"Anchor {key} has other scores in the two files.")
    first, people = [i for i in ours.bank if str(i.item) in chosen], theirs.populations[0]
    try:
        link = estimate_link(first, theirs.bank, method=method, mean=people.mean, sd=people.sd)
    except ValueError as error:
        raise Refusal(f"{ours.path} and {theirs.path} cannot be linked: {error}.") from None
    return Linked(ours, theirs, method, link)


def carried_errors(linked: Linked) -> ItemErrors:
    """Return the errors of our items' numbers on their scale, the link taken as known.

    Slopes are divided by the factor; intercepts move with the slope. In a graded item the first
    intercept moves so and the gaps stay; in a partial credit item every step moves.
    """
    errors, link = linked.ours.item_errors, linked.link
    moved = np.eye(len(errors.matrix))
    for item in linked.ours.bank:
        slope, *rest = errors.free_of[item.item]
        if slope < 0:
            continue
        moved[slope, slope] = 1.0 / link.factor
        steps = rest[:1] if item.model in {"grm", "3pl"} else rest
        for row in steps:
            if row >= 0:
                moved[row, slope] = -link.shift / link.factor
    return ItemErrors(np.asarray(moved @ errors.matrix @ moved.T), errors.free_of)


def carry_items(linked: Linked) -> list[CalibratedItem]:
    """Return our items on their scale, with errors that take the link as known."""
    errors, found = carried_errors(linked), []
    for one in linked.ours.items:
        item = linked.link.carry(one.parameters)
        se = np.sqrt(np.maximum(np.diag(reported_covariance(item, errors)), 0.0)).tolist()
        found.append(replace(one, parameters=item, se_slope=se[0], se_intercepts=tuple(se[1:])))
    return found


def carried_rows(linked: Linked) -> list[Json]:
    """Return what is told of our items on their scale."""
    errors = carried_errors(linked)
    rows = [describe_item(one, errors) for one in carry_items(linked)]
    return [{key: value for key, value in row.items() if key != "reason"} for row in rows]


def write_carried(path: Path, linked: Linked) -> None:
    """Write our calibration on their scale as a calibration file, whole or not at all."""
    link, content = linked.link, dict(linked.ours.content)
    carried = {str(row["item"]): row for row in carried_rows(linked)}
    content["items"] = [row | carried.get(str(row["item"]), {}) for row in content["items"]]
    content["populations"] = [
        one
        | {
            "mean": link.factor * one["mean"] + link.shift,
            "se_mean": link.factor * one["se_mean"],
            "sd": link.factor * one["sd"],
            "se_sd": link.factor * one["se_sd"],
        }
        for one in content["populations"]
    ]
    content["item_errors"] = content["item_errors"] | {
        "covariance": describe_matrix(carried_errors(linked).matrix)
    }
    content["link"] = {key: value for key, value in linked.as_json().items() if key != "items"}
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
