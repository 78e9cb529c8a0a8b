"""The whole handbook as one PDF."""
