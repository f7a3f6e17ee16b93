"""Questions to ask of finished runs: what it cost, who waited, what would have been without virtualization."""
