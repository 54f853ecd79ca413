//! The dashboard in a real terminal: what is seen, what is typed, and how the terminal is left.

mod groups;
mod hostile;
mod journeys;
mod leaving;
mod terminal;
