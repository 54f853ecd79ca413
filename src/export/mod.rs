//! Rows become files: CSV and JSON lines.
