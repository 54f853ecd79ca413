//! What is known of somebody beside their doings: what they said they like, and people like them.

use super::Crowd;
use std::sync::Arc;

/// Of a regular this says little: their own doings speak.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct About {
    /// What they said: answers of a quiz, preferences of a form.
    pub said: Vec<Said>,
    /// People like them, the most alike first: of their place, of their group, who came the same way.
    pub peers: Vec<Arc<Crowd>>,
}

/// One thing that somebody said they like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// What they were asked (`style`).
    pub name: String,
    /// What they said (`classic`).
    pub content: String,
}

/// Nothing.
pub static NOTHING: About = About {
    said: Vec::new(),
    peers: Vec::new(),
};

impl About {
    /// All of it in one text.
    pub fn words(&self) -> String {
        let said = self
            .said
            .iter()
            .map(|s| format!("{}={}", s.name, s.content));
        let peers = self.peers.iter().map(|crowd| crowd.name().to_owned());
        said.chain(peers).collect::<Vec<_>>().join("\n")
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty() && self.peers.is_empty()
    }
}
