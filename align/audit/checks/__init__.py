"""The checks. A check in any module of this package is found and registered by itself."""
