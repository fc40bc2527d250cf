"""Simplified or Traditional Chinese, and whose."""
