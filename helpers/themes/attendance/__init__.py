"""Who stood beside China's leaders at Beijing's parades."""
