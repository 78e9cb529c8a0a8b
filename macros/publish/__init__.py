"""A built folder of pages → what is published, whatever the engine and the subject."""
