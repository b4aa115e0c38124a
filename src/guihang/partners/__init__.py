"""Government and institutions: member units, universities, sister facilities, conferences."""
