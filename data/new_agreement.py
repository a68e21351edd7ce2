"""Begins the folder of an agreement: a commented file to fill in, and an empty spreadsheet."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from data.agreements import AGREEMENT, IDENTIFIER, IN_PROGRESS, folder_of
from data.config import not_written
from data.requests_sheet import DAYS, HEADERS, TEXTS, answer_names
from queries.errors import BadInput

SHEET = "requests.xlsx"
ROWS = 500
"""Rows of an empty spreadsheet that offer the answers to choose from."""

TEMPLATE = """\
# {head}
# {texts}
# {persons}

{key} = true     # {in_progress}

# title = {{ en = "", es = "" }}

# [[clauses]]
# id = "duty-to-step-in"        # {id}
# title = {{ en = "", es = "" }}
# says = {{ en = "", es = "" }}   # {says}
# measures = {{ force_per_calls = "down" }}     # {measures}
# no_record = {{ en = "", es = "" }}            # {no_record}
# versions = [                  # {versions}
#     {{ version = "old", summary = {{ en = "", es = "" }}, on = 2014-06-01, source = "" }},
#     {{ version = "draft", summary = {{ en = "", es = "" }}, on = 2018-12-03, source = "" }},
#     {{ version = "final", file = "duty-to-step-in-final.txt", on = 2019-04-01, source = "" }},
# ]

# [[dissent]]                   # {dissent}
# by = {{ en = "", es = "" }}
# text = {{ en = "", es = "" }}
# on = 2018-12-10
# source = ""
# link = "https://"

# [[reviews]]                   # {reviews}
# by = {{ en = "", es = "" }}
# text = {{ en = "", es = "" }}
# on = 2020-02-14
# source = ""
"""


def new_agreement(
    pack: Path, policy: str, language: str, comments: Mapping[str, str]
) -> list[Path]:
    """Write the files that begin an agreement and return them; the header is in `language`.

    `comments` say what TEMPLATE leaves open. Raises BadInput if there is such a folder, or if no
    address can hold the name.
    """
    folder = folder_of(pack, policy)
    if not IDENTIFIER.fullmatch(policy) or folder.exists():
        raise BadInput(
            "The folder of this agreement cannot be made",
            file=folder,
            actual="a folder" if folder.exists() else policy,
            expected="a new name of small letters, digits and hyphens, such as deescalation-2019",
            remedy="name the policy as policies.toml does, or will do",
        )
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise not_written("The agreement", folder, error) from error
    try:
        text = TEMPLATE.format(key=IN_PROGRESS, **comments)
        (folder / AGREEMENT).write_text(text, encoding="utf-8")
        _write_sheet(folder / SHEET, language)
    except (OSError, FileCreateError) as error:  # half a folder would be in the way of another try
        shutil.rmtree(folder, ignore_errors=True)
        cause = error if isinstance(error, OSError) else OSError(str(error))
        raise not_written("The agreement", folder, cause) from error
    return [folder / AGREEMENT, folder / SHEET]


def _write_sheet(path: Path, language: str) -> None:
    """Write an empty spreadsheet of requests; its answers are a list to choose from."""
    names = HEADERS.get(language) or next(iter(HEADERS.values()))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        wide = book.add_format({"text_wrap": True})
        for at, (key, name) in enumerate(names.items()):
            sheet.write(0, at, name, book.add_format({"bold": True}))
            width, form = (48, wide) if key in TEXTS else (18, day if key in DAYS else None)
            sheet.set_column(at, at, width, form)
            if key == "answer":
                choice = {"validate": "list", "source": answer_names(language)}
                sheet.data_validation(1, at, ROWS, at, choice)
