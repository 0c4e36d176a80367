"""Contacts as a Django app."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Who is out there: accounts, contacts, deals, identity."""

    name = "accord.contacts"
    label = "contacts"
