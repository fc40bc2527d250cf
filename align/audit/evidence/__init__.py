"""What checks are based on: paired numbers, groups of renderings, differences, glossary use."""
