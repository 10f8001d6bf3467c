"""All that is known of Vietnamese, and nothing else: a leaf that imports nothing of the house."""
