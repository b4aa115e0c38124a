"""The timetable and the process that runs it."""
