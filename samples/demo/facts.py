"""What the demo company consists of: people, products, prices, clients, and earlier deals. Plain data.

Halden Instruments makes industrial sensors and gateways, sells in four territories, and buys in what
it does not make.
"""

from dataclasses import dataclass, field
from typing import Literal

NAME = "Halden Instruments"
PROFILE: dict[str, object] = {
    "legal_name": "Halden Instruments AS",
    "address": {"street": "Tista 4", "postal_code": "1767", "city": "Halden", "country": "Norway"},
    "tax_id": "NO 912 345 678 MVA",
    "registration": "Foretaksregisteret, Brønnøysund",
    "bank": "DNB",
    "iban": "NO9386011117947",
    "bic": "DNBANOKK",
    "email": "post@halden.example",
    "website": "https://halden.example",
    "phone": "+47 69 00 00 00",
    "vat_id": "NO912345678MVA",
    "colour": "#0b5cad",
    "logo": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<rect width="48" height="48" rx="8" fill="#0b5cad"/>'
    '<path d="M10 30h6l4-16 7 22 5-14 2 8h6" fill="none" stroke="#fff" stroke-width="3"/></svg>',
}
PHONES = "+47 69 00 00 "  # and two digits for each colleague
TERRITORIES = ("Nordics", "Baltics", "DACH", "Benelux")
TEAMS = {"Sales North": "Sales", "Sales South": "Sales", "Back office": "Operations"}


@dataclass(frozen=True)
class Colleague:
    """Somebody who works there."""

    username: str
    name: str
    role: str
    team: str
    territories: tuple[str, ...] = ()


PEOPLE = (
    Colleague("nora.berg", "Nora Berg", "administrator", "Back office"),
    Colleague("ingrid.dahl", "Ingrid Dahl", "leader", "Sales North", TERRITORIES),
    Colleague("tomas.lind", "Tomas Lind", "manager", "Sales North", ("Nordics", "Baltics")),
    Colleague("elin.sand", "Elin Sand", "seller", "Sales North", ("Nordics", "Baltics")),
    Colleague("marco.keller", "Marco Keller", "seller", "Sales South", ("DACH", "Benelux")),
    Colleague("greta.huber", "Greta Huber", "accounting", "Back office"),
    Colleague("jonas.weber", "Jonas Weber", "production", "Back office"),
    Colleague("pavel.novak", "Pavel Novak", "operations", "Back office"),
)
NORTH, SOUTH = "elin.sand", "marco.keller"


@dataclass(frozen=True)
class Item:
    """A product: ``breaks`` are (from quantity, unit price) in EUR; ``stock`` is the first count."""

    number: str
    name: str
    kind: Literal["device", "option", "service"]
    supply: Literal["make", "buy", "none"]
    category: str
    breaks: tuple[tuple[str, str], ...]
    floor: str
    cost: str
    lead_time_days: int = 0
    stock: int = 0
    fits: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    unit: str = "pcs"


ITEMS = (
    Item("TS-110", "Temperature sensor TS-110", "device", "make", "Sensors",
         (("1", "148.00"), ("10", "139.00"), ("100", "124.50")), "104.00", "61.30", 10, 600,
         levels=(("Range", "−40 … 125 °C"), ("Output", "4–20 mA"), ("Housing", "IP65"))),
    Item("PS-240", "Pressure sensor PS-240", "device", "make", "Sensors",
         (("1", "236.00"), ("10", "224.00"), ("50", "209.00")), "170.00", "98.40", 14, 300,
         levels=(("Range", "0 … 40 bar"), ("Output", "Modbus RTU"))),
    Item("VS-320", "Vibration sensor VS-320", "device", "make", "Sensors",
         (("1", "412.00"), ("10", "389.00")), "310.00", "188.00", 21, 0,
         levels=(("Axes", "3"), ("Sampling", "25.6 kHz"))),
    Item("FM-180", "Flow meter FM-180", "device", "buy", "Sensors",
         (("1", "690.00"), ("5", "655.00")), "560.00", "437.00", 30, 0,
         levels=(("Diameter", "DN 50"),)),
    Item("GW-500", "Gateway GW-500", "device", "make", "Gateways",
         (("1", "980.00"), ("5", "935.00"), ("20", "880.00")), "760.00", "422.00", 15, 60,
         levels=(("Network", "Ethernet"), ("Protocols", "OPC UA, MQTT, Modbus"))),
    Item("GW-700", "Gateway GW-700 LTE", "device", "make", "Gateways",
         (("1", "1390.00"), ("5", "1325.00"), ("20", "1240.00")), "1080.00", "614.00", 20, 0,
         levels=(("Network", "Ethernet, LTE-M"), ("Protocols", "OPC UA, MQTT, Modbus"))),
    Item("OP-ANT", "External antenna", "option", "buy", "Options",
         (("1", "64.00"), ("20", "57.00")), "48.00", "31.50", 7, 0, ("GW-500", "GW-700")),
    Item("OP-PSU", "Power supply 24 V for DIN rail", "option", "buy", "Options",
         (("1", "82.00"), ("20", "74.50")), "62.00", "44.00", 5, 250),
    Item("OP-HSG", "Housing IP67", "option", "make", "Options",
         (("1", "39.00"), ("50", "34.00")), "29.00", "14.20", 6, 400, ("TS-110", "PS-240", "VS-320")),
    Item("SV-CAL", "Calibration certificate", "service", "none", "Services",
         (("1", "75.00"), ("25", "62.00")), "55.00", "28.00"),
    Item("SV-COM", "Commissioning on site, per day", "service", "none", "Services",
         (("1", "1150.00"),), "980.00", "640.00", unit="day"),
    Item("SV-SUP", "Support, per year", "service", "none", "Services",
         (("1", "890.00"),), "750.00", "310.00"),
)  # fmt: skip
TAX_RATE = "0.19"
PRICE_LIST = "Standard prices"
MAX_DISCOUNT = "0.08"


@dataclass(frozen=True)
class Company:
    """A client, lead or distributor; ``limit`` is its credit limit in EUR."""

    ref: str
    name: str
    role: Literal["client", "lead", "distributor"]
    seller: str
    territory: str
    city: str
    country: str
    industry: str
    contact: tuple[str, str, str]  # name, title, telephone
    segment: str = "Industry"
    limit: str | None = None


COMPANIES = (
    Company("DEMO-C1", "Norrland Skog AB", "client", NORTH, "Nordics", "Umeå", "Sweden", "Paper",
            ("Astrid Nyman", "Maintenance manager", "+46 90 785 41 20"), limit="150000.00"),
    Company("DEMO-C2", "Fjordkraft Anlegg AS", "client", NORTH, "Nordics", "Bergen", "Norway", "Energy",
            ("Henrik Solberg", "Head of purchasing", "+47 55 21 36 90"), "Energy"),
    Company("DEMO-C3", "Baltic Dairy UAB", "client", NORTH, "Baltics", "Kaunas", "Lithuania", "Food",
            ("Rūta Kazlauskienė", "Plant engineer", "+370 37 40 55 18"), "Food and beverage",
            limit="9000.00"),
    Company("DEMO-C4", "Tallinna Vesi Seadmed OÜ", "client", NORTH, "Baltics", "Tallinn", "Estonia", "Water",
            ("Marek Tamm", "Buyer", "+372 626 2290"), "Water"),
    Company("DEMO-C5", "Rheintal Chemie GmbH", "client", SOUTH, "DACH", "Ludwigshafen", "Germany",
            "Chemicals", ("Sabine Vogel", "Process control", "+49 (0)621 60-48 115"), limit="250000.00"),
    Company("DEMO-C6", "Alpenmilch Genossenschaft", "client", SOUTH, "DACH", "Innsbruck", "Austria", "Food",
            ("Lukas Egger", "Technical director", "+43 512 9021-77"), "Food and beverage"),
    Company("DEMO-C7", "Zuiderhaven Terminals BV", "client", SOUTH, "Benelux", "Rotterdam", "Netherlands",
            "Logistics", ("Femke de Wit", "Asset manager", "+31 10 742 8063"), "Logistics"),
    Company("DEMO-C8", "Brasserie du Val SA", "client", SOUTH, "Benelux", "Liège", "Belgium", "Food",
            ("Luc Lambert", "Brewmaster", "+32 4 366 19 05"), "Food and beverage"),
    Company("DEMO-L1", "Havbruk Nord AS", "lead", NORTH, "Nordics", "Tromsø", "Norway", "Aquaculture",
            ("Ida Hansen", "Operations", "+47 77 60 24 31"), "Food and beverage"),
    Company("DEMO-L2", "Bergbahnen Graubünden AG", "lead", SOUTH, "DACH", "Chur", "Switzerland", "Transport",
            ("Reto Caduff", "Safety engineer", "+41 81 257 30 46"), "Transport"),
    Company("DEMO-D1", "Skandia Automation AB", "distributor", NORTH, "Nordics", "Gothenburg", "Sweden",
            "Distribution", ("Björn Åkesson", "Key accounts", "+46 31 704 66 12"), "Distribution"),
    Company("DEMO-D2", "Messtechnik Brandt KG", "distributor", SOUTH, "DACH", "Stuttgart", "Germany",
            "Distribution", ("Petra Brandt", "Owner", "+49 (0)711 88 92-304"), "Distribution"),
)  # fmt: skip

Goal = Literal["draft", "sent", "declined", "ordered", "held", "cleared", "released", "shipped", "closed"]


@dataclass(frozen=True)
class Deal:
    """An earlier deal and how far it has come; ``lines`` are (product, quantity, discount).

    ``days_ago`` is when it was quoted: what lies back is entered by the administrator with its dates,
    today's deals are done by the people themselves. ``ship_in`` is in days from today.
    """

    ref: str
    seller: str
    client: str
    project: str
    lines: tuple[tuple[str, str, str], ...]
    goal: Goal
    days_ago: int = 0
    valid_for: int = 30
    ship_in: int = 30
    terms: str = "30 days net"
    distributor: str | None = None
    success_rate: str = "0.6"
    performed: str = ""  # of its service; all of it when empty
    facts: dict[str, str] = field(default_factory=dict)


DEALS = (
    Deal("DEMO-Q01", NORTH, "DEMO-L1", "Net pen monitoring", (("PS-240", "24", "0"), ("GW-500", "3", "0")),
         "draft", success_rate="0.3"),
    Deal("DEMO-Q02", SOUTH, "DEMO-C7", "Crane condition monitoring",
         (("VS-320", "18", "0.05"), ("GW-700", "6", "0"), ("OP-ANT", "6", "0"), ("SV-COM", "3", "0")),
         "sent", success_rate="0.5"),
    Deal("DEMO-Q03", SOUTH, "DEMO-L2", "Cable car bearings",
         (("VS-320", "12", "0"), ("SV-CAL", "12", "0")), "sent", valid_for=3, success_rate="0.7"),
    Deal("DEMO-Q04", NORTH, "DEMO-C2", "Turbine hall refit", (("TS-110", "80", "0.08"), ("GW-500", "4", "0")),
         "declined", 55, facts={"reason": "A competitor offered earlier delivery."}),
    Deal("DEMO-Q05", NORTH, "DEMO-C4", "Pumping station 4", (("PS-240", "8", "0"), ("OP-HSG", "8", "0")),
         "ordered", success_rate="0.9"),
    Deal("DEMO-Q06", NORTH, "DEMO-C3", "Pasteuriser line 2",
         (("TS-110", "60", "0"), ("GW-500", "5", "0"), ("SV-CAL", "60", "0")), "held"),
    Deal("DEMO-Q07", SOUTH, "DEMO-C8", "Fermentation control",
         (("TS-110", "30", "0"), ("PS-240", "10", "0")), "cleared"),
    Deal("DEMO-Q08", SOUTH, "DEMO-C5", "Reactor hall, phase 2",
         (("VS-320", "40", "0.04"), ("PS-240", "20", "0")), "released", ship_in=140),
    Deal("DEMO-Q09", SOUTH, "DEMO-C6", "Milk reception", (("FM-180", "6", "0"), ("OP-PSU", "6", "0")),
         "released", ship_in=40),
    Deal("DEMO-Q10", NORTH, "DEMO-C1", "Debarking drum sensors",
         (("TS-110", "45", "0"), ("OP-HSG", "45", "0")), "shipped", 38),
    Deal("DEMO-Q11", NORTH, "DEMO-C2", "Penstock gauges", (("PS-240", "30", "0.03"), ("SV-CAL", "30", "0")),
         "shipped", 90, terms="14 days net", performed="12"),
    Deal("DEMO-Q12", SOUTH, "DEMO-C5", "Reactor hall, phase 1",
         (("TS-110", "120", "0"), ("GW-500", "6", "0"), ("SV-COM", "4", "0")), "closed", 150),
    Deal("DEMO-Q13", SOUTH, "DEMO-C7", "Quay gateways", (("GW-500", "10", "0"), ("OP-PSU", "10", "0")),
         "closed", 110, distributor="DEMO-D2"),
    Deal("DEMO-Q14", NORTH, "DEMO-C4", "Reservoir levels", (("PS-240", "40", "0.05"), ("OP-HSG", "40", "0")),
         "closed", 75, distributor="DEMO-D1"),
)  # fmt: skip

STORY_WORKS = ("Stadtwerke", "Wasserwerk", "Klärwerk", "Fernwärme")
STORY_TOWNS = (
    "Lindau", "Kempten", "Ravensburg", "Biberach", "Memmingen", "Landsberg", "Rosenheim", "Traunstein",
    "Passau", "Straubing", "Amberg", "Weiden", "Coburg", "Bamberg", "Ansbach", "Crailsheim",
)  # fmt: skip
