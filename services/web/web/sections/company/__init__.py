"""What papers say of the company."""
