"""A child process that reads what strangers sent, and can do nothing else."""
