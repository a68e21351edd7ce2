"""The errors that end in words: unusable input, no answer, a vintage that cannot be read."""

from pathlib import Path

from queries.damage import Damage


class NoAnswer(Exception):
    """A question that cannot be answered; dashboard/words has a sentence for every `code`."""

    def __init__(self, code: str, **values: object) -> None:
        """Store the code of the reason and the values for its sentence."""
        super().__init__(f"{code}: {values}" if values else code)
        self.code = code
        self.values = values


class Unreadable(Exception):
    """A published vintage whose files are damaged. The text is a complete message for the operator.

    It is no NoAnswer: answers are kept with a vintage, and damage can be mended.
    """

    def __init__(self, city: str, damage: Damage) -> None:
        """Compose the message from the damaged file and the reason."""
        super().__init__(
            f"The data of {city} cannot be read now.\n"
            f"  where: {damage}\n"
            f"  what to do: `accord rollback {city}` goes back to the vintage before, "
            f"`accord build {city}` makes a new one; `accord status {city}` lists what is there"
        )
        self.city = city
        self.damage = damage


class BadInput(Exception):
    """Input that cannot be used. The text is a complete message for the operator."""

    def __init__(
        self,
        problem: str,
        *,
        file: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
        actual: str | None = None,
        expected: str | None = None,
        remedy: str,
    ) -> None:
        """Compose the message; `row` counts as in a spreadsheet: the header is row 1."""
        place = [
            f"file {file}" if file else "",
            f"row {row}" if row else "",
            f"column {column!r}" if column else "",
        ]
        lines = [problem]
        where = ", ".join(part for part in place if part)
        if where:
            lines.append(f"  where: {where}")
        if actual is not None:
            lines.append(f"  found: {_short(actual)}")
        if expected is not None:
            lines.append(f"  expected: {expected}")
        lines.append(f"  what to do: {remedy}")
        super().__init__("\n".join(lines))


def _short(text: str, longest: int = 120) -> str:
    printable = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return (
        printable
        if len(printable) <= longest
        else f"{printable[:longest]}… ({len(printable):,} characters)"
    )
