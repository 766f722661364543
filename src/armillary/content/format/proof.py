"""Proving a question: making it with many seeds and looking at every result."""

from fractions import Fraction

from armillary.content.answers import mark, read_given, right_given, same_text_key, wrong_givens
from armillary.content.format.faults import PROOF, FaultList
from armillary.content.format.question_files import Located
from armillary.content.format.question_texts import (
    Steps,
    TextPlace,
    parts_to_tell_apart,
    question_texts,
)
from armillary.content.format.text_faults import find_question_text_faults
from armillary.content.languages import MAX_DECIMALS, Number, distance
from armillary.content.questions import (
    LANGUAGES,
    ExpressionError,
    NumberAnswer,
    ShortText,
    Variant,
    VariantError,
    build_variant,
    find_places,
    show_block,
    show_inline,
    show_plain,
)

N_SEEDS = 200
# Conditions that fit less than one draw in a hundred are a slow way to say something simpler.
MAX_DRAWS_EACH = 100


def prove_question(located: Located, faults: FaultList) -> bool:
    """Tell whether a question is sound, and note what is wrong: its texts, then its variants.

    A question with parameters is made with 200 seeds; each variant must have one right answer
    that can be typed, parts that differ in every language, wrong values that are wrong, and
    nothing left unrendered. Every fault is noted once, with the first seed that shows it.
    """
    n_noted = faults.n_noted
    find_question_text_faults(located, faults)
    if faults.n_noted == n_noted:
        _Proof(located, faults).run()
    return faults.n_noted == n_noted


class _Proof:
    """One question under proof; remembers what was said, to say it for one seed only."""

    def __init__(self, located: Located, faults: FaultList) -> None:
        self._located = located
        self._question = located.question
        self._faults = faults
        self._said: set[tuple[str, Steps]] = set()
        self._texts = question_texts(self._question)
        self._groups = parts_to_tell_apart(self._question)

    def run(self) -> None:
        """Look at every variant."""
        varies = self._question.parameters or self._question.derived
        for seed in range(N_SEEDS if varies else 1):
            try:
                self._prove(build_variant(self._question, seed))
            except VariantError as error:
                self._say("variant", error.place, seed, error.reason)
                return
            except ExpressionError as error:
                self._say("expression", ("answer",), seed, str(error))
                return
            if seed == 0:
                # What shows no parameter has been seen now, and would only look the same again.
                self._texts = [place for place in self._texts if _shows_values(place)]
                self._groups = [group for group in self._groups if any(map(_shows_values, group))]

    def _say(self, what: str, steps: Steps, seed: int, message: str) -> None:
        if (what, steps) in self._said:
            return
        self._said.add((what, steps))
        line = self._located.line(*steps)
        shown = f"with seed {seed}: " if self._question.parameters else ""
        self._faults.add(self._located.path, line, shown + message, PROOF)

    def _prove(self, variant: Variant) -> None:
        if variant.n_draws > MAX_DRAWS_EACH:
            message = f"`where` fits only after {variant.n_draws} draws; narrow the parameters"
            self._say("draws", ("where",), variant.seed, message)
        for language in LANGUAGES:
            self._prove_parts(variant, language)
            self._prove_rendering(variant, language)
        self._prove_decimals(variant)
        if isinstance(self._question.body, NumberAnswer):
            self._prove_numbers(variant, self._question.body)
        if isinstance(self._question.body, ShortText):
            self._prove_short_texts(variant, self._question.body)
        if not self._said:
            self._prove_marking(variant)

    def _prove_parts(self, variant: Variant, language: str) -> None:
        for group in self._groups:
            seen: dict[str, TextPlace] = {}
            for place in group:
                html = show_inline(place.texts, variant.values, language)
                if html.casefold() in seen:
                    message = f"`{html[:40]}` stands here twice in {language}; make them differ"
                    self._say("twice", (*place.steps, language), variant.seed, message)
                seen[html.casefold()] = place

    def _prove_rendering(self, variant: Variant, language: str) -> None:
        for place in self._texts:
            show = show_inline if place.inline else show_block
            html = show(place.texts, variant.values, language)
            if not html or "{{" in html or "}}" in html:
                message = "something is left unrendered; check the braces of {{...}}"
                self._say("unrendered", (*place.steps, language), variant.seed, message)

    def _prove_decimals(self, variant: Variant) -> None:
        endless = {
            name
            for name, value in variant.values.items()
            if isinstance(value, Fraction) and not _has_few_decimals(value)
        }
        for place in self._texts if endless else ():
            # All languages show the same values, see text_faults.
            for name in sorted(endless & {spot.name for spot in find_places(place.texts["en"])}):
                message = f"`{name}` has endless decimals here; round it in `derived`"
                self._say("decimals", (*place.steps, "en"), variant.seed, message)

    def _prove_numbers(self, variant: Variant, body: NumberAnswer) -> None:
        right, tolerance = variant.number(body.value), variant.number(body.tolerance)
        if tolerance < 0:
            self._say("tolerance", ("answer", "tolerance"), variant.seed, "it must not be below 0")
        if tolerance == 0 and not _has_few_decimals(right):
            message = "the right answer has endless decimals; round it or give a tolerance"
            self._say("endless", ("answer",), variant.seed, message)
        values = [variant.number(wrong.value) for wrong in body.wrong]
        for index, value in enumerate(values):
            steps: Steps = ("wrong", index)
            if distance(value, right) <= tolerance:
                message = (
                    f"this wrong value, {_short(value)}, counts as right; rule it out in `where`"
                )
                self._say("wrong is right", steps, variant.seed, message)
            if any(distance(value, other) <= tolerance for other in values[:index]):
                message = f"this wrong value, {_short(value)}, is foreseen above; make them differ"
                self._say("wrong twice", steps, variant.seed, message)

    def _prove_short_texts(self, variant: Variant, body: ShortText) -> None:
        for language in LANGUAGES:
            accepted = {
                same_text_key(show_plain(text, variant.values, language))
                for text in body.accept[language]
            }
            if "" in accepted:
                message = "an accepted answer has no letter or digit; write one that can be typed"
                self._say("empty", ("accept", language), variant.seed, message)
            seen = set(accepted)
            for index, wrong in enumerate(body.wrong):
                keys = {
                    same_text_key(show_plain(text, variant.values, language))
                    for text in wrong.texts[language]
                }
                for key in sorted(keys & seen):
                    message = f"`{key[:40]}` is accepted or foreseen above; keep it in one place"
                    steps = ("wrong", index, "texts", language)
                    self._say("overlap", steps, variant.seed, message)
                seen |= keys

    def _prove_marking(self, variant: Variant) -> None:
        """Answer as a learner would: the right answer must earn 1, the wrong ones less."""
        for language in LANGUAGES:
            right = mark(variant, right_given(variant, language))
            if self._question.kind != "open" and right.score != 1.0:
                message = f"the right answer is not accepted in {language}; simplify it"
                self._say("right", ("answer",), variant.seed, message)
            for wrong in wrong_givens(variant, language):
                if mark(variant, wrong).score == 1.0:
                    message = f"a wrong answer is accepted in {language}; check the answers"
                    self._say("wrong", ("answer",), variant.seed, message)
            self._prove_unit(variant, language)

    def _prove_unit(self, variant: Variant, language: str) -> None:
        body = self._question.body
        if not isinstance(body, NumberAnswer) or body.unit is None:
            return
        unit = show_plain(body.unit[language], variant.values, language)
        typed = f"{right_given(variant, language)['text']} {unit}"
        if mark(variant, read_given(variant, {"text": [typed]}, language)).score != 1.0:
            message = f"`{typed[:40]}` cannot be read as a number with its unit; simplify the unit"
            self._say("unit", ("answer", "unit", language), variant.seed, message)


def _shows_values(place: TextPlace) -> bool:
    return any("{{" in text for text in place.texts.values())


def _has_few_decimals(value: Number) -> bool:
    thinnest: int = 10**MAX_DECIMALS
    return thinnest % value.denominator == 0


def _short(value: Number) -> str:
    return (
        str(value) if isinstance(value, int) or _has_few_decimals(value) else f"{float(value):.4g}"
    )
