//! Counts become honest numbers: rates with intervals, verdicts, attribution. Everything here is a pure function of
//! its arguments; the definitions of every figure are in [`metrics`].

pub mod attribution;
pub mod evalue;
pub mod interval;
pub mod metrics;
pub mod ratio;
pub mod revenue;
pub mod rounding;
pub mod sample_size;
pub mod srm;
pub mod table;
pub mod verdict;
