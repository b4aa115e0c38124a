"""A package, so that its browser ends with the folder and not with the session."""
