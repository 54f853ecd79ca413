//! The command line as a script meets it: the real binary on real files.

mod contract;
mod errors;
pub mod hostile;
mod private;
pub mod shops;
