"""A package, so that its demo and its browser end with the folder and not with the session."""
