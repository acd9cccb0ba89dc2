"""Money adds up, whatever the lines, the currency and the number of partial documents."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contracts import currencies, money
from contracts.event import new_id
from contracts.values import FreightTax, ItemKind, TaxPolicy

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)
CURRENCIES = st.sampled_from(sorted(currencies.CURRENCIES))
RATES = st.sampled_from([Decimal("0"), Decimal("0.07"), Decimal("0.19"), Decimal("0.255")])
GOODS = st.sampled_from([ItemKind.DEVICE, ItemKind.OPTION])
KINDS = GOODS | st.just(ItemKind.SERVICE)
TREATMENTS = st.none() | st.builds(FreightTax, treatment_id=st.just(new_id()), rate=st.none() | RATES)


def sold(kinds: st.SearchStrategy[ItemKind]) -> st.SearchStrategy[money.Sold]:
    return st.builds(money.Sold, st.decimals(0, 10**6, places=2), RATES, kinds)


def line(net: str, rate: str, kind: ItemKind = ItemKind.DEVICE) -> money.Sold:
    return money.Sold(Decimal(net), Decimal(rate), kind)


def by_fractions(amount: Decimal, decimals: int) -> Fraction:
    """Half up on the absolute value, computed without decimals."""
    scaled = abs(Fraction(amount)) * 10**decimals
    whole = scaled.numerator // scaled.denominator
    whole += 1 if scaled - whole >= Fraction(1, 2) else 0
    return Fraction(whole, 10**decimals) * (1 if amount >= 0 else -1)


@given(AMOUNTS, CURRENCIES)
def test_rounding_agrees_with_a_calculation_in_fractions(amount: Decimal, currency: str) -> None:
    assert Fraction(money.rounded(amount, currency)) == by_fractions(amount, money.decimals(currency))


@given(AMOUNTS, CURRENCIES)
def test_a_credit_note_rounds_like_its_invoice(amount: Decimal, currency: str) -> None:
    assert money.rounded(-amount, currency) == -money.rounded(amount, currency)


def test_the_halves_that_floats_get_wrong_round_up() -> None:
    assert money.rounded(Decimal("2.675"), "EUR") == Decimal("2.68")
    assert money.rounded(Decimal("60.325"), "EUR") == Decimal("60.33")


@given(
    st.lists(sold(KINDS), max_size=20),
    st.decimals(0, 1000, places=2),
    st.sampled_from([TaxPolicy.WITH_GOODS, TaxPolicy.GOODS]),
    TREATMENTS,
)
def test_a_total_is_the_sum_of_its_rounded_parts(
    lines: list[money.Sold], freight: Decimal, policy: TaxPolicy, freight_tax: FreightTax | None
) -> None:
    total = money.totals(lines, freight, "EUR", policy, freight_tax)
    rows = money.taxed_of(lines, total)
    assert [Fraction(row.tax) for row in rows] == [
        by_fractions((row.net + row.freight) * row.rate, 2) for row in rows
    ]
    assert total.tax == sum(row.tax for row in rows)
    assert not rows or sum(row.freight for row in rows) == total.freight
    assert total.gross == total.net + total.freight + total.tax
    assert (total.policy, total.freight_tax) == (policy, freight_tax)
    assert len({row.rate for row in rows}) == len(rows)


def test_freight_is_taxed_as_the_goods_that_it_brings() -> None:
    lines = [line("75.00", "0.19"), line("25.00", "0.07", ItemKind.OPTION)]
    assert money.taxed(lines, Decimal("10.00"), "EUR") == [
        (Decimal("0.07"), Decimal("25.00"), Decimal("2.50"), Decimal("1.93")),
        (Decimal("0.19"), Decimal("75.00"), Decimal("7.50"), Decimal("15.68")),
    ]
    free = money.totals([line("0", "0.19")], Decimal("10.00"), "EUR")
    assert (free.tax, free.gross) == (Decimal("1.90"), Decimal("11.90"))


def test_a_service_travels_nowhere_and_carries_no_freight() -> None:
    lines = [line("75.00", "0.19"), line("25.00", "0.07", ItemKind.SERVICE)]
    assert money.taxed(lines, Decimal("10.00"), "EUR") == [
        (Decimal("0.07"), Decimal("25.00"), Decimal("0.00"), Decimal("1.75")),
        (Decimal("0.19"), Decimal("75.00"), Decimal("10.00"), Decimal("16.15")),
    ]
    free = [line("0", "0.07"), line("25.00", "0.19", ItemKind.SERVICE)]
    assert [row.freight for row in money.taxed(free, Decimal("10.00"), "EUR")] == [10, 0]


@given(st.lists(sold(GOODS), min_size=1), st.lists(sold(st.just(ItemKind.SERVICE))), st.decimals(0, 999))
def test_services_beside_goods_change_no_share_of_the_freight(
    goods: list[money.Sold], services: list[money.Sold], freight: Decimal
) -> None:
    freight = money.rounded(freight, "EUR")
    alone = {row.rate: row.freight for row in money.taxed(goods, freight, "EUR")}
    mixed = {row.rate: row.freight for row in money.taxed([*services, *goods], freight, "EUR")}
    assert {rate: share for rate, share in mixed.items() if share} == {
        rate: share for rate, share in alone.items() if share
    }


def test_freight_of_a_rate_of_its_own_stands_in_that_row() -> None:
    lines = [line("100.00", "0.19"), line("10.03", "0.07")]

    def freight(rate: str) -> list[tuple[Decimal, ...]]:
        fixed = FreightTax(treatment_id=new_id(), rate=Decimal(rate))
        return [tuple(row) for row in money.taxed(lines, Decimal("9.90"), "EUR", freight_tax=fixed)]

    goods = [tuple(row) for row in money.taxed(lines, Decimal(0), "EUR")]
    assert freight("0") == [(0, 0, Decimal("9.90"), 0), *goods]
    assert freight("0.07") == [
        (Decimal("0.07"), Decimal("10.03"), Decimal("9.90"), Decimal("1.40")),
        goods[1],
    ]
    free = FreightTax(treatment_id=new_id(), rate=Decimal(0), text="Export")
    assert [tuple(row) for row in money.taxed(lines, Decimal(0), "EUR", freight_tax=free)] == goods


@given(st.lists(sold(st.just(ItemKind.SERVICE))), st.decimals(0, 999, places=2))
def test_where_nothing_travels_all_lines_carry_freight(services: list[money.Sold], freight: Decimal) -> None:
    assert money.taxed(services, freight, "EUR") == money.taxed(
        services, freight, "EUR", TaxPolicy.WITH_GOODS
    )


@given(
    st.decimals("0.01", 10**6, places=2), st.lists(st.integers(1, 50), min_size=1, max_size=12), CURRENCIES
)
def test_partial_documents_add_up_to_the_whole(total: Decimal, parts: list[int], currency: str) -> None:
    total = money.rounded(total, currency)
    whole, done, taken = Decimal(sum(parts)), Decimal(0), Decimal(0)
    for part in parts:
        done += part
        taken += money.share(total, done, whole, currency) - taken
    assert taken == total


def test_thirds_of_a_hundred_leave_no_cent_behind() -> None:
    shares = [money.share(Decimal(100), Decimal(n), Decimal(3), "EUR") for n in range(4)]
    assert [after - before for before, after in pairwise(shares)] == [
        Decimal("33.33"),
        Decimal("33.34"),
        Decimal("33.33"),
    ]
