"""The lists of this package."""
