//! What the words mean that shops, trackers and mail services call their events.

use super::catalogue::EVENTS;
use super::suggest::normal;
use crate::model::event::EventKind;

/// What a word of an event table means to us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// One of our events.
    Event(EventKind),
    /// An open or click, of a message if the row says nothing of a product or a spot on a page.
    Tap,
    /// Money given back.
    Refund,
    /// Known, and of no use to us.
    Unused,
}

/// What a word means; `None`: never heard of.
pub(crate) fn meaning(word: &str) -> Option<Meaning> {
    EVENTS.meaning(&normal(word)).copied()
}

/// The channel of a message that its event's name tells (`Received SMS`).
pub(crate) fn channel(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    ["sms", "push", "whatsapp", "email"]
        .into_iter()
        .find(|channel| word.contains(channel))
}

/// The words to use, for a message.
pub(crate) const KNOWN: &str = "write view, add_to_cart, remove_from_cart, list_view, search, checkout, order, refund, signup, impression, click, \
     message_sent, message_opened or message_clicked; or map the column to another field";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_and_those_of_trackers_are_known() {
        for kind in EventKind::ALL {
            let wanted = match kind {
                EventKind::Click => Meaning::Tap,
                kind => Meaning::Event(*kind),
            };
            assert_eq!(meaning(kind.word()), Some(wanted), "{}", kind.word());
        }
        for (word, kind) in [
            ("addtocart", EventKind::AddToCart),
            ("add-to-cart", EventKind::AddToCart),
            ("Added to Cart", EventKind::AddToCart),
            ("transaction", EventKind::Order),
            ("pv", EventKind::View),
            ("Received Email", EventKind::MessageSent),
            ("begin_checkout", EventKind::Checkout),
        ] {
            assert_eq!(meaning(word), Some(Meaning::Event(kind)), "{word}");
        }
        assert_eq!(meaning("Page View"), Some(Meaning::Unused));
        assert_eq!(meaning("teleported"), None);
        assert_eq!(meaning("?"), None);
    }
}
