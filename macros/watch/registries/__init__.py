"""What registries are asked, how often, and how their answers are read."""
