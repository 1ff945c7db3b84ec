"""Findings, one module a theme: measures in, Finding out."""
