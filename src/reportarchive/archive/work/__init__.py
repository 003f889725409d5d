"""What is left to do and who does it: work items, host slots, and the processes that hold them."""
