"""Forms of Chinese official writing, character by character: width, numerals, marks, dates, titles. Pure."""
