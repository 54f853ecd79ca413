//! Something that a job brings: not there yet, there, or not to be had.

/// A loaded thing. While a newer one is on its way the old one stays.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Load<T> {
    /// Nothing has come yet.
    #[default]
    Waiting,
    /// Here it is.
    Ready(T),
    /// It could not be had: what happened, as the shop said it.
    Failed(String),
}

impl<T> Load<T> {
    /// Out of what the shop answered.
    pub fn of<E: std::fmt::Display>(result: Result<T, E>) -> Load<T> {
        match result {
            Ok(value) => Load::Ready(value),
            Err(error) => Load::Failed(error.to_string()),
        }
    }

    /// The thing, if it is there.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Load::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// The thing to change, if it is there.
    pub fn ready_mut(&mut self) -> Option<&mut T> {
        match self {
            Load::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Takes a newer answer; a failure does not wipe out what is shown.
    pub fn take<E: std::fmt::Display>(&mut self, result: Result<T, E>) -> Option<String> {
        match (result, &self) {
            (Err(error), Load::Ready(_)) => Some(error.to_string()),
            (result, _) => {
                *self = Load::of(result);
                None
            }
        }
    }
}
