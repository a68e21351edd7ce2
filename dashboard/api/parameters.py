"""The parameters of a request: declared once, read from the address, described in the document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.api.problems import Problem
from dashboard.words.languages import ENGLISH, folders
from queries.dates import read_day
from queries.vintage.versions import PIN

LONGEST = 200
"""Letters of a value; no id, day or name is longer."""

Kind = Literal["text", "day", "month", "version"]

EXPECTED = {
    "day": "a day as 2018-12-31",
    "month": "a month as 2018-12",
    "version": "a version as 2, 2.1 or 2.1.3",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter: `says` is its meaning; `known` gives the only values that are taken.

    `longest` is the most letters of a value.
    """

    name: str
    says: str
    kind: Kind = "text"
    is_in_path: bool = False
    is_required: bool = False
    known: Callable[[], Sequence[str]] | None = None
    longest: int = LONGEST

    def read(self, values: Sequence[str]) -> Any:
        """Return the value of the texts in an address; None where there is none.

        Raises Problem for a value that cannot be read or is not known.
        """
        if not values:
            if self.is_required:
                raise self._problem(
                    "parameter_missing", "", f"The parameter {self.name} is missing."
                )
            return None
        if len(values) > 1:
            raise self._problem("too_many_values", str(len(values)), f"{self.name} may stand once.")
        if not values[0] and self.kind == "text" and self.known is None:
            raise blank(self.name)
        return self._value(values[0])

    def schema(self) -> dict[str, Any]:
        """Return the parameter as OpenAPI describes it."""
        formats: dict[str, dict[str, Any]] = {
            "text": {"type": "string", "maxLength": self.longest},
            "day": {"type": "string", "format": "date"},
            "month": {"type": "string", "pattern": r"^(?!0000)\d{4}-(0[1-9]|1[0-2])$"},
            "version": {"type": "string", "pattern": f"^{PIN.pattern}$"},
        }
        value: dict[str, Any] = dict(formats[self.kind])
        if self.known is not None:
            value = {"type": "string", "enum": list(self.known())}
        return {
            "name": self.name,
            "in": "path" if self.is_in_path else "query",
            "required": self.is_required,
            "description": self.says,
            "schema": value,
        }

    def _value(self, text: str) -> Any:
        if len(text) > self.longest:
            raise self._problem(
                "value_too_long",
                text[:20] + "…",
                f"{self.name} is longer than {self.longest} letters.",
            )
        if self.known is not None and text not in self.known():
            known = ", ".join(self.known())
            raise self._problem("no_such_value", text, f"{self.name} is one of: {known}.")
        try:
            match self.kind:
                case "day":
                    return read_day(text)
                case "month":
                    return read_day(f"{text}-01")
                case "version":
                    return _pin(text)
        except ValueError:
            detail = f"{self.name} is {EXPECTED[self.kind]}."
            raise self._problem("unreadable_value", text, detail) from None
        return text

    def _problem(self, code: str, found: str, detail: str) -> Problem:
        return Problem(
            400,
            detail,
            code,
            parameter=self.name,
            found=found,
            allowed=tuple(self.known()) if self.known else (),
        )


LANGUAGE = Parameter(
    "lang",
    f"The language of sentences and names; {ENGLISH} without one.",
    known=lambda: [*folders()],
)


def read(
    parameters: Sequence[Parameter], path: Mapping[str, str], query: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return the value of each parameter by name.

    Raises Problem for a value that cannot be read, and for a parameter that is not declared: an
    answer to another question than the one meant is worse than none.
    """
    declared = {parameter.name for parameter in parameters if not parameter.is_in_path}
    for name in query:
        if name not in declared:
            raise unknown(name, sorted(declared))
    return {
        parameter.name: parameter.read(
            [path[parameter.name]] if parameter.is_in_path else query.get(parameter.name, ())
        )
        for parameter in parameters
    }


def blank(name: str) -> Problem:
    """Return the problem of a parameter that stands without a value, as in `?policy=`.

    To read it as no parameter would answer another question than the one meant.
    """
    detail = f"The parameter {name} has no value. Leave it out, or give one."
    return Problem(400, detail, "parameter_missing", parameter=name, found="")


def refuse_unknown(name: str, value: str | None, known: Sequence[str]) -> None:
    """Raise Problem for an id that the city does not have: an answer about it would be empty."""
    if value is not None and value not in known:
        raise Problem(
            404,
            f"There is no {name} {value} in this city.",
            f"no_such_{name}",
            parameter=name,
            found=value,
            allowed=tuple(known),
        )


def refuse_too_many(name: str, values: Sequence[str], most: int) -> None:
    """Raise Problem for a parameter with more values, or longer ones, than an address may have."""
    if len(values) > most or any(len(value) > LONGEST for value in values):
        raise Problem(
            400,
            f"{name[:LONGEST]} may have {most} values of {LONGEST} letters.",
            "too_many_values",
            parameter=name[:LONGEST],
        )


def unknown(name: str, allowed: Sequence[str]) -> Problem:
    """Return the problem of a parameter that is not declared."""
    shown = name[:LONGEST]
    return Problem(
        400,
        f"There is no parameter {shown}.",
        "no_such_parameter",
        parameter=shown,
        allowed=allowed,
    )


def _pin(text: str) -> str:
    if PIN.fullmatch(text) is None:
        raise ValueError(text)
    return text
