"""Tables: TSV, CSV and workbooks."""
