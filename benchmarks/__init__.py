"""What the lab's speed budgets are measured with: ``python -m benchmarks``."""
