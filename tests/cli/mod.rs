//! The command line as a script meets it: the real binary on real files.

mod contract;
mod errors;
mod hostile;
mod private;
mod shops;
