"""Where programs outside come in without a session: events, forms, webhooks, consent links."""
