"""Where the stages meet: reading, gathering, keeping, answering; and what a run works on and counts."""
