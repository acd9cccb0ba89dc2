"""The printed quote: a page around the service's PDF, and the PDF itself."""

from fastapi import APIRouter

from chassis.language import N_
from web.api import quotes
from web.deals.papers import Paper, add_paper

router = APIRouter()
add_paper(router, Paper("/quotes/{id}", quotes.read_quote, quotes.print_quote, N_("Quote")))
