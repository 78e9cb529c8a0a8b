"""What each registry answers: a module for each."""
