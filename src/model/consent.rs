//! What a person allowed: per purpose and channel, newest statement wins, unknown is no.

use super::time::Moment;
use serde::{Deserialize, Serialize};

/// What consent is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Messages by e-mail.
    Email,
    /// Messages by SMS.
    Sms,
    /// Push messages.
    Push,
    /// Pages made from this person's own history.
    Personalization,
    /// Audiences handed to advertising systems.
    Ads,
}

impl Purpose {
    /// Every purpose, in the order of screens.
    pub const ALL: [Purpose; 5] = [
        Purpose::Email,
        Purpose::Sms,
        Purpose::Push,
        Purpose::Personalization,
        Purpose::Ads,
    ];

    /// The word used in files, fields (`consent.email`) and the store.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Email => "email",
            Purpose::Sms => "sms",
            Purpose::Push => "push",
            Purpose::Personalization => "personalization",
            Purpose::Ads => "ads",
        }
    }

    /// The purpose with this word.
    pub fn named(word: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// One statement of consent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Consent {
    /// For what.
    pub purpose: Purpose,
    /// Given or withdrawn.
    pub given: bool,
    /// When it was said; [`Consent::UNDATED`]: the file does not tell, so as of when the file speaks.
    pub at: Moment,
}

impl Consent {
    /// Stands for the time as of which the file speaks; the store, which knows it, puts it there. The first moment of
    /// the year 1: no file says that, and as a date it can be written and read again.
    pub const UNDATED: Moment = Moment(-62_135_596_800_000);
}
