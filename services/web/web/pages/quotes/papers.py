"""The printed quote: a page around the service's PDF, and the PDF itself."""

from fastapi import APIRouter

from web.pages.papers import Paper, add_paper

router = APIRouter()
add_paper(router, Paper("/quotes/{id}", "/api/quotes/{id}", "/api/quotes/{id}/pdf", "Quote"))
