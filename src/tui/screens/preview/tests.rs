//! The Preview's tests.
