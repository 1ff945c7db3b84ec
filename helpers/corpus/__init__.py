"""A corpus: the tables of many articles in Parquet, and the figures of each by the notebooks' measures."""
