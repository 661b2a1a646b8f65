"""What the three benchmarks of reading photographs share: strata, matching, options, tables."""
