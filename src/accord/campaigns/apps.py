"""Campaigns as a Django app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """What both teams try: plan, sign-off, accounts pulled out of it."""

    name = "accord.campaigns"
    label = "campaigns"
