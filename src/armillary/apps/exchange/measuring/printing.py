"""Calibrations as people read them."""

from collections.abc import Sequence

from armillary.apps.exchange.measuring.calibrating import Json, Measured, peak_mb

# What each flag means, in a sentence for the end of a table.
MEANINGS = {
    "too_few": "too few answers to say anything",
    "all_highest": "everyone has it right, so it tells nobody apart",
    "all_lowest": "nobody has it right, so it tells nobody apart",
    "score_unused": "a score that nobody has; join it with its neighbour",
    "left_out": "nothing can be said about it",
    "negative_slope": "the able do worse: look at its key",
    "misfit": "the answers do not follow its curve",
    "island": "no learner connects it with the other items",
}
_HEADING = (
    "item",
    "n",
    "slope",
    "(se)",
    "difficulty",
    "(se)",
    "intercepts (se)",
    "S-X2 p",
    "gap",
    "",
)


def print_calibration(measured: Measured) -> list[str]:
    """Return the lines of a calibration."""
    found, rows = measured.calibration, measured.items_as_json()
    flags = sorted({flag for flags in measured.checked.flags.values() for flag in flags})
    state = "converged" if found.converged else "NOT CONVERGED"
    return [
        *measured.answers.as_lines(),
        f"model {measured.settings.model}: {state} after {found.n_passes} passes; {found.reason}",
        f"  log-likelihood  {found.log_likelihood:.4f}",
        *print_populations(measured),
        *print_reliability(measured.checked.reliability),
        "",
        *lay_out([_HEADING, *(item_cells(row) for row in rows)]),
        "",
        *(f"{flag}: {MEANINGS[flag]}" for flag in flags),
        *(f"Note: {note}" for note in (*found.notes, *measured.checked.notes)),
        f"{measured.seconds:.1f} s, {measured.fit_seconds:.1f} of them calibrating;"
        f" at most {peak_mb():.0f} MB of memory",
    ]


def print_populations(measured: Measured) -> list[str]:
    """Return a line for each group."""
    return [
        f"  learners{' of ' + str(one.group) if one.group else ''}: {one.n_learners:,}, mean"
        f" {one.mean:.3f} ({one.se_mean:.3f}), spread {one.sd:.3f} ({one.se_sd:.3f})"
        for one in measured.calibration.populations
    ]


def print_reliability(told: Json) -> list[str]:
    """Return what is known about reliability on a line."""
    parts = [f"of a test of all items {told['marginal']:.3f}"]
    if told["empirical"] is not None:
        parts.append(f"of what was answered {told['empirical']:.3f}")
    if told["alpha"] is not None:
        parts.append(
            f"alpha {told['alpha']:.3f} ({told['se_alpha']:.3f}),"
            f" omega {told['omega']:.3f} ({told['se_omega']:.3f}), n {told['n_consistency']:,}"
        )
    return [f"  reliability     {'; '.join(parts)}"]


def item_cells(row: Json) -> tuple[str, ...]:
    """Return the cells of an item; one that was left out shows why."""
    flags = row["flags"]
    assert isinstance(flags, list)
    told = " ".join(flags)
    if row["slope"] is None:
        return (
            str(row["item"]),
            f"{row['n']:,}",
            "-",
            "",
            "-",
            "",
            str(row["reason"]),
            "",
            "",
            told,
        )
    intercepts, errors, fit = row["intercepts"], row["se_intercepts"], row["fit"]
    assert isinstance(intercepts, list)
    assert isinstance(errors, list)
    steps = " ".join(f"{d:.3f} ({se:.3f})" for d, se in zip(intercepts, errors, strict=True))
    if row["guessing"] is not None:
        steps += f" guessing {row['guessing']:.3f} ({row['se_guessing']:.3f})"
    has_place = row["difficulty"] is not None
    return (
        str(row["item"]),
        f"{row['n']:,}",
        f"{row['slope']:.3f}",
        f"({row['se_slope']:.3f})",
        f"{row['difficulty']:.3f}" if has_place else "-",
        f"({row['se_difficulty']:.3f})" if has_place else "",
        steps,
        *fit_cells(fit),
        told,
    )


def fit_cells(fit: object) -> tuple[str, str]:
    """Return p-value and gap of an item."""
    if not isinstance(fit, dict) or fit["p_value"] is None:
        return "-", "-"
    return f"{fit['p_value']:.3f}", f"{fit['rms_gap']:.3f}"


def lay_out(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines whose cells stand under each other; the first column to the left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if i in {0, len(row) - 1} else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
