"""Journeys across rooms through real interfaces: what two teams do from their first file to their signatures."""
