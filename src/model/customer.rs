//! People: identities and what files say of them.

use serde::{Deserialize, Serialize};

/// What kind of trace identifies a person, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// The shop system's customer id.
    Platform,
    /// E-mail address, case-folded.
    Email,
    /// Phone number, E.164 where that can be told.
    Phone,
    /// A browser or device: makes a visitor, not a known customer.
    Device,
}

impl IdentityKind {
    /// The word used in the store and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            IdentityKind::Platform => "platform",
            IdentityKind::Email => "email",
            IdentityKind::Phone => "phone",
            IdentityKind::Device => "device",
        }
    }

    /// The kind with this word.
    pub fn named(word: &str) -> Option<IdentityKind> {
        [
            IdentityKind::Platform,
            IdentityKind::Email,
            IdentityKind::Phone,
            IdentityKind::Device,
        ]
        .into_iter()
        .find(|k| k.word() == word)
    }

    /// Whether a person with such an identity counts as known (DESIGN: "known = has an e-mail, phone or platform id").
    pub fn makes_known(self) -> bool {
        self != IdentityKind::Device
    }
}

/// One normalised trace of a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of trace.
    pub kind: IdentityKind,
    /// Its normalised value: never empty.
    pub value: String,
}

impl Identity {
    /// Normalises a value; `None` if nothing is left of it.
    pub fn new(kind: IdentityKind, value: &str) -> Option<Identity> {
        let value = super::text::clean(value);
        let value = value.trim_start_matches('\'').trim();
        let value = match kind {
            IdentityKind::Email => value.to_lowercase(),
            IdentityKind::Phone => {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                match (value.starts_with('+'), digits.strip_prefix("00")) {
                    _ if digits.len() < 5 => String::new(),
                    (true, _) => format!("+{digits}"),
                    (false, Some(rest)) => format!("+{rest}"),
                    (false, None) => digits,
                }
            }
            IdentityKind::Platform | IdentityKind::Device => value.to_owned(),
        };
        (!value.is_empty()).then_some(Identity { kind, value })
    }

    /// The identity behind a `customer` field: with @ an e-mail, with + and digits a phone, else a platform id.
    pub fn guess(value: &str) -> Option<Identity> {
        let trimmed = value.trim().trim_start_matches('\'');
        let kind = if trimmed.contains('@') {
            IdentityKind::Email
        } else if trimmed.starts_with('+')
            && trimmed
                .chars()
                .skip(1)
                .all(|c| c.is_ascii_digit() || " -()".contains(c))
        {
            IdentityKind::Phone
        } else {
            IdentityKind::Platform
        };
        Identity::new(kind, value)
    }
}

/// What a file says of a person beside identities. Empty = not said.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct PersonFields {
    /// Full name.
    pub name: Option<String>,
    /// Country as the file has it (name or code), cleaned.
    pub country: Option<String>,
    /// State, province, county.
    pub region: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Street, house, postal code in one line.
    pub address: Option<String>,
    /// Language tag (`de`).
    pub language: Option<String>,
}

impl PersonFields {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == PersonFields::default()
    }
}
