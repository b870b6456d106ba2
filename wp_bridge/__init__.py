"""The bridge to WordPress's database: every SQL statement of the product lives in this package."""
