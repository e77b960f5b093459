"""The only app that destroys: what is due, what was taken back, and what must not come again."""
