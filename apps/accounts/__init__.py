"""A person, their secret and its wraps, second factors, and the unlocked session."""
