"""One module per family of commands; importing one declares its commands.

A command is declared when it is asked for, so that none waits for the modules of all the others.
"""

from importlib import import_module

# Each module, and the words of the command line that it declares or adds to.
FAMILIES = {
    "absence": ("absence",),
    "agreement": ("agreement",),
    "attribute": ("attribute",),
    "attribution": ("attribution",),
    "audit": ("audit",),
    "backup": ("backup", "outbox", "restore", "upgrade"),
    "board": ("board", "reconcile", "rows", "sql", "take-away", "waiting"),
    "campaign_results": ("campaigns",),
    "campaigns": ("campaigns",),
    "capture": ("events", "letters", "write-keys"),
    "collision_rate": ("collision-rate",),
    "consent": ("contacts",),
    "contact_policy": ("approve-campaign", "close-complaint", "collisions", "give-back", "may-contact"),
    "contacts": ("accounts", "contacts", "review"),
    "content": ("content",),
    "content_use": ("content",),
    "coverage": ("coverage", "targets"),
    "credit": ("credit",),
    "demo": ("demo", "simulate"),
    "hears": ("hears",),
    "hooks": ("hooks",),
    "imports": ("guess", "import"),
    "judge": ("judge",),
    "leads": ("desk", "leads"),
    "leaks": ("leaks",),
    "mail": ("mail",),
    "measure": ("measure",),
    "networks": ("networks",),
    "next_act": ("leads",),
    "notices": ("notices",),
    "pack": ("pack",),
    "people": ("people", "sign-on"),
    "promises": ("decide", "decided", "decisions", "held", "promises"),
    "pulse": ("pulse",),
    "quality": ("quality",),
    "replay": ("replay",),
    "retention": ("at-risk", "retention"),
    "roi": ("decide-move", "moves", "roi"),
    "roster": ("roster", "roster-charge", "roster-forget", "roster-set"),
    "routing": ("routes",),
    "send_time": ("send-time",),
    "sends": ("send", "send-follow", "sends"),
    "serve": ("serve", "work"),
    "setup": ("go-live", "init"),
    "speed": ("speed",),
    "survey": ("survey",),
    "sync": ("connect", "sync"),
    "talk": ("talk",),
    "upkeep": ("doctor", "imports", "keys", "mirror", "rejects"),
    "waves": ("waves",),
}


def declare(word: str) -> None:
    """Declare what begins with this word; nothing for a word that no module knows."""
    for module, words in FAMILIES.items():
        if word in words:
            import_module(f"{__name__}.{module}")


def declare_all() -> None:
    """Declare every command, as a list of them needs."""
    for module in FAMILIES:
        import_module(f"{__name__}.{module}")
