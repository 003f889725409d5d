"""Alarms: noted when a look finds a cause, closed when a look does not, told to people once and then once a day."""
