"""The applicant's way back by code: reading, writing, and taking it all back."""
