"""Programmes, the case library, training."""
