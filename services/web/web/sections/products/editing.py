"""The form of a new or a present product."""

import asyncio

from starlette.responses import Response

from chassis.language import _
from web.api import catalog
from web.conflicts import conflict
from web.forms import Form
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.products.fields import LABELS, fresh, named_devices, texts_of
from web.sections.products.kinds import DEVICE, OPTION, Kind, Product
from web.visit import Visit


async def show_form(
    visit: Visit,
    kind: Kind,
    product: Product | None,
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    """The form; what was typed stays after a refusal, and somebody else's changes are shown beside it."""
    numbers, categories, units = await asyncio.gather(
        _numbers(visit, product), _categories(visit, kind), visit.api.find(catalog.read_units())
    )
    found = None
    if problem and form and product:
        found = conflict(_in_texts(problem, product, numbers), form, _labels(kind))
    values = texts_of(product, numbers) if product else fresh(kind)
    if form:
        values = dict.fromkeys(LABELS, "") | form.shown()
    return page(
        visit,
        "sections/products/form.html",
        status=problem.status if problem else 200,
        kind=kind,
        product=product,
        values=values,
        categories=categories,
        units=[(one["unit"], f"{one['unit']} · {_(one['name'].replace('%', '%%'))}") for one in units or []],
        problem=None if found else problem,
        conflict=found,
        form=form,
    )


async def devices_named(visit: Visit, form: Form) -> list[str]:
    """Ids of the devices whose numbers were typed; raises ApiProblem at the field for an unknown one."""
    named = named_devices(form)
    if not named:
        return []
    asked = {"number": ",".join(named), "limit": 200, "cols": "id,number"}
    ids = {row["number"]: row["id"] for row in (await visit.api.get(DEVICE.listed, asked))["items"]}
    unknown = [number for number in named if number not in ids]
    if unknown:
        detail = _(
            "There is no device %(unknown)s. Write numbers as they stand in the list of devices.",
            unknown=", ".join(unknown),
        )
        error = {"pointer": "/fits", "detail": detail}
        raise ApiProblem(422, {"title": _("Unknown device"), "detail": detail, "errors": [error]})
    return [ids[number] for number in named]


async def _numbers(visit: Visit, product: Product | None) -> dict[str, str]:
    if not product or not product["fits"]:
        return {}
    asked = {"id": ",".join(product["fits"]), "limit": 200, "cols": "id,number"}
    return {row["id"]: row["number"] for row in (await visit.api.get(DEVICE.listed, asked))["items"]}


async def _categories(visit: Visit, kind: Kind) -> list[str]:
    """Categories that others of the kind have, to choose from."""
    rows = (await visit.api.get(kind.listed, {"limit": 200, "cols": "category"}))["items"]
    return sorted({row["category"] for row in rows if row["category"]})


def _in_texts(problem: ApiProblem, product: Product, numbers: dict[str, str]) -> ApiProblem:
    """The problem with the product as it stands now in the words of the form."""
    if problem.status != 412:
        return problem
    current = texts_of(product, numbers) | {"version": product["version"]}
    return ApiProblem(problem.status, problem.body | {"current": current})


def _labels(kind: Kind) -> dict[str, str]:
    return {name: label for name, label in LABELS.items() if name != "fits" or kind is OPTION}
