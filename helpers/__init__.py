"""The shared half of the Rostrum notebooks: tables, measures, charts, findings and the report."""

import logging

# It tells of a person's settings and folders, and a cell would show that as its output.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
