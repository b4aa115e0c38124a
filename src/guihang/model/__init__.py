"""The 1234567 model as one readable table: each limb, and what makes it real."""
