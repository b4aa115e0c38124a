"""Society: volunteers, teams, 1+X projects, hours, ambassadors, associations, campaigns."""
