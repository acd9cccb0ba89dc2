"""Forms as pages send them: values by name, with the version that was seen and the key that was rendered."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile

from chassis.language import _
from web.gateway import ApiProblem
from web.visit import Anybody


@dataclass(frozen=True)
class Form:
    """One submitted form; texts are stripped, absent ones are empty."""

    data: FormData

    def text(self, name: str) -> str:
        """A single value."""
        value = self.data.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """All values of a name."""
        return [value.strip() for value in self.data.getlist(name) if isinstance(value, str)]

    def ticked(self, name: str) -> bool:
        """Whether a checkbox is ticked."""
        return self.text(name) in ("on", "true", "1")

    def given(self, *names: str) -> dict[str, Any]:
        """These fields as JSON: an empty one is null."""
        return {name: self.text(name) or None for name in names}

    def filled(self, *names: str) -> dict[str, Any]:
        """Those of the fields that are not empty."""
        return {name: text for name in names if (text := self.text(name))}

    def file(self, name: str) -> UploadFile | None:
        """An uploaded file, when one was chosen."""
        value = self.data.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    @property
    def version(self) -> str:
        """The version of the document that the person saw."""
        return self.text("version")

    @property
    def key(self) -> str:
        """The Idempotency-Key that was rendered with the form: sending it twice does it once."""
        return self.text("key")

    def shown(self) -> dict[str, str]:
        """All texts by name, to fill the form again after a refusal."""
        return {name: value for name, value in self.data.multi_items() if isinstance(value, str)}


def misread(wrong: dict[str, str]) -> ApiProblem:
    """Entries that say nothing clear, as a problem at their fields."""
    errors = [{"pointer": f"/{pointer}", "detail": words} for pointer, words in wrong.items()]
    return ApiProblem(422, {"title": _("Some entries are not clear"), "errors": errors,
                            "detail": _("Nothing was saved yet. Correct them, and save again.")})  # fmt: skip


async def _read(visit: Anybody) -> Form:
    return Form(await visit.request.form(max_fields=10_000, max_part_size=1_000_000))


Sent = Annotated[Form, Depends(_read)]
