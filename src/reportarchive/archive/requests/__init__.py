"""What was asked and what came of it: runs, requests, the rows of listings."""
