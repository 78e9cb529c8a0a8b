"""What the world says of the handbook's sources, asked and told; it never changes a fact."""
