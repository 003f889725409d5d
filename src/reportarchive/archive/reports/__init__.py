"""The reports: made into rows, stored as versions, found and read again."""
