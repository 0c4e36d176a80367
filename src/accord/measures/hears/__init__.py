"""What sales hears: reasons, questions, challenges and sources by week, and which of them spike."""
