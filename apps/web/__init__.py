"""How every page behaves, and who the organisation is."""
