"""What is told of an archive beyond SQL: its state, the deadline ledger, what changed in a report."""
