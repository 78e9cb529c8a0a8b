"""Turn a built folder of pages into what is published, whatever the engine and the subject."""
