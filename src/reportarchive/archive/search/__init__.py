"""The search index: the passages that sections are, and the grams by which each engine finds them."""
