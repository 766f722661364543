"""The command `armillary simulate-test`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import CommandParser

from armillary.apps.exchange.measuring.calibration_files import read_calibration
from armillary.apps.exchange.measuring.rehearsing import (
    Rehearsed,
    read_quotas,
    rehearse_test,
    simulate_bank,
)
from armillary.apps.people.commands import ArmillaryCommand, Faults, Refusal
from armillary.science.psychometrics import MODELS, AdaptiveRules

SEED = 20240601


class Command(ArmillaryCommand):
    """Tries adaptive tests on simulated learners."""

    help = "Try an adaptive test on simulated learners: errors, lengths, how often items come."
    example = "armillary simulate-test --items items.json --learners 1000 --length 20"
    requires_system_checks = ()  # works on files: the site need not be loaded

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare bank, learners and rules."""
        bank = parser.add_mutually_exclusive_group(required=True)
        bank.add_argument(
            "--items", type=Path, metavar="CALIBRATION", help="a file that calibrate --out wrote"
        )
        bank.add_argument("--bank", type=int, metavar="N", help="a simulated bank of N items")
        parser.add_argument("--model", choices=MODELS, help="of a simulated bank; 2pl unless given")
        parser.add_argument("--learners", type=int, required=True, metavar="N", help="how many")
        parser.add_argument("--length", type=int, required=True, metavar="N", help="most items")
        parser.add_argument("--least", type=int, default=1, metavar="N", help="fewest items")
        parser.add_argument(
            "--stop-error",
            type=float,
            default=0.0,
            metavar="E",
            help="stop when the error is no larger, logits; unless given all get --length items",
        )
        parser.add_argument(
            "--max-exposure",
            type=float,
            default=1.0,
            metavar="SHARE",
            help="share of the learners who may see the same item",
        )
        parser.add_argument(
            "--among",
            type=int,
            default=1,
            metavar="N",
            help="draw the next item from the N best; 1 unless given",
        )
        parser.add_argument(
            "--quotas", type=Path, metavar="FILE", help="YAML or JSON: content areas and quotas"
        )
        parser.add_argument(
            "--mean", type=float, metavar="LOGITS", help="of the learners; else of the calibration"
        )
        parser.add_argument(
            "--sd", type=float, metavar="LOGITS", help="of the learners; else of the calibration"
        )
        parser.add_argument("--seed", type=int, default=SEED, help=f"{SEED} unless given")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Simulate, report."""
        found = self.rehearse(options)
        if options["json"]:
            self.print_json(found.as_json())
        else:
            self.stdout.write("\n".join(found.as_lines()))
        if found.is_faulty:
            raise Faults(
                f"The rules could not be kept: an item was shown to {found.most_shown:.1%}, quotas"
                f" were kept for {found.met.mean():.1%}. The bank is too small for them."
            )

    def rehearse(self, options: dict[str, Any]) -> Rehearsed:
        """Return what the test does to the learners."""
        if not (options["learners"] >= 1 and options["seed"] >= 0):
            raise Refusal("--learners must be 1 or more, --seed 0 or more.")
        generator = np.random.default_rng(options["seed"])
        mean, sd = 0.0, 1.0
        if options["items"] is not None:
            if options["model"] is not None:
                raise Refusal("--model goes with --bank; a calibration has its own.")
            kept = read_calibration(options["items"])
            items, source = list(kept.bank), str(kept.path)
            mean, sd = kept.populations[0].mean, kept.populations[0].sd
        else:
            if options["bank"] < 1:
                raise Refusal("--bank must be 1 or more.")
            items = simulate_bank(options["bank"], options["model"] or "2pl", generator)
            source = "simulated"

        def rules(quotas: Mapping[str, tuple[int, int]]) -> AdaptiveRules:
            return AdaptiveRules(
                n_least=options["least"],
                n_most=options["length"],
                error_enough=options["stop_error"],
                quotas=quotas,
                most_shown=options["max_exposure"],
                among=options["among"],
            )

        return rehearse_test(
            items,
            None if options["quotas"] is None else read_quotas(options["quotas"]),
            rules,
            source=source,
            n_learners=options["learners"],
            population=(
                mean if options["mean"] is None else options["mean"],
                sd if options["sd"] is None else options["sd"],
            ),
            seed=options["seed"],
            generator=generator,
            show=self.show_progress,
        )
