"""The exception of a question that has no answer."""


class NoAnswer(Exception):
    """A question that cannot be answered; dashboard/words has a sentence for every `code`."""

    def __init__(self, code: str, **values: object) -> None:
        """Store the code of the reason and the values for its sentence."""
        super().__init__(f"{code}: {values}" if values else code)
        self.code = code
        self.values = values
