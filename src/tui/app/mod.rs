//! The program without a terminal: state, messages, what they do, and how it is drawn.

pub mod cmd;
pub mod ctx;
pub mod footer;
pub mod header;
pub mod hit;
pub mod job;
pub mod model;
pub mod msg;
pub mod session;
pub mod toast;
pub mod update;
pub mod view;

pub use cmd::Cmd;
pub use ctx::Ctx;
pub use hit::{Hit, HitMap};
pub use job::{Job, JobCx, Jobs};
pub use model::Model;
pub use msg::{Input, Msg, Target};
pub use session::Session;
pub use toast::Toast;
