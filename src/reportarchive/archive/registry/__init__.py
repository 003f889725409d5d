"""Who publishes, as rows: divisions, issuers, sources, what is owed; and what a report is called after them."""
