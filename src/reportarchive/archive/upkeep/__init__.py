"""What keeps a database sound: migrations and views, backup, integrity, fingerprint."""
