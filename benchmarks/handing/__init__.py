"""The smallest service that takes a file in and gives it out: by the handlers of every page."""
