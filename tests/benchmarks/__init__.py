"""Speed, measured as ratios in one run, because machines are shared; never asserted by the tests."""
