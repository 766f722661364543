"""One job of one peer, in the environment of README.md; knows nothing of armillary.

python peer.py 2pl|3pl|adaptive INPUT.npz OUTPUT.npz
"""

import sys
import time

import numpy as np


def calibrate(model: str, given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """girth on a complete matrix: shape (n_learners, n_items), 0 and 1."""
    import girth

    answers = np.ascontiguousarray(given["scores"].T.astype(int))
    started = time.process_time()
    found = (girth.twopl_mml if model == "2pl" else girth.threepl_mml)(answers)
    seconds = time.process_time() - started
    slope, difficulty = found["Discrimination"], found["Difficulty"]
    guessing = found["Guessing"] if model == "3pl" else np.zeros(len(slope))
    return {"seconds": seconds, "slope": slope, "difficulty": difficulty, "guessing": guessing}


def run_tests(given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """catsim on a bank (n_items, 4) and abilities."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.initialization import FixedPointInitializer
    from catsim.selection import MaxInfoSelector
    from catsim.simulation import Simulator
    from catsim.stopping import MinErrorStopper

    simulator = Simulator(
        given["bank"],
        given["ability"],
        initializer=FixedPointInitializer(0.0),
        selector=MaxInfoSelector(),
        estimator=NumericalSearchEstimator(),
        stopper=MinErrorStopper(1e-9, max_items=20),
    )
    started = time.process_time()
    simulator.simulate()
    seconds = time.process_time() - started
    given_items = np.array(simulator.administered_items)
    estimate = np.array(simulator.latest_estimations)
    return {"seconds": seconds, "estimate": estimate, "given": given_items}


def main() -> None:
    """Read the job, do it, write what came out."""
    job, source, target = sys.argv[1:]
    given = dict(np.load(source))
    np.savez(target, **(run_tests(given) if job == "adaptive" else calibrate(job, given)))


if __name__ == "__main__":
    main()
