"""How fast a class is graded, beside other ways to do it; see docs/BENCHMARKS.md."""
