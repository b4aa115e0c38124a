"""What is recorded here."""
