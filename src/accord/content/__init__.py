"""Content: what marketing makes and sales uses, from the customer's question to the end of a piece."""
