"""What pydantic finds wrong with a value, in the spoken language; in English in its own words.

What it rarely finds stays in English: the message is pydantic's.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from chassis.language import N_, _, ngettext, one_of
from chassis.number_formats import day
from contracts.unfit import Unfit

TEXTS: Mapping[str, str] = {  # by pydantic's type of the error, with the names of its context
    "missing": N_("Field required"),
    "extra_forbidden": N_("Extra inputs are not permitted"),
    "model_attributes_type": N_("Input should be a valid dictionary or object to extract fields from"),
    "none_required": N_("Input should be None"),
    "greater_than": N_("Input should be greater than %(gt)s"),
    "greater_than_equal": N_("Input should be greater than or equal to %(ge)s"),
    "less_than": N_("Input should be less than %(lt)s"),
    "less_than_equal": N_("Input should be less than or equal to %(le)s"),
    "multiple_of": N_("Input should be a multiple of %(multiple_of)s"),
    "finite_number": N_("Input should be a finite number"),
    "string_type": N_("Input should be a valid string"),
    "string_pattern_mismatch": N_("String should match pattern '%(pattern)s'"),
    "enum": N_("Input should be %(expected)s"),
    "literal_error": N_("Input should be %(expected)s"),
    "dict_type": N_("Input should be a valid dictionary"),
    "list_type": N_("Input should be a valid list"),
    "bool_type": N_("Input should be a valid boolean"),
    "bool_parsing": N_("Input should be a valid boolean, unable to interpret input"),
    "int_type": N_("Input should be a valid integer"),
    "int_parsing": N_("Input should be a valid integer, unable to parse string as an integer"),
    "int_from_float": N_("Input should be a valid integer, got a number with a fractional part"),
    "float_type": N_("Input should be a valid number"),
    "float_parsing": N_("Input should be a valid number, unable to parse string as a number"),
    "decimal_type": N_("Decimal input should be an integer, float, string or Decimal object"),
    "decimal_parsing": N_("Input should be a valid decimal"),
    "date_type": N_("Input should be a valid date"),
    "date_parsing": N_("Input should be a valid date in the format YYYY-MM-DD, %(error)s"),
    "date_from_datetime_parsing": N_("Input should be a valid date or datetime, %(error)s"),
    "date_from_datetime_inexact": N_(
        "Datetimes provided to dates should have zero time - e.g. be exact dates"
    ),
    "datetime_type": N_("Input should be a valid datetime"),
    "datetime_parsing": N_("Input should be a valid datetime, %(error)s"),
    "datetime_from_date_parsing": N_("Input should be a valid datetime or date, %(error)s"),
    "timezone_aware": N_("Input should have timezone info"),
    "uuid_type": N_("UUID input should be a string, bytes or UUID object"),
    "uuid_parsing": N_("Input should be a valid UUID, %(error)s"),
    "union_tag_not_found": N_("Unable to extract tag using discriminator %(discriminator)s"),
    "union_tag_invalid": N_(
        "Input tag '%(tag)s' found using %(discriminator)s does not match any of the expected tags: "
        "%(expected_tags)s"
    ),
}
KINDS = {"List": N_("List"), "Dictionary": N_("Dictionary"), "Tuple": N_("Tuple"), "Value": N_("Value")}
FAULTS = {  # of days and times that people write
    N_("input is too short"),
    N_("input is too long"),
    N_("invalid character in year"),
    N_("invalid character in month"),
    N_("invalid character in day"),
    N_("invalid date separator, expected `-`"),
    N_("month value is outside expected range of 1-12"),
    N_("day value is outside expected range"),
}


def reason(error: Mapping[str, Any]) -> str:
    """Why a value does not fit, of one of the errors of a ValidationError."""
    context = error.get("ctx") or {}
    if isinstance(raised := context.get("error"), ValueError):
        return _of_ours(raised)
    if error["type"] in TEXTS:
        return _(TEXTS[error["type"]], **{name: _spoken(name, value) for name, value in context.items()})
    return _counted(error["type"], context, error.get("input")) or str(error["msg"])


def _of_ours(raised: ValueError) -> str:
    """What a validator said; the contracts' leave the words and the days to us."""
    if not isinstance(raised, Unfit):
        return str(raised)
    values = {name: day(value) if isinstance(value, date) else value for name, value in raised.values.items()}
    return _(raised.text, **values)


def _spoken(name: str, value: Any) -> str:
    """A value of pydantic's sentence as ours has it."""
    if name == "error" and value in FAULTS:
        return _(value)
    if name == "expected" and len(choices := re.findall(r"'[^']*'", str(value))) > 1:
        return one_of(choices)
    return str(value)


def _counted(kind: str, context: Mapping[str, Any], given: Any) -> str:
    """What names a number of things; empty for any other kind."""
    if kind in ("string_too_short", "string_too_long"):
        return _characters(context)
    if kind in ("too_short", "too_long"):
        # a text that was checked before is a value of items to pydantic
        text = context["field_type"] == "Value" and isinstance(given, str)
        return _characters(context) if text else _items(context)
    return _digits(context) if kind.startswith("decimal_") else ""


def _characters(context: Mapping[str, Any]) -> str:
    if "min_length" in context:
        return ngettext(
            "String should have at least %(n)s character",
            "String should have at least %(n)s characters",
            context["min_length"],
        )
    return ngettext(
        "String should have at most %(n)s character",
        "String should have at most %(n)s characters",
        context["max_length"],
    )


def _items(context: Mapping[str, Any]) -> str:
    named = KINDS.get(context["field_type"])
    kind, found = _(named) if named else context["field_type"], context["actual_length"]
    if "min_length" in context:
        return ngettext(
            "%(kind)s should have at least %(n)s item after validation, not %(found)s",
            "%(kind)s should have at least %(n)s items after validation, not %(found)s",
            context["min_length"],
            kind=kind,
            found=found,
        )
    return ngettext(
        "%(kind)s should have at most %(n)s item after validation, not %(found)s",
        "%(kind)s should have at most %(n)s items after validation, not %(found)s",
        context["max_length"],
        kind=kind,
        found=found,
    )


def _digits(context: Mapping[str, Any]) -> str:
    if "max_digits" in context:
        return ngettext(
            "Decimal input should have no more than %(n)s digit in total",
            "Decimal input should have no more than %(n)s digits in total",
            context["max_digits"],
        )
    if "decimal_places" in context:
        return ngettext(
            "Decimal input should have no more than %(n)s decimal place",
            "Decimal input should have no more than %(n)s decimal places",
            context["decimal_places"],
        )
    return ngettext(
        "Decimal input should have no more than %(n)s digit before the decimal point",
        "Decimal input should have no more than %(n)s digits before the decimal point",
        context["whole_digits"],
    )
