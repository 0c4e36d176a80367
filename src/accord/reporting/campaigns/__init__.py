"""Campaigns as both teams look at them: one whole, all by month, and sends that nobody signed."""
