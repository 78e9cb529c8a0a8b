"""What must hold of data, pages and settings, whatever the subject."""
