"""Taking in Northwind: a real company's records become documents here, through the public API alone.

Decided: territory = the client's country; price lists dated so that every historical price was in force;
discounts granted by the importer; opening stock = final stock + shipped; no serial numbers; freight a
field of the quote; delivered on the day of dispatch, since the files know no other day; the 21 orders
that never left are released after all others have, so that they take nothing that those need; payments
are not in the files, so invoices stay open.
"""

from samples.northwind.run import run

__all__ = ["run"]
