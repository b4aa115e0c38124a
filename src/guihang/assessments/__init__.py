"""Instruments given, answers, stored scores."""
