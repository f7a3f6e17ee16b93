"""Values of the real world with their units and where they come from."""
