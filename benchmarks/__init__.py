"""How fast is this project, beside its peers, in the same run on the same feeds? `python -m benchmarks` answers."""
