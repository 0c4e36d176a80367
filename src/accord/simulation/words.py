"""Invented names: of people, of companies, of what they do. Combined, they never run out."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words("""
    Anna Bram Carla Daan Elin Femke Gijs Hanna Ivo Jana Koen Lena Mats Nora Otto Petra Quinten Rosa Sven
    Tess Ulrich Vera Wim Yara Zoe Aaron Bianca Clara David Emma Felix Greta Hugo Ines Jonas Karin Lars
    Mila Niels Olga Paul Rik Sara Tom Uma Victor Wanda Xander Yvonne Alice Ben Claire Dennis Eva Frank
    Gina Henk Iris Jack Kim Leo Maud Nick Oona Pim Roos Stefan Tara
""")
LAST = _words("""
    Berg Visser Jansen Muller Schmidt Nielsen Hansen Dubois Martin Peters Bakker Smit Meyer Wagner Olsen
    Larsen Moreau Laurent Evans Walker Brown Clarke Kok Mulder Vos Hoekstra Brandt Krause Lang Vogt Lund
    Dahl Holm Petit Girard Rousseau Hughes Morris Ward Turner Postma Dekker Prins Kuiper Scholz Keller
    Winter Sommer Eriksen Madsen Fournier Mercier Cooper Bailey Reid Grant Veenstra Hofman Blom Zijlstra
    Busch Arnold Beck
""")
STEM_A = _words("""
    Nord Sud West Ost Alder Birk Kalder Brenn Dorn Elm Falk Glim Holt Isel Jarn Klar Lind Mar Nevel Orn
    Pel Rav Sten Tarn Ulv Varn Wend Yrs Zand Aven Bram Corv Delm Erk Fenn Gard Hask Ibis Kest Lorn
""")
STEM_B = _words("""
    vik gard stad haven dal berg brook feld hof kade mark polder ridge strom wijk mond ness ford beek
    zijl lund tal bruk water wold stein burg rode sund tveit
""")
TRADE = _words("""
    Foods Water Chemicals Systems Logistics Works Group Industries Technik Energy Retail Dairy Pumps
    Labs
""")
INDUSTRIES = ("Water", "Food", "Chemicals", "Manufacturing", "Logistics", "Software", "Retail", "Healthcare")
INDUSTRY_SHARE = (0.16, 0.20, 0.12, 0.18, 0.10, 0.09, 0.08, 0.07)
FITTING_INDUSTRIES = 3  # the first ones are those the company sells to
COUNTRIES = ("NL", "DE", "BE", "DK", "GB", "SE", "NO", "FR")
COUNTRY_SHARE = (0.34, 0.24, 0.10, 0.07, 0.10, 0.05, 0.04, 0.06)
COUNTRY_DOMAIN = ("nl", "de", "be", "dk", "co.uk", "se", "no", "fr")
LEGAL_FORM = ("B.V.", "GmbH", "NV", "A/S", "Ltd", "AB", "AS", "SAS")
DIALLING = ("+31", "+49", "+32", "+45", "+44", "+46", "+47", "+33")
# The first four decide; titles as people write them.
TITLES = (
    "Plant Manager",
    "Operations Director",
    "Head of Maintenance",
    "Director",
    "Quality Manager",
    "Maintenance Engineer",
    "Procurement Manager",
    "IT Manager",
    "Student",
)
TITLE_SHARE = (0.13, 0.10, 0.10, 0.07, 0.15, 0.17, 0.12, 0.12, 0.04)
DECIDING_TITLES = 4
FREE_MAIL = ("gmail.com", "outlook.com", "gmx.de", "hotmail.com")
REPS = (
    ("Ingrid", "Vermeer"),
    ("Rita", "Okafor"),
    ("Julia", "Sandberg"),
    ("Tomas", "Weiss"),
    ("Ellen", "Marsh"),
    ("Ruben", "Post"),
)
# What a form is called says what was asked; the last three are hand-raises.
FORMS = (
    "Download: leak detection guide",
    "Download: audit checklist",
    "Register for the webinar",
    "Newsletter",
    "Request a demo",
    "Pricing request",
    "Contact us",
)
FORM_PAGES = (
    "guide/leak-detection",
    "guide/audit-checklist",
    "webinar",
    "newsletter",
    "demo",
    "pricing",
    "contact",
)
HAND_RAISES = (4, 5, 6)
DOWNLOADS = (0, 1)
LINKS = ("/case-studies/water-north", "/pricing", "/blog/sensor-drift", "/product/overview")
LOST_REASONS = ("Unqualified", "Closed - Not Converted")
# What came of a talk and why, in the agreement's words, and how often.
REASONS = (
    ("returned", "not our definition"),
    ("returned", "already in a deal"),
    ("recycled", "no timing"),
    ("recycled", "no budget"),
    ("recycled", "unable to reach"),
    ("disqualified", "no need"),
    ("disqualified", "no fit"),
    ("disqualified", "competitor chosen"),
)
REASON_WEIGHTS = (16, 6, 18, 16, 18, 12, 8, 6)
# What customers ask and what troubles them: how often, and in which words.
QUESTIONS = (
    (
        26,
        (
            "What is the price?",
            "And the price?",
            "What are your prices?",
            "Do you have a price list?",
        ),
    ),
    (18, ("How long is the installation?", "Who does the installation?", "Installation while we run?")),
    (
        16,
        (
            "Integration with our SCADA?",
            "Does the integration with SAP work?",
            "Which integrations are there?",
        ),
    ),
    (12, ("How often is a calibration due?", "Who does the calibration?", "Calibration by ourselves?")),
    (10, ("What is under warranty?", "Warranty after two years?", "How long is the warranty?")),
    (10, ("Where is the hosting?", "Hosting in the EU?", "Can the hosting be ours?")),
    (6, ("What about Aquila?", "Why not Aquila?")),
    (2, ("What about Kestrel?", "Why not Kestrel?", "And Kestrel?")),
)
ANNOUNCED = 7  # the question that everybody asks once a competitor has announced something
CHALLENGES = (
    "Leaks found too late",
    "Leaks",
    "Audits",
    "The next audit",
    "Downtime",
    "Unplanned downtime",
    "Energy costs",
    "Staff for maintenance",
    "",
    "",
    "",
    "",
)
INFORMED = (
    "trade fair",
    "LinkedIn",
    "colleagues and trade fair",
    "Water Magazine",
    "webinars / LinkedIn",
    "",
    "",
)
# Why a deal was lost, as sales' system has it in its list, and the competitors, as reps type them.
LOSSES = ("Price", "No decision", "Lost to competitor", "Missing feature", "Bad timing", "No budget")
LOSS_WEIGHTS = (30, 22, 20, 10, 10, 8)
RIVALS = ("Kestrel Sensing", "Kestrel", "Aquila Monitoring", "AQUILA", "Nordlys")
RIVAL_WEIGHTS = (28, 14, 26, 8, 24)
