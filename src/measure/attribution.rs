//! Which touch an order is credited to: the last click inside a window. Every order is credited at most once; what
//! nobody gets is "(none)".

use crate::model::counts::Touch;
use crate::model::event::EventKind;
use serde::Serialize;
use std::cmp::Reverse;

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// A rule of credit. Windows in minutes, their end included; `None` = such touches do not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Preset {
    /// What `--attribution` takes.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// The rule in words.
    pub words: &'static str,
    /// Clicks on the shop's own pages.
    pub site_click: Option<u32>,
    /// Clicks in e-mails.
    pub email_click: Option<u32>,
    /// Clicks in text messages.
    pub sms_click: Option<u32>,
    /// Clicks on push messages.
    pub push_click: Option<u32>,
    /// Opens of e-mails.
    pub email_open: Option<u32>,
    /// Opens of push messages.
    pub push_open: Option<u32>,
    /// Whether the order must hold the product clicked, or a variant of it. A message clicked as a whole names no
    /// product and needs none.
    pub same_product: bool,
}

/// The rules that a merchant can choose; the first is the default. Those named after other products follow their
/// published wording as far as the data here can tell.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "regulars",
        name: "Regulars",
        words: "last click on a product that was then bought, within 24 hours on the site or 5 days from a message; opens do not count",
        site_click: Some(DAY),
        email_click: Some(5 * DAY),
        sms_click: Some(5 * DAY),
        push_click: Some(5 * DAY),
        email_open: None,
        push_open: None,
        same_product: true,
    },
    Preset {
        id: "any_product",
        name: "Any product",
        words: "last click within 24 hours on the site or 5 days from a message, whatever was then bought",
        site_click: Some(DAY),
        email_click: Some(5 * DAY),
        sms_click: Some(5 * DAY),
        push_click: Some(5 * DAY),
        email_open: None,
        push_open: None,
        same_product: false,
    },
    Preset {
        id: "klaviyo",
        name: "as Klaviyo",
        words: "last message opened or clicked within 5 days (push 24 hours), whatever was then bought; the site itself gets nothing",
        site_click: None,
        email_click: Some(5 * DAY),
        sms_click: Some(5 * DAY),
        push_click: Some(DAY),
        email_open: Some(5 * DAY),
        push_open: Some(DAY),
        same_product: false,
    },
    Preset {
        id: "nosto",
        name: "as Nosto",
        words: "last click on a product that was then bought, within 30 minutes on the site or 24 hours from an e-mail",
        site_click: Some(30),
        email_click: Some(DAY),
        sms_click: None,
        push_click: None,
        email_open: None,
        push_open: None,
        same_product: true,
    },
    Preset {
        id: "google",
        name: "as Google Analytics",
        words: "last click within 90 days anywhere, whatever was then bought",
        site_click: Some(90 * DAY),
        email_click: Some(90 * DAY),
        sms_click: Some(90 * DAY),
        push_click: Some(90 * DAY),
        email_open: None,
        push_open: None,
        same_product: false,
    },
    Preset {
        id: "retail_rocket",
        name: "as Retail Rocket",
        words: "last click on a product that was then bought, within 24 hours",
        site_click: Some(DAY),
        email_click: Some(DAY),
        sms_click: Some(DAY),
        push_click: Some(DAY),
        email_open: None,
        push_open: None,
        same_product: true,
    },
];

/// The preset with this id; an empty id is the default.
pub fn preset(id: &str) -> Option<&'static Preset> {
    let id = id.trim().to_lowercase().replace(['-', ' '], "_");
    if id.is_empty() {
        return PRESETS.first();
    }
    PRESETS.iter().find(|p| p.id == id)
}

/// Where a touch happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On the shop's own pages.
    Site,
    /// In an e-mail.
    Email,
    /// In a text message.
    Sms,
    /// In a push message.
    Push,
}

impl Place {
    /// Where a touch of this type in this channel happened. A message without a channel is an e-mail.
    pub fn of(kind: EventKind, channel: &str) -> Place {
        match channel.trim().to_lowercase().as_str() {
            "email" | "e-mail" | "mail" | "newsletter" => Place::Email,
            "sms" | "text" | "whatsapp" => Place::Sms,
            "push" | "web_push" | "app_push" => Place::Push,
            _ if matches!(kind, EventKind::MessageOpened | EventKind::MessageClicked) => {
                Place::Email
            }
            _ => Place::Site,
        }
    }
}

impl Preset {
    /// Minutes for which a touch counts; `None` = never.
    pub fn window(&self, kind: EventKind, place: Place) -> Option<u32> {
        match (kind, place) {
            (EventKind::MessageOpened, Place::Email) => self.email_open,
            (EventKind::MessageOpened, Place::Push) => self.push_open,
            (EventKind::Click | EventKind::MessageClicked, Place::Site) => self.site_click,
            (EventKind::Click | EventKind::MessageClicked, Place::Email) => self.email_click,
            (EventKind::Click | EventKind::MessageClicked, Place::Sms) => self.sms_click,
            (EventKind::Click | EventKind::MessageClicked, Place::Push) => self.push_click,
            _ => None,
        }
    }

    /// The longest window, so that no older touch needs to be read.
    pub fn longest(&self) -> u32 {
        [
            self.site_click,
            self.email_click,
            self.sms_click,
            self.push_click,
            self.email_open,
            self.push_open,
        ]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(0)
    }

    /// Whether a touch may be credited.
    pub fn takes(&self, touch: &Touch, place: Place) -> bool {
        touch.strategy != 0
            && self
                .window(touch.kind, place)
                .is_some_and(|minutes| touch.minutes <= minutes)
            && (!self.same_product
                || touch.same_product
                || (place != Place::Site && touch.product.is_none()))
    }

    /// The touch of one order that is credited: the last that counts; of two at the same moment the one recorded later.
    pub fn credited<'a>(
        &self,
        touches: impl IntoIterator<Item = &'a Touch>,
        place: impl Fn(&Touch) -> Place,
    ) -> Option<&'a Touch> {
        touches
            .into_iter()
            .filter(|t| self.takes(t, place(t)))
            .min_by_key(|t| (t.minutes, Reverse(t.at), Reverse(t.event)))
    }
}
