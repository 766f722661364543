"""Adaptive tests tried on simulated learners, before a child sits one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import yaml

from armillary.apps.exchange.measuring.calibrating import Json, peak_mb
from armillary.apps.exchange.measuring.scoring import Z95
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    AdaptiveBank,
    AdaptiveRules,
    AdaptiveSimulation,
    ItemParameters,
    Model,
    create_adaptive_bank,
    simulate_adaptive,
)

# The bank that speed and accuracy are told on; see the decisions of the project.
_SLOPE_SPREAD, _SLOPES, _GUESSING = 0.3, (0.4, 2.5), (5.0, 17.0)
_THRESHOLDS = np.array([-1.0, 0.0, 1.0])
SPREAD = 1.96  # abilities are cut into bands within so many sds
_BANDS = np.array([-1.5, -0.5, 0.5, 1.5])  # sds from the mean
_FEW_LEARNERS = 30


@dataclass(frozen=True, slots=True)
class Quotas:
    """Content areas: how many items of each, and which item is in which.

    `areas` is None when items of a simulated bank are to be dealt out over the areas in turn.
    """

    quotas: Mapping[str, tuple[int, int]]
    areas: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a test did to simulated learners."""

    bank: AdaptiveBank
    source: str
    model: str
    rules: AdaptiveRules
    population: tuple[float, float]
    seed: int
    result: AdaptiveSimulation
    seconds: float

    @property
    def gaps(self) -> FloatArray:
        """Estimates less truths."""
        return self.result.estimate - self.result.ability

    @property
    def most_shown(self) -> float:
        """The largest share of learners that saw the same item."""
        return float(self.result.shown.max())

    @property
    def met(self) -> FloatArray:
        """For each learner 1 if the test kept to all quotas, else 0."""
        areas = np.array(self.bank.areas)
        kept = np.ones(len(self.result.ability), dtype=bool)
        for area, (least, most) in self.rules.quotas.items():
            own = np.append(areas == area, False)  # index -1 is no item
            count = own[self.result.given].sum(axis=1)
            kept &= (count >= least) & (count <= most)
        return kept.astype(np.float64)

    @property
    def is_faulty(self) -> bool:
        """Whether the rules could not be kept."""
        # One showing in a thousand is the grain of a share.
        over = self.most_shown > self.rules.most_shown + 1.0 / len(self.result.ability)
        return bool(over or self.met.min() < 1.0)

    def as_json(self) -> Json:
        """Return all of it under the names that docs/reference/measuring.md promises."""
        found, gaps, n = self.result, self.gaps, len(self.result.ability)
        covered = np.abs(gaps) <= Z95 * found.error
        return {
            "simulated": True,
            "bank": self.source,
            "model": self.model,
            "n_items": len(self.bank.items),
            "n_learners": n,
            "mean": self.population[0],
            "sd": self.population[1],
            "seed": self.seed,
            "length": self.rules.n_most,
            "least": self.rules.n_least,
            "stop_error": self.rules.error_enough,
            "max_exposure": self.rules.most_shown,
            "quotas": {area: list(pair) for area, pair in self.rules.quotas.items()},
            **error_figures(gaps),
            "mean_error": float(found.error.mean()),
            "coverage": float(covered.mean()),
            "se_coverage": float(np.sqrt(covered.mean() * (1.0 - covered.mean()) / n)),
            "items_given": {
                "mean": float(found.n_answers.mean()),
                "least": int(found.n_answers.min()),
                "most": int(found.n_answers.max()),
            },
            "exposure": {
                "most": self.most_shown,
                "mean": float(found.shown.mean()),
                "never_shown": int(np.count_nonzero(found.shown == 0.0)),
            },
            "quotas_met": float(self.met.mean()),
            "bands": self.bands(),
            "items": [
                {"item": str(item.item), "area": area, "exposure": share}
                for item, area, share in zip(
                    self.bank.items, self.bank.areas, found.shown.tolist(), strict=True
                )
            ],
            "seconds": round(self.seconds, 3),
            "peak_mb": round(peak_mb(), 1),
        }

    def bands(self) -> list[Json]:
        """Return the errors of learners of several abilities; few of them tell nothing."""
        mean, sd = self.population
        edges = (mean + sd * _BANDS).tolist()
        index = np.searchsorted(edges, self.result.ability)
        rows: list[Json] = []
        for band, (low, high) in enumerate(zip([None, *edges], [*edges, None], strict=True)):
            own = self.gaps[index == band]
            figures = error_figures(own) if len(own) >= _FEW_LEARNERS else no_figures()
            rows.append({"above": low, "to": high, "n": len(own), **figures})
        return rows

    def as_lines(self) -> list[str]:
        """Return it as people read it."""
        told, found = self.as_json(), self.result
        given, never = found.n_answers, int(np.count_nonzero(found.shown == 0.0))
        return [
            f"SIMULATED: {len(found.ability):,} learners, bank {self.source} of"
            f" {len(self.bank.items):,} items, seed {self.seed}",
            f"  RMSE      {told['rmse']:.4f} ({told['se_rmse']:.4f})",
            f"  bias      {told['bias']:+.4f} ({told['se_bias']:.4f})",
            f"  error     {told['mean_error']:.4f} told on average; the 95 % interval held"
            f" the truth for {told['coverage']:.1%} ({told['se_coverage']:.1%})",
            f"  length    {given.mean():.1f} items on average, {given.min()} to {given.max()}",
            f"  exposure  no item shown to more than {self.most_shown:.1%}; {never} never shown",
            f"  quotas    kept for {self.met.mean():.1%} of the learners",
            *(self.band_line(row) for row in self.bands()),
            f"{self.seconds:.1f} s; at most {peak_mb():.0f} MB of memory",
        ]

    def band_line(self, row: Json) -> str:
        """Return a line about learners of one range of ability."""
        low = "     " if row["above"] is None else f"{row['above']:+.2f}"
        high = "     " if row["to"] is None else f"{row['to']:+.2f}"
        told = f"  ability {low} to {high}: {row['n']:,} learners"
        if row["rmse"] is None:
            return f"{told}, too few to say"
        return f"{told}, RMSE {row['rmse']:.3f} ({row['se_rmse']:.3f}), bias {row['bias']:+.3f}"


def error_figures(gaps: FloatArray) -> Json:
    """Return root mean square and mean of estimates less truths, with standard errors."""
    n, rmse = len(gaps), float(np.sqrt(np.mean(gaps**2)))
    # The square root of a mean of squares, to first order.
    se_rmse = float(np.std(gaps**2, ddof=1) / (2.0 * rmse * np.sqrt(n))) if n > 1 and rmse else 0.0
    return {
        "rmse": rmse,
        "se_rmse": se_rmse,
        "bias": float(gaps.mean()),
        "se_bias": float(gaps.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0,
    }


def no_figures() -> Json:
    """Return the same when there is too little to say."""
    return dict.fromkeys(("rmse", "se_rmse", "bias", "se_bias"))


def simulate_bank(n: int, model: Model, generator: np.random.Generator) -> list[ItemParameters]:
    """Return items drawn as the project's tables of speed and accuracy draw them."""
    slope = np.clip(generator.lognormal(0.0, _SLOPE_SPREAD, n), *_SLOPES)
    difficulty, guessing = generator.normal(size=n), generator.beta(*_GUESSING, n)
    items = []
    for j in range(n):
        a = 1.0 if model == "rasch" else float(slope[j])
        places = np.array([difficulty[j]])
        if model in {"grm", "gpcm"}:
            places = np.sort(generator.normal(size=3)) + _THRESHOLDS
        c = float(guessing[j]) if model == "3pl" else 0.0
        steps = tuple((-a * places).tolist())
        items.append(ItemParameters(f"simulated-{j + 1:04d}", model, a, steps, c))
    return items


def read_quotas(path: Path) -> Quotas:
    """Return the content areas in a YAML or JSON file.

    Raises
    ------
    Refusal
        If the file is not there or says something else.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(f"There is no file {path}. Check its name.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise Refusal(f"{path} cannot be read as YAML or JSON.") from None
    try:
        return parse_quotas(content)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refusal(
            f"{path} must hold quotas, as in `quotas: {{numbers: [3, 6]}}` (at least, at most),"
            " and for a calibration areas, as in `areas: {item-1: numbers}`."
        ) from None


def parse_quotas(content: Any) -> Quotas:
    """Return content areas from what a file says."""
    quotas = {}
    for area, (least, most) in content["quotas"].items():
        if not (type(least) is type(most) is int):
            raise ValueError("a quota is two whole numbers")
        quotas[str(area)] = (least, most)
    areas = content.get("areas")
    named = None if areas is None else {str(key): str(area) for key, area in areas.items()}
    return Quotas(quotas, named)


def rehearse_test(
    items: list[ItemParameters],
    quotas: Quotas | None,
    rules: Callable[[Mapping[str, tuple[int, int]]], AdaptiveRules],
    *,
    source: str,
    n_learners: int,
    population: tuple[float, float],
    seed: int,
    generator: np.random.Generator,
    show: Callable[[str], None],
) -> Rehearsed:
    """Return what a test does to learners drawn from a population.

    Parameters
    ----------
    items : the bank
    quotas : content areas, or None
    rules : makes the rules from the quotas
    source : what the bank is called
    n_learners, population : how many; mean and sd of their abilities, logits
    seed : what `generator` was made from; told again
    generator : draws abilities, items and scores
    show : told what is being done

    Raises
    ------
    Refusal
        If the rules cannot be kept by this bank.
    """
    started = monotonic()
    mean, sd = population
    try:
        areas = None if quotas is None else deal_areas(items, quotas)
        bank = create_adaptive_bank(items, areas)
        kept = rules({} if quotas is None else quotas.quotas)
        ability = mean + sd * generator.normal(size=n_learners)
        with ticking(show, f"Testing {n_learners:,} simulated learners ..."):
            result = simulate_adaptive(bank, kept, ability, generator=generator, prior=population)
    except ValueError as error:
        raise Refusal(f"The test cannot be simulated: {error}.") from None
    seconds = monotonic() - started
    return Rehearsed(bank, source, items[0].model, kept, population, seed, result, seconds)


def deal_areas(items: list[ItemParameters], quotas: Quotas) -> dict[Any, str]:
    """Return the area of every item; those not named have none, named ""."""
    if quotas.areas is None:
        names = list(quotas.quotas)
        return {item.item: names[j % len(names)] for j, item in enumerate(items)}
    return {item.item: quotas.areas.get(str(item.item), "") for item in items}
