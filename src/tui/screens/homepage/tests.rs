//! The Homepage's tests.
