"""What a learner entered, read from the fields of a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from armillary.content.questions import (
    KEYS,
    Bins,
    Match,
    OneChoice,
    Order,
    SeveralChoices,
    Variant,
    content_language,
)

Fields = Mapping[str, Sequence[str]]

# JSON-able, and complete in itself: choices by written position, typed text with its language.
# A dict and not a dataclass, because it is stored and exported as it stands.
Given = dict[str, Any]

EMPTY = "empty"
INCOMPLETE = "incomplete"
SAME_PLACE = "same_place"
TOO_LONG = "too_long"
UNKNOWN = "unknown"

MAX_SHORT = 300
MAX_OPEN = 20_000


def read_given(variant: Variant, fields: Fields, language: str) -> Given:
    """Return what was entered, in a form that can be stored and marked.

    Never fails, whatever a browser sent: `given["problem"]` then says what is the matter.
    """
    body = variant.question.body
    if isinstance(body, OneChoice):
        return _read_one_choice(variant, fields)
    if isinstance(body, SeveralChoices):
        return _read_several_choices(variant, fields)
    if isinstance(body, Order):
        return _read_order(variant, fields)
    if isinstance(body, Match):
        return _read_match(variant, body, fields)
    if isinstance(body, Bins):
        return _read_bins(variant, body, fields)
    return _read_text(variant, fields, language)


def shown_fields(variant: Variant, given: Given) -> dict[str, tuple[str, ...]]:
    """Return the form fields that would give this: to show again what was entered."""
    key_of = {written: KEYS[shown] for shown, written in enumerate(variant.shown)}
    right_key_of = {written: KEYS[shown] for shown, written in enumerate(variant.shown_rights)}
    fields: dict[str, tuple[str, ...]] = {}
    if "text" in given:
        fields["text"] = (given["text"],)
    if "choice" in given:
        fields["choice"] = (key_of[given["choice"]],)
    if "choices" in given:
        fields["choice"] = tuple(sorted(key_of[written] for written in given["choices"]))
    for place, written in enumerate(given.get("order", ()), start=1):
        fields[f"place-{key_of[written]}"] = (str(place),)
    shown_places = [
        ("place", [_text_or_none(place) for place in given.get("places", ())]),
        ("match", [right_key_of.get(right) for right in given.get("match", ())]),
        ("bin", given.get("bins", ())),
    ]
    for name, places in shown_places:
        for written, value in enumerate(places):
            if value is not None:
                fields[f"{name}-{key_of[written]}"] = (value,)
    return fields


def _text_or_none(place: int | None) -> str | None:
    return None if place is None else str(place)


def _problem(code: str) -> Given:
    return {"problem": code}


def _written(variant: Variant, key: str) -> int | None:
    """Return the written position behind a key, or None for a key that was never shown."""
    index = KEYS.find(key) if len(key) == 1 else -1
    return variant.shown[index] if 0 <= index < len(variant.shown) else None


def _sent(fields: Fields, name: str) -> list[str]:
    values = fields.get(name, ())
    # A bare text is a sequence too, of letters; a caller who hands one in means one value.
    return [value for value in ([values] if isinstance(values, str) else values) if value]


def _read_one_choice(variant: Variant, fields: Fields) -> Given:
    sent = _sent(fields, "choice")
    if not sent:
        return _problem(EMPTY)
    written = _written(variant, sent[0])
    return _problem(UNKNOWN) if written is None or len(sent) > 1 else {"choice": written}


def _read_several_choices(variant: Variant, fields: Fields) -> Given:
    sent = _sent(fields, "choice")
    if not sent:
        return _problem(EMPTY)
    written = {_written(variant, key) for key in sent}
    if None in written:
        return _problem(UNKNOWN)
    return {"choices": sorted(index for index in written if index is not None)}


def _read_text(variant: Variant, fields: Fields, language: str) -> Given:
    sent = _sent(fields, "text")
    text = _storable(sent[0]) if sent else ""
    limit = MAX_OPEN if variant.question.kind == "open" else MAX_SHORT
    given: Given = {"text": text[:limit], "language": content_language(language)}
    if not text.strip():
        return given | _problem(EMPTY)
    return given | _problem(TOO_LONG) if len(text) > limit else given


def _storable(text: str) -> str:
    """Return the text without what no database keeps: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _read_order(variant: Variant, fields: Fields) -> Given:
    sent = _sent(fields, "order")
    if sent:
        return _order_of([_written(variant, key) for key in sent], len(variant.shown))
    places: dict[int, int] = {}
    for key, written_at in zip(KEYS, variant.shown, strict=False):
        for place in _sent(fields, f"place-{key}")[:1]:
            if not (place.isascii() and place.isdigit() and len(place) < 3):
                return _problem(UNKNOWN)
            places[written_at] = int(place)
    if not places:
        return _problem(EMPTY)
    so_far = {"places": [places.get(written) for written in range(len(variant.shown))]}
    if len(set(places.values())) < len(places):
        return so_far | _problem(SAME_PLACE)
    if len(places) < len(variant.shown):
        return so_far | _problem(INCOMPLETE)
    by_place: list[int] = sorted(places, key=lambda index: places[index])
    return {"order": by_place}


def _order_of(order: Sequence[int | None], n: int) -> Given:
    if None in order or len(set(order)) < len(order):
        return _problem(UNKNOWN)
    return {"order": list(order)} if len(order) == n else _problem(INCOMPLETE)


def _read_match(variant: Variant, body: Match, fields: Fields) -> Given:
    rights: list[int | None] = [None] * len(body.pairs)
    for key, written in zip(KEYS, variant.shown, strict=False):
        for right_key in _sent(fields, f"match-{key}")[:1]:
            index = KEYS.find(right_key) if len(right_key) == 1 else -1
            if not 0 <= index < len(variant.shown_rights):
                return _problem(UNKNOWN)
            rights[written] = variant.shown_rights[index]
    return {"match": rights} | _gaps(rights)


def _read_bins(variant: Variant, body: Bins, fields: Fields) -> Given:
    ids = {bin_.id for bin_ in body.bins}
    sorted_into: list[str | None] = [None] * len(body.cards)
    for key, written in zip(KEYS, variant.shown, strict=False):
        for bin_id in _sent(fields, f"bin-{key}")[:1]:
            if bin_id not in ids:
                return _problem(UNKNOWN)
            sorted_into[written] = bin_id
    return {"bins": sorted_into} | _gaps(sorted_into)


def _gaps(placed: Sequence[object]) -> Given:
    if all(place is None for place in placed):
        return _problem(EMPTY)
    return _problem(INCOMPLETE) if None in placed else {}
