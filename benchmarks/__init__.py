"""What Farshore costs, one file per question: `python -m benchmarks`, docs/benchmarks.md."""
