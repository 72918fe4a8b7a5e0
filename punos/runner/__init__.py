"""Many requests: side by side on one machine, and never one of them twice."""
