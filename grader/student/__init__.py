"""What runs inside the sandbox. Imports the standard library only."""
