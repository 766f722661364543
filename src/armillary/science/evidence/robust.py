"""Least squares and logistic regression whose errors hold whatever goes on inside clusters (CR2).

Ordinary cluster-robust errors are too small with few clusters. CR2 corrects each cluster's
residuals so that the error would be unbiased were rows independent, and takes degrees of freedom
from the same assumption. All of it is reckoned from sums over clusters.
"""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .checks import COLLINEAR, check_columns, check_regression
from .estimates import Estimate, student_estimate
from .refusals import Reason, RefusalError
from .sums import Clusters, cluster_products, find_clusters

FEWEST_CLUSTERS = 4
LEVERAGE = 1.0 - 1e-9  # a direction that one cluster decides alone; its residual is 0
HIDDEN = 1e-6  # share of a variance that residuals forced to 0 may make up
ROUNDING = 1e-12  # of a sum of products, over its bound by Cauchy and Schwarz
MOST_STEPS = 30  # a fit without separation needs fewer than 12
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class RobustFit:
    """Effects with cluster-robust errors: the intercept, then the columns in their order.

    Parameters
    ----------
    fixed : shape (p,)
    covariance : shape (p, p), CR2
    n, n_clusters : rows and clusters
    products : shape (n_clusters, p, p), weighted sums of products of the columns as fitted
    gains : shape (n_clusters, p, p), what corrects a cluster's residuals
    turn : shape (p, p), from effects of the columns as fitted (centred) to those as given
    """

    fixed: FloatArray
    covariance: FloatArray
    n: int
    n_clusters: int
    products: FloatArray
    gains: FloatArray
    turn: FloatArray

    @property
    def se(self) -> FloatArray:
        """Standard errors of the effects, shape (p,)."""
        root: FloatArray = np.sqrt(np.diag(self.covariance))
        return root


def fit_robust(outcome: FloatArray, columns: FloatArray, cluster: IntArray) -> RobustFit:
    """Return the least-squares fit with CR2 errors.

    Nothing is assumed of how rows of one cluster hang together. Where every row is a cluster of
    its own, the errors are HC2.

    Parameters
    ----------
    outcome : shape (n,), finite
    columns : shape (n, p - 1), finite, without an intercept
    cluster : shape (n,), whole numbers

    Raises
    ------
    ValueError
        If shapes differ or a value is not finite.
    RefusalError
        With a constant outcome, collinear columns or fewer than 4 clusters.

    References
    ----------
    Bell & McCaffrey (2002), Survey Methodology 28(2), 169-181; Pustejovsky & Tipton (2018),
    Journal of Business & Economic Statistics 36(4), 672-683; the sums are ours, derived in
    docs/science/evidence.md.

    Examples
    --------
    >>> outcome = np.array([1.0, 2.0, 4.0, 5.0, 2.0, 3.0, 6.0, 6.0])
    >>> arm = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0])
    >>> fit = fit_robust(outcome, arm[:, None], np.array([0, 0, 1, 1, 2, 2, 3, 3]))
    >>> fit.fixed.round(4).tolist(), fit.se.round(4).tolist()
    ([2.0, 3.25], [0.5, 0.9014])
    """
    check_regression(outcome, columns, cluster)
    clusters = _enough(cluster)
    middle, centre = float(outcome.mean()), columns.mean(axis=0)
    rows: list[FloatArray | None] = [None, *(columns - centre).T, outcome - middle]
    sums = cluster_products(rows, clusters)
    p = columns.shape[1] + 1
    products = sums[:, :p, :p]
    check_columns(products.sum(axis=0), len(outcome))
    total = sums.sum(axis=0)
    fixed = np.linalg.solve(total[:p, :p], total[:p, p])
    if total[p, p] - fixed @ total[:p, p] <= COLLINEAR * total[p, p]:
        raise RefusalError(Reason.NO_RESIDUAL, "the columns tell the outcome exactly")
    scores = sums[:, :p, p] - products @ fixed
    # Where clusters differ in nothing, what is left is rounding, not an error that could be told.
    bound = np.sqrt(sums[:, p, p, None] * np.diagonal(products, axis1=1, axis2=2))
    scores = np.where(np.abs(scores) > ROUNDING * bound, scores, 0.0)
    fit = correct(fixed, products, scores, n=len(outcome))
    return _uncentre(fit, middle, centre)


def fit_robust_logit(outcome: FloatArray, columns: FloatArray, cluster: IntArray) -> RobustFit:
    """Return the logistic regression of a yes-or-no outcome with CR2 errors, in logits.

    Parameters
    ----------
    outcome : shape (n,), 1 or 0
    columns : shape (n, p - 1), finite, without an intercept
    cluster : shape (n,), whole numbers

    Raises
    ------
    ValueError
        If shapes differ or a value is outside its range.
    RefusalError
        As `fit_robust`; and with separation: some mix of columns tells who succeeds.

    References
    ----------
    Pustejovsky & Tipton (2018), section 2, with the weights of the fit as working model.
    """
    check_regression(outcome, columns, cluster)
    if not np.all(np.isin(outcome, (0.0, 1.0))):
        raise ValueError(f"each outcome must be 0 or 1, got {np.unique(outcome)[:5]}")
    clusters = _enough(cluster)
    centre = columns.mean(axis=0)
    spread = np.where(columns.std(axis=0) > 0.0, columns.std(axis=0), 1.0)
    x = np.column_stack([np.ones(len(outcome)), (columns - centre) / spread])
    check_columns(x.T @ x, len(outcome))
    fixed = _newton(outcome, x)
    chance = _chance(x @ fixed)
    root = np.sqrt(chance * (1.0 - chance))
    rows: list[FloatArray | None] = [*(x * root[:, None]).T, (outcome - chance) / root]
    sums = cluster_products(rows, clusters)
    p = x.shape[1]
    fit = correct(fixed, sums[:, :p, :p], sums[:, :p, p], n=len(outcome))
    return _uncentre(_rescale(fit, spread), 0.0, centre)


def estimate_robust_contrast(fit: RobustFit, contrast: FloatArray, *, level: float) -> Estimate:
    """Return a weighted sum of effects with its interval; t with Satterthwaite's df.

    Parameters
    ----------
    fit : of `fit_robust` or `fit_robust_logit`
    contrast : shape (p,), a weight for the intercept and each column
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If the shape or the level is wrong.
    RefusalError
        If there are fewer than 2 degrees of freedom, or one side rests on a single cluster.

    References
    ----------
    Pustejovsky & Tipton (2018), equations 11 and 12.
    """
    if contrast.shape != fit.fixed.shape:
        raise ValueError(f"contrast must have shape {fit.fixed.shape}, got {contrast.shape}")
    # Rounding may leave a little less than nothing where nobody differs.
    se = float(np.sqrt(max(0.0, float(contrast @ fit.covariance @ contrast))))
    if not se > 0.0:
        raise RefusalError(Reason.NO_RESIDUAL, "no two clusters differ in what is compared")
    if _hidden(fit, fit.turn.T @ contrast) > HIDDEN:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            "one side of the comparison rests on a single cluster, whose own chance nothing shows; "
            "a second cluster there would help",
        )
    df = _satterthwaite(fit, fit.turn.T @ contrast)
    return student_estimate(float(contrast @ fit.fixed), se, df=df, level=level)


def correct(fixed: FloatArray, products: FloatArray, scores: FloatArray, *, n: int) -> RobustFit:
    """Return the CR2 covariance of effects.

    Parameters
    ----------
    fixed : shape (p,)
    products : shape (n_clusters, p, p), X'X of each cluster after weighting to unit variance
    scores : shape (n_clusters, p), X'e likewise
    n : rows
    """
    bread = np.linalg.inv(products.sum(axis=0))
    if len(products) == n:  # rows of their own, of one direction each
        share = np.einsum("jab,ab->j", products, bread)
        gains = bread @ products @ bread * (_factor(share) / share)[:, None, None]
    else:
        root = np.linalg.cholesky(bread)
        shares, turn = np.linalg.eigh(root.T @ products @ root)
        side = root @ turn
        gains = (side * _factor(shares)[:, None, :]) @ side.transpose(0, 2, 1)
    corrected = scores + (products @ (gains @ scores[:, :, None]))[:, :, 0]
    covariance = bread @ (corrected.T @ corrected) @ bread
    turn = np.eye(len(fixed))
    return RobustFit(fixed, covariance, n, len(products), products, gains, turn)


def _factor(share: FloatArray) -> FloatArray:
    """What a direction of leverage `share` takes: (I - H)^(-1/2) = I + X G X'."""
    share = np.clip(share, 0.0, 1.0)
    # For a share of 1 the inverse is the generalised one.
    inside = np.where(share < LEVERAGE, 1.0 / np.sqrt(np.maximum(1.0 - share, 1e-300)), 0.0)
    return np.where(share > 1e-8, (inside - 1.0) / np.maximum(share, 1e-8), 0.5)


def _hidden(fit: RobustFit, contrast: FloatArray) -> float:
    """The share of a contrast's variance that comes from residuals forced to 0."""
    bread = np.linalg.inv(fit.products.sum(axis=0))
    root = np.linalg.cholesky(bread)
    # The shares of a cluster sum to this; most are far from deciding anything alone.
    near = np.einsum("jab,ab->j", fit.products, bread) >= LEVERAGE
    share, turn = np.linalg.eigh(root.T @ fit.products[near] @ root)
    weight = np.einsum("jab,a->jb", turn, root.T @ contrast) ** 2 * share
    return float(weight[share >= LEVERAGE].sum() / (contrast @ bread @ contrast))


def _satterthwaite(fit: RobustFit, contrast: FloatArray) -> float:
    """Degrees of freedom of one contrast, were rows independent."""
    bread = np.linalg.inv(fit.products.sum(axis=0))
    start = bread @ contrast
    inner = start + np.einsum("jab,jb->ja", fit.gains, fit.products @ start)
    outer = np.einsum("jab,jb->ja", fit.products, inner)
    own = np.einsum("ja,ja->j", inner, outer)
    shared = np.einsum("ja,ab,jb->j", outer, bread, outer)
    mixed = bread @ outer.T @ outer
    first = float(own.sum() - shared.sum())
    second = float(own @ own - 2.0 * own @ shared + np.trace(mixed @ mixed))
    return first**2 / second if second > 0.0 else 0.0


def _newton(outcome: FloatArray, x: FloatArray) -> FloatArray:
    """The logistic fit on columns of unit spread."""
    fixed = np.zeros(x.shape[1])
    for _step in range(MOST_STEPS):
        chance = _chance(x @ fixed)
        curve = (x * (chance * (1.0 - chance))[:, None]).T @ x
        if np.linalg.cond(curve) > 1e13:
            break
        move = np.linalg.solve(curve, x.T @ (outcome - chance))
        fixed = fixed + move * min(1.0, 2.0 / float(np.max(np.abs(move), initial=1e-300)))
        if np.max(np.abs(move)) < CLOSE:
            return fixed
    raise RefusalError(
        Reason.SEPARATION,
        "one arm, or one side of a column, has only successes or only failures; more learners or "
        "fewer columns would help, and a difference of shares may still be had",
    )


def _chance(logits: FloatArray) -> FloatArray:
    from scipy.special import expit

    out: FloatArray = expit(logits)
    return out


def _rescale(fit: RobustFit, spread: FloatArray) -> RobustFit:
    """From effects on scaled columns to effects on columns as given."""
    return _transform(fit, np.diag(np.append(1.0, 1.0 / spread)), np.zeros(len(spread) + 1))


def _uncentre(fit: RobustFit, middle: float, centre: FloatArray) -> RobustFit:
    turn = np.eye(len(centre) + 1)
    turn[0, 1:] = -centre
    start = np.zeros(len(centre) + 1)
    start[0] = middle
    return _transform(fit, turn, start)


def _transform(fit: RobustFit, turn: FloatArray, start: FloatArray) -> RobustFit:
    """The same fit with other columns; the sums stay those of the columns fitted."""
    return RobustFit(
        fixed=start + turn @ fit.fixed,
        covariance=turn @ fit.covariance @ turn.T,
        n=fit.n,
        n_clusters=fit.n_clusters,
        products=fit.products,
        gains=fit.gains,
        turn=turn @ fit.turn,
    )


def _enough(cluster: IntArray) -> Clusters:
    clusters = find_clusters(cluster)
    if len(clusters) < FEWEST_CLUSTERS:
        raise RefusalError(
            Reason.TOO_FEW_CLUSTERS,
            f"there are {len(clusters)} clusters, robust errors need {FEWEST_CLUSTERS} at least",
        )
    return clusters
