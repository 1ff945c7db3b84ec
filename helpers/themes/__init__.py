"""One folder a theme: measures, then sentences and drawings of what they give."""
