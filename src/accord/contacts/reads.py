"""What pages, API and notebooks read of this room: one door, every read takes the viewer."""

from accord.contacts.account_page import get_account
from accord.contacts.contact_page import get_contact
from accord.contacts.find import find_accounts, find_contacts
from accord.contacts.naming import find_names
from accord.contacts.review_list import find_review_pairs

__all__ = ["find_accounts", "find_contacts", "find_names", "find_review_pairs", "get_account", "get_contact"]
