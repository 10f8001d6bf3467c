"""Hold all that the project knows of the Vietnamese language; a leaf that imports nothing else of the project."""
