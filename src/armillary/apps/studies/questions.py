"""How much an effect is in questions of the test that learners sat."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from armillary.apps.assessment.models import BankItem, Delivery
from armillary.apps.assessment.scale import find_scale
from armillary.apps.studies.models import Study
from armillary.apps.studies.tables import StudyTable
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import ItemParameters, expected_scores


def count_questions(
    study: Study, table: StudyTable, effect: Mapping[str, float]
) -> dict[str, float] | None:
    """Return how many more questions of a form learners would get right, with the ends.

    Their chance to be right is what the scale of the school says of each question, at the ability
    of every learner of the usual way, and at that ability with the effect added. An open question
    counts by its share of points.

    Parameters
    ----------
    effect : in logits, with `low` and `high`

    Returns
    -------
    `n` questions of a form (the mean of forms) and `more`, `low`, `high` of them; None where each
    learner gets questions of their own, or none were counted with the usual way
    """
    ability = table.level_outcome[table.counted & (table.arm == 0)]
    ability = ability[np.isfinite(ability)]
    if study.test.delivery != Delivery.FIXED or not len(ability):
        return None
    forms: dict[int | None, list[int]] = defaultdict(list)
    for form, item in BankItem.objects.filter(test=study.test).values_list("form", "item"):
        forms[form].append(item)
    if not forms:
        return None
    keys = sorted({item for items in forms.values() for item in items})
    items = find_scale(study.school_id, keys).items
    held = [sum(forms[form].count(key) for form in forms) / len(forms) for key in keys]
    share = np.array(held, dtype=np.float64)
    usual = right_of(items, share, ability)
    return {"n": float(share.sum())} | {
        name: right_of(items, share, ability + float(effect[key])) - usual
        for name, key in (("more", "effect"), ("low", "low"), ("high", "high"))
    }


def right_of(items: tuple[ItemParameters, ...], share: FloatArray, ability: FloatArray) -> float:
    """Return how many questions learners of these abilities get right on average.

    Parameters
    ----------
    share : shape (n_items,), how often each item stands on a form
    ability : shape (n,), logits
    """
    most = np.array([item.n_categories - 1.0 for item in items])
    scores = expected_scores(items, ability).mean(axis=1) / most
    return float(share @ scores)
