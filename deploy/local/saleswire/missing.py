"""What this machine lacks and we cannot bring ourselves, named together with the command that helps."""


class Missing(Exception):
    """Something is not here: ``what`` in one line, ``helps`` is what to do about it."""

    def __init__(self, what: str, helps: str = "") -> None:
        super().__init__(f"{what}. This helps: {helps}" if helps else what)
        self.what = what
        self.helps = helps
