"""What brings reports in: sites visited, pages asked for and judged, files and addresses that a person brings."""
