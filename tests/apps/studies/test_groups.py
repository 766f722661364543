"""For whom: groups planned before the draw, and groups that nobody planned."""

import re
from datetime import date, timedelta
from html import unescape

import numpy as np
import pytest
from django.test import Client

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import move_learner
from armillary.apps.people.models import AuditEntry, Learner, SchoolClass
from armillary.apps.practice.models import Answer
from armillary.apps.studies.actions import record_results
from armillary.apps.studies.groupings import Grouping, find_offered, read_groups
from armillary.apps.studies.models import Study
from armillary.apps.studies.packages import preview_package
from armillary.apps.studies.protocols import list_designs
from armillary.apps.studies.subgroups import foresee_difference
from armillary.apps.studies.tables import read_table
from armillary.apps.studies.wording.groups import describe_groupings
from armillary.science.evidence import ComparedRows, Fitting, estimate_subgroups
from tests.apps.studies.makers import (
    BEGUN,
    ENDED,
    PLANNED,
    TESTED,
    assigned,
    begin,
    make_classes,
    make_test,
    plan,
    sit,
    sit_after,
    text_of,
)
from tests.cast import Cast


def speak(classes: list[SchoolClass], language: str, *, every: int) -> None:
    """Let every second, third ... learner of each class have chosen a language."""
    for one in classes:
        keys = list(one.learners.order_by("name").values_list("pk", flat=True))[::every]
        Learner.objects.filter(pk__in=keys).update(language=language)


def test_effects_by_class_are_differences_of_means_and_groups_differ_by_their_interaction(
    school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 2, 24)
    study = plan(school, classes, make_test(school, course), subgroups=["class"])
    begin(school, study)
    abilities = np.random.default_rng(3).normal(size=48)
    more = {classes[0].pk: 0.0, classes[1].pk: 3.0}
    sit(
        study.test, "after",
        [(row.learner, a + row.arm * more[row.school_class_id])
         for row, a in zip(assigned(study), abilities, strict=True)],
        at=TESTED, seed=3,
    )  # fmt: skip
    content = record_results(study, now=ENDED)[0].content
    table = read_table(study, "after", now=ENDED)
    gaps = []
    for one in classes:
        own = table.school_class == one.pk
        gaps.append(
            table.outcome[own & (table.arm == 1)].mean()
            - table.outcome[own & (table.arm == 0)].mean()
        )
    found = content["subgroups"][0]
    assert found["grouping"] == "class"
    assert found["n"] == [[12, 12], [12, 12]]
    # Hedges' correction for 46 degrees of freedom, as for the result as a whole
    factor = (1 - 3 / (4 * 46 - 1)) / content["sd"]
    assert [one["effect"] for one in found["effects"]] == pytest.approx([factor * g for g in gaps])
    between = found["interactions"][0]
    assert between["g"]["effect"] == pytest.approx(factor * (gaps[1] - gaps[0]))
    assert between["p_holm"] == between["g"]["p"]  # one comparison alone


def test_halves_are_cut_by_the_test_before_and_others_are_in_none(
    school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 2, 20)
    study = plan(school, classes, make_test(school, course), baseline=True, subgroups=["baseline"])
    begin(school, study)
    rows = assigned(study)
    before = np.random.default_rng(5).normal(0, 2, size=40)
    known = [(row.learner, a) for row, a in zip(rows, before, strict=True)][:36]
    sit(study.test, "before", known, at=BEGUN, seed=5)
    sit_after(study, effect=1.0, seed=6)
    groups = read_groups(study, Grouping.BASELINE, now=ENDED)
    table = read_table(study, "after", now=ENDED)
    lower, upper = (table.baseline[groups.place == place] for place in (0, 1))
    assert lower.max() < upper.min()
    assert abs(len(lower) - len(upper)) <= 8  # eight questions: few different results
    assert int((groups.place == -1).sum()) == 4
    found = record_results(study, now=ENDED)[0].content["subgroups"][0]
    assert sum(found["n_outside"]) == 4
    assert [sum(n) for n in found["n"]] == [len(lower), len(upper)]


@pytest.mark.slow
@pytest.mark.parametrize(("design", "n_classes"), [("class", 6), ("swap", 4), ("swap", 2)])
def test_groups_inside_whole_classes_are_compared_too(
    design: str, n_classes: int, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, n_classes, 16)
    speak(classes, "ru", every=2)
    first, second = make_test(school, course), make_test(school, course, "Second")
    study = plan(
        school, classes, first, design=design, kind="teacher", subgroups=["language"],
        second_test=second.pk,
    )  # fmt: skip
    begin(school, study)
    sit_after(study, effect=1.0, seed=8)
    chance = np.random.default_rng(9)
    if design == "swap":
        later = [(row.learner, (1 - row.arm) + chance.normal()) for row in assigned(study)]
        sit(second, "after", later, at=TESTED + timedelta(days=1), seed=9)
    content = record_results(study, now=ENDED)[0].content
    found = content["subgroups"][0]
    assert found["values"] == ["en", "ru"]
    assert np.sum(found["n"], axis=0).tolist() == content["analysed"]
    g = found["interactions"][0]["g"]
    assert g["low"] < g["effect"] < g["high"]
    own = [one["effect"] for one in found["effects"]]
    # Another model than that of each group alone, so not to the digit.
    assert abs(own[1] - own[0] - g["effect"]) < g["se"]


def test_who_is_in_which_group_stays_as_at_the_draw(school: Cast, course: Catalogue) -> None:
    classes = make_classes(school, 2, 20)
    SchoolClass.objects.filter(pk=classes[1].pk).update(grade=7)
    speak(classes, "be", every=2)
    study = plan(school, classes, make_test(school, course))
    begin(school, study)
    by = (Grouping.LANGUAGE, Grouping.GRADE, Grouping.CLASS)
    before = [read_groups(study, one, now=ENDED) for one in by]
    assert [one.values for one in before[:2]] == [("be", "en"), ("7", "8")]
    Learner.objects.filter(school_class__in=classes).update(language="zh-hans")
    SchoolClass.objects.filter(pk=classes[0].pk).update(grade=9)  # a new year
    mover = Learner.objects.filter(school_class=classes[0])[0]
    move_learner(mover, classes[1], by=school.vera, now=ENDED)
    for one, known in zip(by, before, strict=True):
        found = read_groups(study, one, now=ENDED)
        assert found.values == known.values
        assert found.place.tolist() == known.place.tolist()


def test_a_group_with_fewer_than_four_of_a_way_is_refused_in_a_sentence(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 1, 40)
    speak(classes, "be", every=5)
    study = plan(school, classes, make_test(school, course), subgroups=["language"])
    begin(school, study)
    minority = [row for row in assigned(study) if row.learner.language == "be"]
    assert len(minority) == 8
    sit_after(study, effect=1.0, seed=2, keep=lambda row: row not in minority[:6])
    page = text_of(anna, f"/studies/{study.pk}/results/")
    assert "in one of them fewer than four learners with one of the ways" in page
    assert "effect changes by" not in page


def test_grades_in_too_few_whole_classes_are_refused_in_a_sentence(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 4, 10)
    SchoolClass.objects.filter(pk__in=[one.pk for one in classes[2:]]).update(grade=9)
    study = plan(
        school, classes, make_test(school, course), design="class", kind="teacher",
        subgroups=["grade"],
    )  # fmt: skip
    begin(school, study)
    sit_after(study, effect=1.0, seed=4)
    page = text_of(anna, f"/studies/{study.pk}/results/")
    # By lot a grade may have classes with one way alone; then it is learners that are too few.
    assert "There is no answer for these groups: " in page
    assert "effect changes by" not in page


@pytest.fixture
def ended(school: Cast, course: Catalogue) -> Study:
    """An ended study with two planned groupings; classes are a third that nobody planned."""
    classes = make_classes(school, 2, 28)
    speak(classes, "ru", every=2)
    study = plan(
        school, classes, make_test(school, course), baseline=True,
        subgroups=["baseline", "language"],
    )  # fmt: skip
    begin(school, study)
    chance = np.random.default_rng(11)
    before = [(row.learner, chance.normal(0, 2)) for row in assigned(study)]
    sit(study.test, "before", before, at=BEGUN, seed=11)
    Answer.objects.filter(learner__language="ru").update(language="ru")
    Learner.objects.update(language="en")  # what somebody answered in before the start stays
    sit_after(study, effect=2.0, seed=12)
    return study


def test_planned_groups_stand_on_the_result_page_with_one_sentence_each(
    anna: Client, ended: Study
) -> None:
    page = text_of(anna, f"/studies/{ended.pk}/results/")
    assert "These groups were planned before the start." in page
    assert page.count("the effect changes by") == 2
    assert page.count("beside all 2 comparisons of groups") == 2
    assert "lower half" in page
    assert "Русский" in page
    assert "is not says nothing" in page
    finding = re.search(r'class="study-finding">.*?</section>', page)
    assert finding
    assert "half" not in finding.group()
    assert 'id="groups-after-3"' not in page  # nothing of what nobody planned


def test_p_of_groups_is_that_beside_all_planned_comparisons(ended: Study) -> None:
    found = record_results(ended, now=ENDED)[0].content["subgroups"]
    low, high = sorted((one["interactions"][0] for one in found), key=lambda one: one["g"]["p"])
    assert low["p_holm"] == pytest.approx(min(1.0, 2 * low["g"]["p"]))
    assert high["p_holm"] == pytest.approx(max(low["p_holm"], high["g"]["p"]))


@pytest.mark.slow
@pytest.mark.slow
def test_a_group_without_an_interval_of_its_own_says_why(ended: Study) -> None:
    (grouping, *_rest) = record_results(ended, now=ENDED)[0].content["subgroups"]
    (whole,) = describe_groupings([grouping], {})
    assert "—" not in whole.outside
    grouping["effects"][1] = None  # as where one of few learners decides the fit alone
    (part,) = describe_groupings([grouping], {})
    assert part.outside.endswith("too few learners in this group for an interval of its own.")
    assert part.sentence == whole.sentence


def test_other_groups_are_marked_noted_and_in_no_package(anna: Client, ended: Study) -> None:
    assert not AuditEntry.objects.filter(action="groups_explored").exists()
    page = text_of(anna, f"/studies/{ended.pk}/groups/")
    assert "Nobody planned to look at these groups." in page
    assert "Among twenty such comparisons one will cry out by chance" in page
    assert "Here is 1 comparison." in page
    assert "8a" in page
    assert "lower half" not in page  # that one was planned
    entry = AuditEntry.objects.get(action="groups_explored")
    assert entry.subject == f"study:{ended.pk}"
    content = preview_package(ended, now=ENDED)
    assert '"class"' not in str(content["results"])


def test_groups_are_told_at_the_end_alone(anna: Client, school: Cast, course: Catalogue) -> None:
    classes = make_classes(school, 2, 20)
    days = {"ends_on": "2099-01-01", "sequential": True}
    study = plan(school, classes, make_test(school, course), subgroups=["class"], **days)
    hidden = plan(
        school, classes, study.test, subgroups=["class"], ends_on="2099-01-01", kind="policy"
    )
    begin(school, study)
    begin(school, hidden)
    sit_after(study, effect=1.0, seed=1)
    assert anna.get(f"/studies/{hidden.pk}/results/").status_code == 404
    assert anna.get(f"/studies/{hidden.pk}/groups/").status_code == 404
    page = text_of(anna, f"/studies/{study.pk}/results/")
    assert "while it runs" in page
    assert "For whom" not in page
    assert f"/studies/{study.pk}/groups/" not in page
    assert anna.get(f"/studies/{study.pk}/groups/").status_code == 404
    assert not AuditEntry.objects.filter(action="groups_explored").exists()


@pytest.mark.slow
def test_page_3_offers_what_the_school_knows_and_two_at_most(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes, test = make_classes(school, 2, 25), make_test(school, course)
    speak(classes, "be", every=2)
    draft = int(anna.post("/studies/new/").headers["Location"].split("/")[-3])
    at = f"/studies/drafts/{draft}"
    anna.post(f"{at}/1/", {"question": "Lab first?", "kind": "order"})
    anna.post(f"{at}/2/", {"classes": [one.pk for one in classes]})
    page = text_of(anna, f"{at}/3/")
    assert "Would you like to know for whom it works?" in page
    assert "lower half (25), upper half (25)" in page
    assert "Class: 8a (25), 8b (25)" in page
    assert "Grade:" not in page  # one grade is nothing to compare
    # Twice 0.61: each half has half the learners, and two differences are compared.
    assert "above 0.61 SD, and one between two groups only above 1.22 SD" in page
    assert "about 4 times as many learners" in page
    first = date.today() + timedelta(days=7)
    fields: dict[str, object] = {
        "test": test.pk, "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=40)).isoformat(),
    }  # fmt: skip
    three = ["baseline", "class", "language"]
    for chosen, said in ((three, "Please choose two at most"), (["baseline"], "Halves need")):
        refused = anna.post(f"{at}/3/", {**fields, "subgroups": chosen})
        assert refused.status_code == 200
        assert said in unescape(refused.content.decode())
    anna.post(f"{at}/3/", {**fields, "subgroups": ["class", "language"]})
    anna.post(f"{at}/4/", {"design": "learner"})
    page = text_of(anna, f"{at}/5/")
    assert "Language the learner works in: Беларуская (26), English (24)" in page
    anna.post(f"{at}/5/")
    assert Study.objects.get().protocol["subgroups"] == ["class", "language"]


def test_a_grouping_that_the_lots_do_not_allow_is_left_out_and_said_so(
    anna: Client, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 4, 12)
    study = plan(school, classes, make_test(school, course), design="class", subgroups=["class"])
    assert study.protocol["subgroups"] == []


def test_groups_of_fewer_than_eight_are_not_offered(school: Cast) -> None:
    classes = make_classes(school, 1, 30)
    Learner.objects.filter(
        pk__in=list(classes[0].learners.values_list("pk", flat=True))[:7]
    ).update(language="ru")
    offered = find_offered("order", classes, now=PLANNED)
    assert list(offered) == [Grouping.BASELINE]


@pytest.mark.slow
@pytest.mark.parametrize("design", ["learner", "class"])
def test_the_smallest_difference_between_groups_is_shown_in_80_of_100_studies(design: str) -> None:
    n_classes, size = (2, 25) if design == "learner" else (10, 20)
    n = n_classes * size
    sizes = [size] * n_classes
    options = {one.name: one for one in list_designs("policy", sizes, baseline=False)}
    between = foresee_difference(options[design], sizes, [n // 2, n // 2], baseline=False)
    assert between is not None
    chance, shown, n_studies = np.random.default_rng(1), 0, 400
    label, half = np.repeat(np.arange(n_classes), size), np.arange(n) % 2
    arm = (np.arange(n) // 2) % 2 if design == "learner" else label % 2
    for _study in range(n_studies):
        outcome = np.sqrt(0.15) * chance.normal(size=n_classes)[label]
        outcome = outcome + np.sqrt(0.85) * chance.normal(size=n) + between * arm * half
        kept = chance.random(n) > 0.1
        columns = np.equal.outer(label, np.arange(1, n_classes)) if design == "learner" else None
        rows = ComparedRows(
            outcome[kept], arm[kept][:, None].astype(float),
            np.empty((kept.sum(), 0)) if columns is None else columns[kept].astype(float),
            () if design == "learner" else (label[kept],), np.empty((kept.sum(), 0)),
        )  # fmt: skip
        found = estimate_subgroups(rows, half[kept], fitting=Fitting.ROBUST, level=0.95)
        shown += not found.interactions[0].low <= 0.0 <= found.interactions[0].high
    assert abs(shown / n_studies - 0.8) < 3 * np.sqrt(0.16 / n_studies)
