//! Site tests.
