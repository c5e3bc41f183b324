"""How is an answer shown? As text, JSON, HTML and frames; nothing here computes a time."""
