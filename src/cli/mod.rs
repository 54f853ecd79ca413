//! The command line: one file per command, words for people and --json for scripts.
