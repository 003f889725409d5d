"""The benchmark suite, a chapter a module: `python -m tests.benchmarks.suite` writes docs/benchmarks.md."""
