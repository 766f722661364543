"""The same two-level model by Armillary, lme4 and linearmodels, on the same rows, in one run.

    OMP_NUM_THREADS=1 python -m benchmarks.speed.evidence.beside --peer-python PYTHON [--rows N ...]

PYTHON is the interpreter of an environment with linearmodels; Rscript with lme4 is taken from the
distribution (Debian: r-cran-lme4). A peer that is not there is named and left out. Arm given to
whole classes of 25, one covariate; seconds are processor time of the fit alone, the middle of
several. linearmodels has no REML: its random-effects GLS stands beside it.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from armillary.science.evidence import Grouping, estimate_contrast, fit_multilevel
from benchmarks.provenance import provenance

SEED = 20261122
REPEATS = 5

LME4 = """
suppressMessages(library(lme4)); a <- commandArgs(TRUE)
n <- as.integer(a[2]); f <- file(a[1], "rb"); v <- matrix(readBin(f, "double", 4 * n), n); close(f)
d <- data.frame(class = factor(v[, 1]), arm = v[, 2], before = v[, 3], outcome = v[, 4])
t <- numeric(0)
for (k in 1:as.integer(a[3])) { s <- sum(proc.time()[1:2])
  m <- lmer(outcome ~ arm + before + (1 | class), data = d); t <- c(t, sum(proc.time()[1:2]) - s) }
v <- as.data.frame(VarCorr(m))$vcov; e <- fixef(m); s <- sqrt(diag(as.matrix(vcov(m))))
cat(sprintf('{"seconds":%.6f,"version":"%s","effect":%.10f,"se":%.10f,"between":%.10f,"within":%.10f}',
  median(t), packageVersion("lme4"), e[2], s[2], v[1], v[2]))
"""
LINEARMODELS = """
import json, sys, time, warnings
import numpy as np, pandas as pd, linearmodels
from linearmodels.panel import RandomEffects
warnings.simplefilter("ignore")
path, n, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
v = np.fromfile(path).reshape(4, n)
place = np.arange(n) % 25
d = pd.DataFrame({"c": v[0].astype(int), "t": place, "one": 1.0, "arm": v[1], "before": v[2],
                  "outcome": v[3]}).set_index(["c", "t"])
taken = []
for _ in range(repeats):
    start = time.process_time()
    m = RandomEffects(d["outcome"], d[["one", "arm", "before"]]).fit()
    taken.append(time.process_time() - start)
print(json.dumps({"seconds": float(np.median(taken)), "version": linearmodels.__version__,
  "effect": float(m.params["arm"]), "se": float(m.std_errors["arm"]),
  "between": float(m.variance_decomposition["Effects"]),
  "within": float(m.variance_decomposition["Residual"])}))
"""


def rows(n: int) -> np.ndarray:
    """Class, arm, covariate, outcome; shape (4, n)."""
    generator = np.random.default_rng(SEED)
    label = np.repeat(np.arange(n // 25), 25)
    arm, before = (label % 2).astype(float), generator.normal(size=n)
    outcome = 0.2 * arm + 0.5 * before + 0.4 * generator.normal(size=n // 25)[label]
    return np.stack([label.astype(float), arm, before, outcome + generator.normal(size=n)])


def ours(data: np.ndarray) -> dict[str, float]:
    label, columns = data[0].astype(np.int64), np.ascontiguousarray(data[1:3].T)
    taken = []
    for _fit in range(REPEATS + 1):
        start = time.process_time()
        fit = fit_multilevel(data[3], columns, (Grouping(label),), method="reml")
        found = estimate_contrast(fit, np.array([0.0, 1.0, 0.0]), level=0.95)
        taken.append(time.process_time() - start)
    return {
        "seconds": float(np.median(taken[1:])),  # the first loads scipy
        "effect": found.effect,
        "se": found.se,
        "between": float(fit.variances[0][0, 0]),
        "within": fit.residual,
    }


def peer(command: list[str], script: str, suffix: str, path: Path, n: int) -> dict[str, object]:
    with tempfile.NamedTemporaryFile("w", suffix=suffix) as file:
        file.write(script)
        file.flush()
        repeats = str(REPEATS if n <= 200_000 else 1)
        words = [*command, file.name, str(path), str(n), repeats]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=900)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", default="")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    command = "OMP_NUM_THREADS=1 python -m benchmarks.speed.evidence.beside --peer-python PYTHON"
    print(provenance(command, measured="src/armillary/science/evidence"))
    print(f"{'rows':>9}  {'program':22} {'CPU s':>9} {'effect':>11} {'error':>11} ", end="")
    print(f"{'between':>11} {'within':>11}")
    for n in asked.rows:
        data = rows(n)
        with tempfile.NamedTemporaryFile(suffix=".bin") as file:
            data.tofile(file.name)
            path = Path(file.name)
            found: dict[str, dict[str, object]] = {"armillary": dict(ours(data))}
            if shutil.which("Rscript"):
                one = peer(["Rscript"], LME4, ".R", path, n)
                found[f"lme4 {one['version']}"] = one
            else:
                print("lme4: no Rscript, left out")
            if asked.peer_python:
                one = peer([asked.peer_python], LINEARMODELS, ".py", path, n)
                found[f"linearmodels {one['version']} (GLS)"] = one
            else:
                print("linearmodels: no --peer-python, left out")
        for name, one in found.items():
            numbers = " ".join(f"{one[key]:11.7f}" for key in ("effect", "se", "between", "within"))
            print(f"{n:9,}  {name:26} {one['seconds']:7.4f} {numbers}", flush=True)


if __name__ == "__main__":
    main()
