"""The pages, one module each: what is asked of the archive for it, and what is told on it."""
