"""Settings of tickets beside those of every service."""

from typing import Literal

from pydantic import Field

import chassis.settings

Language = Literal[
    "simple", "danish", "dutch", "english", "finnish", "french", "german", "italian", "norwegian",
    "portuguese", "spanish", "swedish",
]  # fmt: skip


class Settings(chassis.settings.Settings):
    """How long a conversation may get, and how its words are found again."""

    most_answers: int = Field(default=1000, ge=1, description="Most answers of one ticket")
    knowledge_language: Language = Field(
        default="english", description="Whose word forms the search in resolved tickets knows"
    )
