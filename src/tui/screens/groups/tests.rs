//! The tests of the Groups screen.
