"""The README of a bundle, in the form that the data editors of the social sciences ask for."""

import re
from collections.abc import Iterable

import polars as pl

from dashboard import record_files
from dashboard.branding import brand
from dashboard.bundle import stata
from dashboard.bundle.extract import Extract
from dashboard.bundle.replication import Replication
from dashboard.words import extracts as extract_words
from dashboard.words import sources
from dashboard.words.markup import web_address
from queries.declared import dictionary
from queries.declared.fields import has_sensitive
from queries.records import extracts, files
from queries.records.extracts import POINT
from queries.vintage.catalog import UNKNOWN
from queries.vintage.versions import version

ADDRESS = re.compile(r"https?://[^\s;,)]*[^\s;,).]")
SIGNS = re.compile(r"[\\`*_\[\]<>|#~$]")
BREAKS = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")


def readme(extract: Extract, entries: dict[str, str], numbers: Replication) -> str:
    """Return the README in Markdown; `entries` says of each file what it is, by its path."""
    words, vintage, selection = extract.words, extract.vintage, extract.selection

    def say(key: str, **values: object) -> str:
        return words.text(f"bundle.readme.{key}", **values)

    dataset, city = title(extract)
    span = extract.span
    first, last, settled = (
        words.day(day) for day in (span.first_on, span.last_on, span.settled_to)
    )
    sentence = extract_words.sentence(vintage, selection, words)
    unit = extract_words.unit(vintage, selection, extract.n, words)
    sections = {
        "what": [
            plain(made(extract)),
            plain(say("unit", unit=extract_words.unit(vintage, selection, 1, words))),
        ],
        "selection": [
            plain(say("records", sentence=sentence, n=words.number(extract.n), unit=unit)),
            say("address", address=_shown(extract.address)),
            say("page", page=_shown(extract.page)),
            *([] if extract.site else [say("local")]),
            plain(say("reach", first=first, last=last, settled=settled)),
            plain(say("order", columns=", ".join(_order(extract)))),
        ],
        "sources": [_list(source_lines(extract)), say("no_licence")],
        "keep": [_list(extract_words.cautions(vintage, selection, words))],
        "disclosed": [_list(protected(extract))],
        "files": [_entries(entries), say("sums")],
        "variables": [
            _entries({column.name: stata.label(column, words) for column in extract.columns})
        ],
        "use": [
            say("empty", zone=vintage.city.time_zone),
            say("raw"),
            say("r", dataset=selection.dataset),
            *([say("geometry")] if files.has_geometry(vintage, selection) else []),
            stata_line(extract),
        ],
        "replicate": _replicate(extract, numbers),
        "cite": [plain(citation(extract))],
    }
    return "\n\n".join(
        [
            f"# {plain(say('title', dataset=dataset, city=city))}",
            *("\n\n".join([f"## {say(key)}", *paragraphs]) for key, paragraphs in sections.items()),
            "",
        ]
    )


def title(extract: Extract) -> tuple[str, str]:
    """Return the name of the dataset and of the city."""
    name = dictionary.dataset(extract.selection.dataset)
    return extract.words.say(name), extract.words.say(extract.vintage.city_name)


def made(extract: Extract) -> str:
    """Return who made the bundle, from which version and build of the data."""
    vintage = extract.vintage
    return extract.words.text(
        "bundle.readme.made",
        site=publisher(extract),
        version=version(vintage),
        vintage=vintage.vintage,
        built=built(extract),
    )


def built(extract: Extract) -> str:
    """Return the day on which the vintage was built."""
    return extract.words.day(extract.vintage.manifest.built_at.date())


def publisher(extract: Extract) -> str:
    """Return who gives the bundle: the site's publisher, or its name."""
    own = brand(extract.vintage.city_id)
    return own.publisher or own.name


def source_lines(extract: Extract) -> list[str]:
    """Return each source with its day of retrieval, its licence, and its publisher's notes."""
    return sources.source_lines(extract.sources, extract.words)


def protected(extract: Extract) -> list[str]:
    """Return what was left out of the records or made coarser, and of how many."""
    words, vintage, selection = extract.words, extract.vintage, extract.selection
    lines = [words.text("bundle.readme.no_persons")]
    if has_sensitive(selection.dataset):
        n = extracts.coarser(vintage, selection)
        key = "coarser" if n else "none_coarser"
        lines.append(words.text(f"bundle.readme.{key}", n=words.number(n)))
    names = {column.name: column for column in extract.columns}
    if set(POINT) <= names.keys():
        lines.append(
            words.text(
                "bundle.readme.points",
                decimals=vintage.city.public_decimals,
                n=words.number(extract.n - names["longitude"].filled),
            )
        )
    if "area_id" in names:
        is_unplaced = pl.col("area_id") == UNKNOWN
        n = extract.records.select(is_unplaced.sum()).collect().item()
        lines.append(words.text("bundle.readme.unplaced", n=words.number(n)))
    published = extracts.published(vintage, selection.dataset, selection.layer)
    absent = [name for name in selection.selected_columns if name not in published]
    newer = [name for name in absent if vintage.lacks(selection.dataset, name)]
    for key, columns in (
        ("absent", [name for name in absent if name not in newer]),
        ("not_in_vintage", newer),
    ):
        if columns:
            lines.append(words.text(f"bundle.readme.{key}", columns=", ".join(columns)))
    return lines


def citation(extract: Extract) -> str:
    """Return how to cite the bundle."""
    return extract.words.text(
        "bundle.readme.citation",
        publisher=publisher(extract),
        sentence=extract_words.sentence(extract.vintage, extract.selection, extract.words),
        n=extract.words.number(extract.n),
        version=version(extract.vintage),
        vintage=extract.vintage.vintage,
        built=built(extract),
        address=extract.address,
        origins="; ".join(dict.fromkeys(source.origin for source in extract.sources)),
    )


def stata_line(extract: Extract) -> str:
    """Return what the file of Stata has otherwise, or why there is none."""
    words = extract.words
    if stata.is_within(extract.n):
        limits = {"most": stata.TEXT_BYTES, "letters": stata.CUT_LETTERS}
        texts = {name: words.number(limit) for name, limit in limits.items()}
        return words.text("bundle.readme.stata", **texts)
    return words.text("bundle.readme.no_stata", most=words.number(record_files.MOST_IN_STATA))


def plain(text: str) -> str:
    """Return a text that a reader of Markdown shows letter by letter; web addresses stay links."""
    text = BREAKS.sub(" ", text)
    pieces, end = [], 0
    for match in ADDRESS.finditer(text):
        pieces += [SIGNS.sub(r"\\\g<0>", text[end : match.start()]), _shown(match[0])]
        end = match.end()
    return "".join([*pieces, SIGNS.sub(r"\\\g<0>", text[end:])])


def _shown(address: str) -> str:
    """Return an address letter by letter, as a link if it is one of a web page."""
    return f"<{address}>" if web_address(address) == address else f"`{address.replace('`', '')}`"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {plain(line)}" for line in lines)


def _entries(texts: dict[str, str]) -> str:
    return "\n".join(f"- `{name}`: {plain(text)}" for name, text in texts.items())


def _order(extract: Extract) -> list[str]:
    """Return the columns of the file that order its rows."""
    names = {column.name for column in extract.columns}
    return [name for name in extract.selection.declared.order if name in names]


def _replicate(extract: Extract, numbers: Replication) -> list[str]:
    words = extract.words

    def say(key: str, **values: object) -> str:
        return words.text(f"bundle.readme.{key}", **values)

    left_out = [
        say(
            "left_out",
            why=words.text(f"bundle.left_out.{lack}"),
            measures=", ".join(f"`{measure}`" for measure in measures),
        )
        for lack, measures in numbers.left_out.items()
    ]
    if numbers.comparisons.is_empty():
        return [say("none_replicated"), *left_out]
    lines = [
        f"| `{row['policy']}` | `{row['measure']}` | {words.number(row['before_events'])} | "
        f"{words.number(row['after_events'])} | {words.number(row['ratio'], 3)} | "
        f"{words.number(row['ratio_low'], 3)}–{words.number(row['ratio_high'], 3)} | "
        f"{words.verdict(row['verdict'])} |"
        for row in numbers.comparisons.iter_rows(named=True)
    ]
    return [
        say("replicated", n=len(numbers.comparisons)),
        "\n".join([say("table"), "|---|---|---:|---:|---:|---|---|", *lines]),
        say("method"),
        say("given"),
        say("needs"),
        *left_out,
    ]
