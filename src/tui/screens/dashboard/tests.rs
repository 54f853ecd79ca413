//! The Dashboard's tests.
