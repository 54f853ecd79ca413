//! The integration tests: one binary, its table of contents.
