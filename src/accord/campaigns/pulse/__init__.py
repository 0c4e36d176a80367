"""The first hour of a send as it is seen: mails and answers as they arrive, and every look as it was taken."""
