"""What a question that has no answer ends in."""


class NoAnswer(Exception):
    """A question that cannot be answered; `code` and `values` are worded by dashboard/words."""

    def __init__(self, code: str, **values: object) -> None:
        """Hold the code of the reason and the values its sentence names."""
        super().__init__(f"{code}: {values}" if values else code)
        self.code = code
        self.values = values
