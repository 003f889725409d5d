"""What people corrected: which fields, applied to a reading, kept as rows."""
