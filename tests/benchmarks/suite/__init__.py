"""The benchmark suite: one chapter a module, run by `python -m tests.benchmarks.suite`, written to docs/benchmarks.md."""
