"""The furniture of pages: navigation, page numbers, datelines."""
