"""Where this installation may send: the rules that every outgoing request is given."""

from django.conf import settings

from accord.connectors.outgoing import Rules, read_rules


def outgoing_rules() -> Rules:
    """The rules from the installation's settings. Raises `Invalid` for a setting that names no host and port."""
    return read_rules(settings.INSTALLATION.private_hosts)
