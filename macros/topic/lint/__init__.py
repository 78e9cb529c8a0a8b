"""What must hold of this handbook alone."""
