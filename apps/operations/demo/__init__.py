"""A believable organisation with invented people and cases, to click through and to measure."""
