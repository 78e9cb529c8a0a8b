"""What an editor can call on a page."""
