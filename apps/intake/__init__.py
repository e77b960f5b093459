"""Questionnaires, and the public form that makes answers into a submission and its mailboxes."""
