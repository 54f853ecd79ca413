//! Counts become honest numbers: rates with intervals, verdicts, attribution.
