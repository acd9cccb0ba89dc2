"""A deal from the first document to the payment; it has no link, because a document leads to it."""

from web.section import Section
from web.sections.trace import router

SECTION = Section(
    router=router,
    places={
        "trace": "/trace/{id}",
    },
    readers={"trace": "trace.read"},
)
