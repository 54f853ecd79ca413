//! The command line as a script meets it: the real binary on real files.

mod boxes;
mod contract;
mod errors;
pub(crate) mod hostile;
mod private;
pub(crate) mod shops;
mod values;
