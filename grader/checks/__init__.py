"""What an author of checks uses."""
