"""The unified mode inside the facility: zones, safety, assessment, visits and leave."""
