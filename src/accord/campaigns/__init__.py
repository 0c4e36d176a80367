"""Campaigns: planned by both teams, signed by sales, sent here or from the company's own tools."""
