"""Charts, one module a theme: measures in, Chart out."""
