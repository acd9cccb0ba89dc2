"""Attachments: files kept with a record, uploaded, listed and downloaded, kept outside the database.

What a file is decides its content, not its name; it is stored under a random name and never shown inline.
"""

import io
import re
import shutil
import sys
import zipfile
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import obstore
from fastapi import UploadFile
from obstore.store import LocalStore, from_url
from pydantic import BaseModel
from sqlalchemy import func, insert, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from chassis.errors import Full, NotFound, Refused, TooLarge, TooMany
from chassis.http.limits import LARGEST_UPLOAD
from chassis.http.routes import Router, called
from chassis.language import _
from chassis.number_formats import whole
from chassis.settings import Settings
from chassis.work import Work, document
from contracts.event import new_id

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
PLAIN, CSV = "text/plain", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

SUFFIXES = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), PLAIN: (".txt",), CSV: (".csv",)}
SUFFIXES |= {XLSX: (".xlsx",), DOCX: (".docx",)}
SIGNATURES = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
MOST_MEMBERS = 1000


class AttachmentView(BaseModel):
    """A file kept with a record; pages and paths call it a document."""

    id: UUID
    name: str
    media_type: str
    size: int
    uploaded_by: UUID | None
    uploaded_at: datetime


def store_of(settings: Settings) -> Any:
    """Where the service keeps documents: a local folder, or any address that obstore knows (s3://…)."""
    place = str(settings.documents)
    if re.match(r"[a-z0-9]+:/", place):
        return from_url(re.sub(r":/+", "://", place, count=1))
    return LocalStore(Path(place), mkdir=True)


def sniffed(content: bytes, name: str) -> str:
    """The media type that content and suffix agree on; raises Refused for everything not allowed."""
    suffix = Path(name).suffix.lower()
    for media_type, suffixes in SUFFIXES.items():
        if suffix in suffixes and _is(media_type, content):
            return media_type
    raise Refused(
        _("Attach a PDF, PNG, JPEG, text, CSV, XLSX or DOCX file whose name ends as its content says."),
        slug="document-type",
    )


def _is(media_type: str, content: bytes) -> bool:
    if media_type in (PLAIN, CSV):
        return _is_text(content)
    if media_type in (XLSX, DOCX):
        return _is_office(content, "xl/workbook.xml" if media_type == XLSX else "word/document.xml")
    return any(content.startswith(begin) for begin, kind in SIGNATURES.items() if kind == media_type)


def _is_text(content: bytes) -> bool:
    try:
        return bool(content) and "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _is_office(content: bytes, part: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return len(names) <= MOST_MEMBERS and part in names and "[Content_Types].xml" in names and not macros


def shown_name(name: str | None) -> str:
    """The last part of the given name, without what confuses people, headers or file systems."""
    last = re.split(r"[/\\]", name or "")[-1]
    clean = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", last).strip(" .")
    return clean[-200:] or "document"


async def attach(work: Work, subject_id: UUID, file: UploadFile) -> AttachmentView:
    """Keep an uploaded file for the subject; raises TooLarge or Refused."""
    await file.seek(0)  # a unit of work that is tried again reads it again
    content = await file.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        raise TooLarge(_("A document may have %(most)s bytes at most.", most=LARGEST_UPLOAD))
    await check_room(work, len(content))
    name = shown_name(file.filename)
    media_type = await run_in_threadpool(sniffed, content, name)
    row = {
        "id": new_id(),
        "subject_id": subject_id,
        "name": name,
        "media_type": media_type,
        "size": len(content),
        "sha256": sha256(content).digest(),
        "stored_as": new_id().hex,
        "uploaded_by": work.actor,
        "uploaded_at": await work.now(),
    }
    # first the file, then the row: a rollback leaves a file nobody names, never a name without a file
    await obstore.put_async(store_of(work.settings), str(row["stored_as"]), content)
    await work.execute(insert(document).inline(), row)
    return AttachmentView(**{field: row[field] for field in AttachmentView.model_fields})


async def check_room(work: Work, size: int) -> None:
    """Raise TooMany where a day's share is used up, Full where all documents or the disk take no more."""
    settings = work.settings
    sizes, mine = document.c.size, document.c.uploaded_by == work.actor
    today = func.date_trunc("day", func.now())
    sums = select(
        func.coalesce(func.sum(sizes), 0),
        func.coalesce(func.sum(sizes).filter(mine, document.c.uploaded_at >= today), 0),
    )
    kept, by_me = tuple((await work.execute(sums)).one())
    if by_me + size > settings.upload_bytes_each:
        raise TooMany(
            _(
                "You may upload %(most)s bytes a day. Go on tomorrow.",
                most=whole(settings.upload_bytes_each),
            ),
            retry_after=3600,
            slug="upload-share",
        )
    if kept + size > settings.upload_bytes or _disk_left(settings) < size + settings.disk_reserve:
        raise Full(_("There is no room for more documents. Ask an administrator to make some."))


def _disk_left(settings: Settings) -> int:
    """Free bytes where documents are kept; without end where that is no folder of ours."""
    place = settings.documents
    return shutil.disk_usage(place).free if place.is_dir() else sys.maxsize


async def attachments_of(work: Work, subject_id: UUID) -> list[AttachmentView]:
    """The subject's documents, oldest first."""
    mine = select(document).where(document.c.subject_id == subject_id).order_by(document.c.id)
    rows = (await work.execute(mine)).mappings()
    return [AttachmentView(**{field: row[field] for field in AttachmentView.model_fields}) for row in rows]


async def download(work: Work, subject_id: UUID, document_id: UUID) -> Response:
    """The document's bytes, to be saved and never shown in place; raises NotFound."""
    wanted = select(document).where(document.c.id == document_id, document.c.subject_id == subject_id)
    row = (await work.execute(wanted)).mappings().one_or_none()
    if row is None:
        raise NotFound(_("There is no document %(id)s.", id=document_id))
    found = await obstore.get_async(store_of(work.settings), row["stored_as"])
    return Response(
        bytes(await found.bytes_async()),
        media_type=row["media_type"],
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['name'], safe='')}",
            "X-Content-Type-Options": "nosniff",
        },
    )


def attachment_routes(
    router: Router,
    *,
    of: Callable[[Work, UUID], Awaitable[Any]],
    read: str,
    write: str,
    path: str = "/{subject_id}/documents",
    what: str = "document",
) -> None:
    """Upload, list and download under ``path``; ``what`` tells operations of several routers apart.

    ``of(work, subject_id)`` reads the subject and raises NotFound when it is out of the caller's reach;
    ``read`` and ``write`` are the permissions.
    """

    @router.command("POST", path, permission=write, creates=True, status=201, upload=True)
    @called(f"upload_{what}")
    async def upload_document(work: Work, subject_id: UUID, file: UploadFile) -> AttachmentView:
        """Attach a file (multipart field ``file``), 20 MiB at most."""
        await of(work, subject_id)
        return await attach(work, subject_id, file)

    @router.query(path, permission=read)
    @called(f"list_{what}s")
    async def list_documents(work: Work, subject_id: UUID) -> list[AttachmentView]:
        """The attached documents."""
        await of(work, subject_id)
        return await attachments_of(work, subject_id)

    @router.query(path + "/{document_id}", permission=read)
    @called(f"download_{what}")
    async def download_document(work: Work, subject_id: UUID, document_id: UUID) -> Response:
        """The document itself."""
        await of(work, subject_id)
        return await download(work, subject_id, document_id)
