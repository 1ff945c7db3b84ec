"""The shared half of the Rostrum notebooks: tables, measures, charts, findings and the report."""
