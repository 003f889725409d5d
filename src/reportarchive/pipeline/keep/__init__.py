"""What keeps an archive sound and useful: read anew, corrected, checked, swept, handed on."""
