"""Groups that share keys by signed epochs, sealed to each member."""
