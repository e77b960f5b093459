"""The record of who did what to which ref: chained, sealed to oversight, and outliving all else."""
