"""Every table of the Django models as readable text, the same for every database."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.constraints import BaseConstraint
from django.db.models.expressions import OrderBy

SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "reference" / "schema.txt"
HEAD = """\
Every table, column and rule of the database, written by `tools/schema write` from the models.
A test compares this file with them. What each table is for: data.md.

Unless a line says "may be empty", a column must be filled. Text columns may hold the empty text.
"""
# Django's own names for kinds of columns, in plain words; a text's length is added.
KINDS = {
    "AutoField": "whole number, given in turn",
    "BigAutoField": "whole number, given in turn",
    "BigIntegerField": "whole number, 64 bits",
    "IntegerField": "whole number, 32 bits",
    "PositiveIntegerField": "whole number, 31 bits, 0 or more",
    "PositiveSmallIntegerField": "whole number, 15 bits, 0 or more",
    "FloatField": "number, double precision",
    "BooleanField": "yes or no",
    "CharField": "text",
    "SlugField": "text",
    "TextField": "text of any length",
    "DateTimeField": "moment",
    "JSONField": "JSON",
    "BinaryField": "bytes",
    "UUIDField": "UUID",
}
SIGNS = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
WIDTH = 24


def describe_tables() -> str:
    """Return the text of the schema: our apps first, in their order, then what Django brings."""
    sections = [HEAD]
    for config in sorted(apps.get_app_configs(), key=lambda each: not is_ours(each.name)):
        found = sorted(config.get_models(include_auto_created=True), key=lambda m: m._meta.db_table)
        if found:
            sections.append(f"== {config.name} ==\n")
        sections += [describe_table(model) for model in found]
    return "\n".join(sections)


def is_ours(name: str) -> bool:
    """Return whether an app is part of Armillary."""
    return name.startswith("armillary.")


def describe_table(model: type[models.Model]) -> str:
    """Return one table: what a row is, its columns, its rules and indexes."""
    meta = model._meta
    lines = [meta.db_table]
    if is_ours(model.__module__) and not meta.auto_created:
        lines.append(f"    # {(model.__doc__ or '').strip().splitlines()[0]}")
    lines += [f"    {describe_column(field)}" for field in meta.local_concrete_fields]
    lines += [f"    {line}" for line in describe_rules(model)]
    return "\n".join(lines) + "\n"


def describe_column(field: "models.Field[Any, Any]") -> str:
    """Return a column's name, kind and rules in one line."""
    parts = [describe_kind(field)]
    if field.primary_key:
        parts.append("primary key")
    elif field.unique:
        parts.append("unique")
    if isinstance(field, models.ForeignKey):
        parts.append(describe_reference(field))
    if field.db_index and not field.unique:
        parts.append("index")
    if field.null:
        parts.append("may be empty")
    return f"{field.column:<{WIDTH}} {', '.join(parts)}"


def describe_kind(field: "models.Field[Any, Any]") -> str:
    """Return what a column holds, in plain words."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    name = target.get_internal_type()
    if isinstance(field, models.ForeignKey) and name in {"AutoField", "BigAutoField"}:
        name = "BigIntegerField" if name == "BigAutoField" else "IntegerField"
    limited = isinstance(target, models.CharField) and target.max_length
    return KINDS.get(name, name) + (f" up to {target.max_length}" if limited else "")


def describe_reference(field: "models.ForeignKey[Any, Any]") -> str:
    """Return which column a foreign key names, and what deleting that row does."""
    target = field.target_field
    rule = getattr(field.remote_field.on_delete, "__name__", "?").lower().replace("_", " ")
    return f"-> {target.model._meta.db_table}.{target.column} ({rule})"


def describe_rules(model: type[models.Model]) -> Iterator[str]:
    """Yield each constraint and index over the columns of a table."""
    meta = model._meta
    for together in meta.unique_together:
        yield f"unique: {', '.join(name_columns(model, together))}"
    for constraint in sorted(meta.constraints, key=lambda each: each.name):
        yield describe_constraint(model, constraint)
    for index in sorted(meta.indexes, key=lambda each: each.name):
        yield describe_index(model, index)


def describe_index(model: type[models.Model], index: models.Index) -> str:
    """Return one index as text."""
    columns = [order_column(model, name, order) for name, order in index.fields_orders]
    columns += [describe_expression(model, each) for each in index.expressions]
    where = f" where {describe_condition(model, index.condition)}" if index.condition else ""
    return f"index {index.name}: {', '.join(columns)}{where}"


def describe_expression(model: type[models.Model], expression: object) -> str:
    """Return one expression of an index as text."""
    if isinstance(expression, models.F):
        return name_column(model, expression.name)
    if isinstance(expression, OrderBy) and isinstance(expression.expression, models.F):
        order = "DESC" if expression.descending else ""
        return order_column(model, expression.expression.name, order)
    return str(expression)


def order_column(model: type[models.Model], name: str, order: str) -> str:
    """Return a column with its direction when it is not the ordinary one."""
    return name_column(model, name) + (" descending" if order else "")


def describe_constraint(model: type[models.Model], constraint: BaseConstraint) -> str:
    """Return one constraint as text."""
    if isinstance(constraint, models.UniqueConstraint):
        columns = ", ".join(name_columns(model, constraint.fields))
        text = f"unique {constraint.name}: {columns}"
        if constraint.condition is not None:
            text += f" where {describe_condition(model, constraint.condition)}"
        return text
    if isinstance(constraint, models.CheckConstraint):
        return f"check {constraint.name}: {describe_condition(model, constraint.condition)}"
    return f"{type(constraint).__name__} {constraint.name}"


def describe_condition(model: type[models.Model], condition: object) -> str:
    """Return a condition as text, for example `score is empty or (score >= 0 and score <= 1)`."""
    if not isinstance(condition, models.Q):
        return str(condition)
    parts = [
        describe_lookup(model, *child)
        if isinstance(child, tuple)
        else in_brackets(describe_condition(model, child), child)
        for child in condition.children
    ]
    text = f" {condition.connector.lower()} ".join(parts)
    return f"not ({text})" if condition.negated else text


def in_brackets(text: str, part: object) -> str:
    """Return a part of a condition, in brackets when it joins several of its own."""
    joins = isinstance(part, models.Q) and not part.negated and len(part.children) > 1
    return f"({text})" if joins else text


def describe_lookup(model: type[models.Model], path: str, value: object) -> str:
    """Return one comparison of a condition as text."""
    name, _, lookup = path.partition("__")
    column, lookup = name_column(model, name), lookup or "exact"
    if lookup == "isnull":
        return f"{column} is {'empty' if value else 'filled'}"
    if lookup == "in" and isinstance(value, Iterable):
        return f"{column} is one of {', '.join(map(str, value))}"
    if lookup == "range" and isinstance(value, tuple):
        return f"{column} from {value[0]} to {value[1]}"
    if isinstance(value, models.F):
        value = name_column(model, value.name)
    return f"{column} {SIGNS.get(lookup, lookup)} {value}"


def name_columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """Return the columns of several fields."""
    return [name_column(model, name) for name in names]


def name_column(model: type[models.Model], name: str) -> str:
    """Return the column of a field."""
    return str(getattr(model._meta.get_field(name), "column", name))
