"""The form on devices without a network: made as one file, and brought back as sealed text."""
