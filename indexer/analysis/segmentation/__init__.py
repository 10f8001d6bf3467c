"""Join syllables to words as pyvi's model does."""
