"""Who pressed the button, as far as a user agent names itself. The rest is judged by `journey.agents`.

Raw hits are kept for ever; these rules only mark them. They know clear cases: what names itself a
program. A missing user agent proves nothing.
"""

import re

from accord.vocabulary.facts import Agent

# Programs that fetch pages or pictures for somebody, by the words they call themselves.
_PROXIES = ("googleimageproxy", "yahoomailproxy", "ggpht", "outlook-safelink", "safelinks", "barracuda",
            "proofpoint", "mimecast", "urldefense", "symantec", "trendmicro", "sophos", "fortimail",
            "cloudmark", "ironport", "messagelabs", "zscaler")  # fmt: skip
_LIBRARIES = ("curl/", "wget/", "python-requests", "python-urllib", "aiohttp", "httpx/", "go-http-client",
              "okhttp", "apache-httpclient", "java/", "libwww", "lwp::", "node-fetch", "axios/", "guzzle",
              "scrapy", "headlesschrome", "phantomjs", "selenium", "puppeteer", "playwright", "http_request",
              "winhttp", "ruby/", "faraday", "restsharp", "postmanruntime", "insomnia", "powershell",
              "nutch", "httrack", "mechanize", "dataprovider", "lighthouse", "pagespeed", "pingdom",
              "uptimerobot", "statuscake", "newrelic", "datadog", "zgrab", "masscan", "nmap",
              "facebookexternalhit", "whatsapp/", "skypeuripreview", "embedly", "quora link preview",
              "bingpreview", "google-read-aloud", "feedfetcher", "mediapartners-google", "apis-google",
              "google favicon", "favicon", "w3c_", "validator", "archive.org", "wappalyzer")  # fmt: skip
# The word stands alone or ends a name ("Googlebot"); "Cubot" makes telephones.
_BOT_WORD = re.compile(
    r"(?i)(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|scan(?:ner)?\b|fetch(?:er)?\b|monitor|archiver|preview\b"
    r"|proxy|scraper|checker|webmaster|\brss\b|feed(?:ly|er|burner|bin|demon|reader)|googleother|google-"
)
# A browser never carries an address in its name; a program says whom to complain to.
_ADDRESS = re.compile(r"(?i)https?://|\+http|www\.|@[\w-]+\.[a-z]")
# Browsers and mail programs begin their name so; whatever else begins otherwise is a program of its own.
_PEOPLE = (
    "mozilla/",
    "opera/",
    "microsoft",
    "outlook",
    "ms-office",
    "blackberry",
    "dalvik/",
    "nokia",
    "sonyericsson",
    "thunderbird",
    "airmail",
    "lotus",
    "iphone",
    "apple",
    "samsung",
    "mobile",
    "lg",
    "htc",
    "ucweb",
    "uc browser",
)
_WORDS = _PROXIES + _LIBRARIES


def agent_of(user_agent: str) -> Agent:
    """Machine when the user agent names itself a program; unknown when there is none; else human."""
    text = user_agent.strip().lower()
    if not text:
        return Agent.unknown
    return Agent.machine if is_machine(text) else Agent.human


def is_machine(user_agent: str) -> bool:
    """True when the user agent is that of a crawler, an image proxy, a link scanner or a script."""
    text = user_agent.lower()
    if text and not text.startswith(_PEOPLE):
        return True
    return any(word in text for word in _WORDS) or bool(_BOT_WORD.search(text) or _ADDRESS.search(text))
