"""What is learned: programmes and standards, the case library, training."""
