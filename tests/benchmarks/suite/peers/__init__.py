"""What others offer for the same work, each called as its documentation recommends."""
