"""Signing in through the company's provider: the protocol's steps by allauth, every judgement and page our own."""
