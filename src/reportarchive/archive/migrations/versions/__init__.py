"""The migrations, one module per revision, written by hand; a backup is the way back, not a downgrade."""
