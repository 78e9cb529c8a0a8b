"""The records of every handbook, one module for each file of data/."""
