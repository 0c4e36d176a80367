"""Talk: what people say to one another beside a lead, a contact, an account, a number or a clause."""
