"""The table of networks that belong to companies, as the user supplied them."""

from django.db import models


class CompanyNetwork(models.Model):
    """One range of addresses and the company whose it is, as a dated list says."""

    cidr = models.CharField(max_length=50, primary_key=True)
    company = models.CharField(max_length=200)
    domain = models.CharField(max_length=200, default="")
    list_name = models.CharField(max_length=120)
    dated = models.DateField()
    actor = models.CharField(max_length=80)
    imported_at = models.DateTimeField()
