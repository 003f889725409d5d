"""Where the stages meet: reading, harvest, backfill, import, reparse, and what they count."""
