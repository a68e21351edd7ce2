"""The text of SQL files; files that list declared fields are Jinja templates."""

from collections.abc import Callable, Set
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from queries.declared import fields
from queries.declared.fields import Field
from queries.declared.measures import Event, events
from queries.declared.sensitive import sensitive_kinds
from queries.paths import SQL

TYPES = {
    "day": "date",
    "time": "timestamp",
    "number": "integer",
    "decimal": "double",
    "level": "integer",
    "flag": "boolean",
}
"""The type of a staging column by the kind of its field; all others are varchar."""

MERGED = {
    "any": "bool_or({column})",
    "first": "min_by({column}, row_key)",
    "first_known": "min_by({column}, row_key) filter (where {column} <> 'unknown')",
    "least": "min({column})",
    "most": "max({column})",
    "each": "list_sort(list(distinct {column}) filter (where {column} is not null))",
}
"""By merge rule, the aggregate over the rows of one record."""

Lacking = Set[tuple[str, str]]
"""Dataset and name of fields that a vintage lacks."""


def read_sql(
    folder: str, name: str, lacking: Lacking = frozenset(), *, in_first_layer: bool = False
) -> str:
    """Return the text of `sql/<folder>/<name>.sql` as the database runs it.

    Fields in `lacking` are left out of the lists in the file. A query of records that is asked
    `in_first_layer` takes their areas from the records themselves.
    """
    path = SQL / folder / f"{name}.sql"
    return render(path.read_text(encoding="utf-8"), lacking, in_first_layer=in_first_layer)


def read_sql_file(path: Path, lacking: Lacking = frozenset()) -> str:
    """Return the text of a file in `sql/` as the database runs it."""
    return render(path.read_text(encoding="utf-8"), lacking)


def render(text: str, lacking: Lacking = frozenset(), *, in_first_layer: bool = False) -> str:
    """Return a template with the declared fields filled in; plain SQL is unchanged."""

    def present(dataset: str) -> list[Field]:
        return [field for field in fields.fields(dataset) if field.key not in lacking]

    return _environment().from_string(text).render(fields=present, in_first_layer=in_first_layer)


def parameter(name: str) -> str:
    """Return the placeholder of a bound value."""
    return f"${name}"


def merge_rows(field: Field) -> str:
    """Return the aggregate that merges a field over the rows of one record."""
    [(column, _)] = field.staged
    return MERGED[str(field.merge)].format(column=column)


def staging_column(field: Field, table: str) -> str:
    """Return the staging column of a field, named as the field."""
    [(column, _)] = field.staged
    return f"{table}.{column}" if column == field.name else f"{table}.{column} as {field.name}"


def core_column(field: Field, table: str) -> str:
    """Return the column of core, with the field's default for missing values if it has one."""
    value = f"{table}.{field.name}"
    return f"coalesce({value}, '{field.or_else}') as {field.name}" if field.or_else else value


def value_or_null(field: Field, table: str) -> str:
    """Return the value, or null where it is unknown or an empty zero."""
    value = f"{table}.{field.name}"
    if field.is_zero_empty:
        return f"nullif({value}, 0)"
    if field.vocabulary or field.kind == "area":
        return f"nullif({value}, 'unknown')"
    return value


def as_text(field: Field, table: str, separator: str = ", ") -> str:
    """Return the value as text; the values of a list are joined by `separator`."""
    value = f"{table}.{field.name}"
    if field.kind == "list":
        return f"array_to_string({value}, '{separator}')"
    return value if field.kind in ("category", "area", "id") else f"cast({value} as varchar)"


def file_column(field: Field, table: str, place: str = "places") -> str:
    """Return the expression and name of a public column in files.

    `place` is the table that holds a record's area and how it was found.
    """
    if field.column:
        owner, column = field.column.split(".")
        value = f"{place if owner == 'places' else owner}.{column}"
        return f"{value} as {field.name}" if column != field.name else value
    if field.kind == "list":
        return f"{as_text(field, table, '; ')} as {field.name}"
    return f"{table}.{field.name}"


def places_in_layer() -> str:
    """Return the places of the layer that is asked for, each once, to join records with."""
    columns = "place_id, layer, area_id, placed_by"
    layer = parameter("layer")
    return f"(select {columns} from places where layer = {layer})"  # noqa: S608 - no value in it


def coarse_column(field: Field) -> str:
    """Return what leaves of a public column in a sensitive record, by the field's own rule.

    The column is_few is that of the files in sql/extracts.
    """
    match field.sensitive:
        case "month":
            month = f"date_trunc('month', {field.name})"
            value = f"cast({month} as date)" if field.kind == "day" else month
        case "few":
            value = f"case when is_few then {hidden_value(field)} else {field.name} end"
        case "key" | "withheld":
            value = f"nullif({field.name}, {field.name})"  # a null of its own type
        case _:
            return field.name
    return f"{value} as {field.name}"


def hidden_value(field: Field) -> str:
    """Return what leaves in place of the area of a sensitive record."""
    return "'unknown'" if field.name == "area_id" else "null"


def sql_text(value: str | None) -> str:
    """Return a declared text as an SQL literal."""
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def staging_columns(rows: str) -> list[dict[str, str | None]]:
    """Return name, type and note of a staging table's columns for declared fields."""
    columns: dict[str, dict[str, str | None]] = {}
    for dataset in fields.delivered().values():
        for field in dataset.fields if dataset.rows == rows else ():
            for name, kind in field.staged:
                column = {"name": name, "type": TYPES.get(kind, "varchar"), "note": field.note}
                columns.setdefault(name, column)
    return list(columns.values())


def dated_events() -> list[dict[str, Any]]:
    """Return the declared events grouped by dataset and by the column that dates them."""
    dated: dict[tuple[str, str], list[Event]] = {}
    for event in events().values():
        column = event.day or fields.datasets()[event.dataset].day
        dated.setdefault((event.dataset, column), []).append(event)
    return [
        {
            "name": f"{dataset}_by_{column}",
            "table": fields.datasets()[dataset].table,
            "column": column,
            "day": _as_day(fields.field(dataset, column), "records"),
            "events": group,
            "is_untold": any(reads_untold(event) for event in group),
        }
        for (dataset, column), group in dated.items()
    ]


def count_of(event: Event, table: str) -> str:
    """Return the aggregate that counts an event's records in a group."""
    conditions = [
        *(
            _among(fields.field(event.dataset, name), table, event.where[name])
            for name in event.where
        ),
        *(f"{table}.{name} >= {_limit(limit)}" for name, limit in event.least.items()),
        *(f"{table}.{name} <= {_limit(limit)}" for name, limit in event.most.items()),
        *(_is_known(fields.field(event.dataset, name), table) for name in event.holds),
    ]
    if event.ripe_days:
        day = event.day or fields.datasets()[event.dataset].day
        conditions.append(f"datediff('day', {table}.{day}, span.last_on) >= {event.ripe_days}")
    if reads_untold(event):
        conditions.append("types.least is null")
    return f"count(*) filter (where {' and '.join(conditions)})" if conditions else "count(*)"


def reads_untold(event: Event) -> bool:
    """Return whether an event reads a field of calls that no file tells of sensitive ones.

    Such a call counts for no such event, or less those of the file it would be told.
    """
    names = {*event.where, *event.least, *event.most, *event.holds}
    return event.dataset == "calls" and any(
        fields.field(event.dataset, name).sensitive == "withheld" for name in names
    )


def _as_day(field: Field, table: str) -> str:
    value = f"{table}.{field.name}"
    return f"cast({value} as date)" if field.kind == "time" else value


def _among(field: Field, table: str, values: list[str]) -> str:
    value = f"{table}.{field.name}"
    if field.kind == "flag":
        return value if values == ["true"] else f"not {value}"
    words = ", ".join(f"'{word}'" for word in values)
    return f"{value} = {words}" if len(values) == 1 else f"{value} in ({words})"


def _limit(limit: int | str) -> str:
    return f"settings.{limit}" if isinstance(limit, str) else str(limit)


def _is_known(field: Field, table: str) -> str:
    value = f"{table}.{field.name}"
    return f"{value} <> 'unknown'" if field.vocabulary else f"{value} is not null"


CONTEXT: dict[str, Callable[..., Any]] = {
    "parameter": parameter,
    "count_of": count_of,
    "dated_events": dated_events,
    "datasets": fields.datasets,
    "delivered": fields.delivered,
    "value_or_null": value_or_null,
    "merge_rows": merge_rows,
    "staging_column": staging_column,
    "staging_columns": staging_columns,
    "core_column": core_column,
    "file_column": file_column,
    "as_text": as_text,
    "coarse_column": coarse_column,
    "hidden_value": hidden_value,
    "places_in_layer": places_in_layer,
    "sql_text": sql_text,
    "sensitive_kinds": sensitive_kinds,
}
"""The functions of the templates, besides `fields(dataset)`, a dataset's declared fields."""


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - the text is SQL from our own files, never HTML
        loader=FileSystemLoader(SQL), undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.globals.update(CONTEXT)
    return environment
