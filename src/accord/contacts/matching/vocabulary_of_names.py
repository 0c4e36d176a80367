"""Words in company names that name no company: what it does, where it is, what it is for.

General words of the languages company registers are written in; no company's own name. They are kept in
files of their own so that a reader can see that none was put there for a test.
"""

# what a company says to sound like one
ORNAMENTS = frozenset(
    "the koninklijke royal royale real kgl kungliga kongelig imperial national general united new groupe group "
    "gruppe gruppo grupo holding holdings international internationale internacional internazionale intl worldwide "
    "global maatschappij compagnie compania companhia compagnia societe sociedad sociedade societa gesellschaft "
    "vennootschap company bedrijf firma dite und and de der die das des du la le les van von of for do da te".split()
)

# what a company does: dropped where one side says it and the other does not
ACTIVITIES = frozenset(
    """
    electronics electronic elektronik elektronica electronique electric electrical industries industry industrial
    industrie industriale industria technology technologies technologie technologia tecnologia tech engineering systems
    system solutions services service software products produkte producten produits productos manufacturing
    communications telecom telecommunications networks pharmaceuticals pharmaceutical pharma pharmaceutica chemicals
    chemical chemie chimie medical healthcare health instruments instrument devices materials plastics polymers
    metals steel staal stahl motors motor automotive automobile aerospace aviation energy power gas petroleum
    foods food beverages brands trading trade export import logistics transport shipping construction bau building
    bouw consulting consultancy consultants marketing media digital data labs laboratories laboratorium works werke werken
    """.split()
)
ACTIVITY_ENDINGS = (
    "fabriek",
    "fabrieken",
    "fabrik",
    "fabriken",
    "fabrication",
    "werke",
    "werken",
    "bedrijven",
    "industrie",
)

# a company of its own inside a group: never joined to one that is not for the same
PURPOSES = frozenset(
    """
    ip intellectual property properties patent patents patentverwaltung licensing lizenz assets asset finance financial
    financing capital leasing insurance assurance pension invest investment investments ventures venture real estate
    immobilien treasury research forschung recherche foundation stiftung fondation stichting university universitat
    universite bank club verein union association holdings oil mining retail airlines credit trust fund funds
    """.split()
) - {"holdings", "real"}

# where: two different places are two companies, a place and none may be one
PLACES = frozenset(
    """
    netherlands nederland holland dutch hollandaise holandesa germany deutschland german allemagne france francaise french
    belgium belgie belgique uk gb britain british england english usa us america american americas canada canadian
    mexico brasil brazil argentina chile spain espana iberia iberica italy italia italiana switzerland schweiz suisse
    swiss austria osterreich sweden sverige svenska norway norge denmark danmark finland suomi poland polska czech
    hungary romania turkey turkiye russia ukraine israel egypt africa india china chinese japan japanese korea taiwan
    singapore malaysia thailand indonesia philippines vietnam australia zealand ireland scotland asia pacific europe
    europa european european europeenne euro emea latam nordic nordics benelux dach apac nl de fr be it es at ch se no
    dk fi pl pt
    """.split()
)
SAME_PLACE = {
    "nederland": "netherlands", "holland": "netherlands", "dutch": "netherlands", "holandesa": "netherlands",
    "nl": "netherlands", "deutschland": "germany", "german": "germany", "de": "germany", "europa": "europe",
    "european": "europe", "america": "usa", "us": "usa", "american": "usa", "britain": "uk", "gb": "uk",
    "british": "uk", "england": "uk", "francaise": "france", "italia": "italy", "italiana": "italy", "fr": "france",
    "espana": "spain", "schweiz": "switzerland", "suisse": "switzerland", "swiss": "switzerland",
}  # fmt: skip
