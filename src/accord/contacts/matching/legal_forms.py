"""Legal forms by country, as they end (or begin) a company's name: what is stripped before names are compared.

Written folded and without dots or blanks: "B. V." and "b.v" are both `bv`. A form that is also an ordinary
word or another country's abbreviation counts only where the country is named or unknown.
"""

# forms that mean a company wherever they stand
_EVERYWHERE = """
    gmbh ag kg kgaa ohg gbr ug gmbhcokg mbh ev bv nv cv vof bvba sprl sarl sas sasu eurl sa snc scs scop
    spa srl sapa snc sl slu sll as asa aps ab oy oyj ks hf ehf oue osauhing uab sia ltd limited plc llp llc lllp lp inc
    incorporated corp corporation company co pllc pc pty ptyltd pvt private pte sdnbhd bhd kk kabushikikaisha
    godokaisha gk yk ltda limitada eireli me epp mei sadecv sapidecv sderl srldecv spzoo spolkaakcyjna spj spk sro
    vos zrt kft bt nyrt doo dd ad ood eood pjsc jsc ojsc cjsc ooo oao zao pao tov llc fze fzco fzllc wll saog
    saoc as anonimsirketi limitedsirketi tas anonimsti ltdsti se scrl sca gie eeig
    aktiengesellschaft gesellschaftmitbeschrankterhaftung kommanditgesellschaft naamlozevennootschap
    naamloozevennootschap beslotenvennootschap societeanonyme societaperazioni sociedadanonima sociedadlimitada
    aktiebolag aktieselskab anpartsselskab osakeyhtio aksjeselskap stichting vzw asbl bvi group holding holdings
    publ ev eg kabushikigaisha gaisha kaisha
"""
LEGAL_FORMS = frozenset(_EVERYWHERE.split()) - {"group", "holding", "holdings", "gaisha", "kaisha"}

# forms that begin a name too: "N.V. Philips", "AB SKF", "OOO Gazprom", "PT Astra"
LEADING_FORMS = frozenset(
    "nv bv ab as oy ooo oao zao pao sa sas sarl spa pt cv kk stichting naamlozevennootschap the".split()
)

# short forms that are words or initials elsewhere: stripped only in their own countries, or when none is known
ONLY_IN = {
    "as": frozenset({"NO", "DK", "TR", "CZ", "EE", "LV", "SK"}),
    "sa": frozenset(
        {"FR", "BE", "CH", "ES", "PT", "BR", "AR", "PL", "LU", "GR", "RO", "MX", "CL", "CO", "PE", "IT", "ZA"}
    ),
    "co": frozenset({"US", "GB", "CN", "JP", "KR", "TW", "TH", "VN", "HK", "SG", "IN", "IL", "CA", "DE"}),
    "me": frozenset({"BR"}),
    "mei": frozenset({"BR"}),
    "epp": frozenset({"BR"}),
    "bt": frozenset({"HU"}),
    "pc": frozenset({"US", "GR"}),
    "ad": frozenset({"BG", "RS", "ME", "MK"}),
    "dd": frozenset({"SI", "HR", "BA"}),
    "ks": frozenset({"DK", "NO", "CZ", "SK"}),
    "hf": frozenset({"IS"}),
    "se": frozenset(
        {
            "DE",
            "AT",
            "FR",
            "NL",
            "BE",
            "LU",
            "ES",
            "IT",
            "PL",
            "CZ",
            "HU",
            "SK",
            "IE",
            "FI",
            "NO",
            "DK",
            "SE",
            "GB",
        }
    ),
    "vos": frozenset({"CZ", "SK"}),
    "tas": frozenset({"TR"}),
    "private": frozenset({"IN", "SG", "PK", "LK"}),
    "lp": frozenset({"US", "GB", "CA"}),
}

COUNTRIES = {
    "germany": "DE", "deutschland": "DE", "netherlands": "NL", "the netherlands": "NL", "nederland": "NL",
    "holland": "NL", "belgium": "BE", "belgie": "BE", "belgique": "BE", "france": "FR", "united kingdom": "GB",
    "uk": "GB", "great britain": "GB", "england": "GB", "united states": "US", "usa": "US",
    "united states of america": "US", "spain": "ES", "espana": "ES", "italy": "IT", "italia": "IT", "austria": "AT",
    "osterreich": "AT", "switzerland": "CH", "schweiz": "CH", "suisse": "CH", "denmark": "DK", "danmark": "DK",
    "norway": "NO", "norge": "NO", "sweden": "SE", "sverige": "SE", "finland": "FI", "suomi": "FI", "poland": "PL",
    "polska": "PL", "portugal": "PT", "brazil": "BR", "brasil": "BR", "mexico": "MX", "japan": "JP", "china": "CN",
    "india": "IN", "canada": "CA", "australia": "AU", "ireland": "IE", "czech republic": "CZ", "czechia": "CZ",
    "hungary": "HU", "romania": "RO", "turkey": "TR", "turkiye": "TR", "russia": "RU", "ukraine": "UA",
    "israel": "IL", "singapore": "SG", "south africa": "ZA", "argentina": "AR", "chile": "CL", "luxembourg": "LU",
    "estonia": "EE", "latvia": "LV", "lithuania": "LT", "slovakia": "SK", "slovenia": "SI", "croatia": "HR",
    "serbia": "RS", "bulgaria": "BG", "greece": "GR", "iceland": "IS", "south korea": "KR", "korea": "KR",
    "taiwan": "TW", "hong kong": "HK", "new zealand": "NZ", "thailand": "TH", "colombia": "CO", "peru": "PE",
    "united arab emirates": "AE", "uae": "AE", "saudi arabia": "SA", "egypt": "EG",
}  # fmt: skip
