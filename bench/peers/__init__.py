"""One small file for each engine, each a process of its own."""
