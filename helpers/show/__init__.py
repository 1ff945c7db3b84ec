"""What a notebook can display: findings, charts, tables, references to rows."""
