//! What visitors and messages did.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $word:literal;)*) => {
        /// The type of an event, as in our event file.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// Every type.
            pub const ALL: &'static [EventKind] = &[$(EventKind::$name,)*];

            /// The word in files and JSON.
            pub fn word(self) -> &'static str {
                match self { $(EventKind::$name => $word,)* }
            }

            /// The number in the store; never reused.
            pub fn code(self) -> i64 {
                match self { $(EventKind::$name => $code,)* }
            }

            /// The type with this word.
            pub fn named(word: &str) -> Option<EventKind> {
                match word { $($word => Some(EventKind::$name),)* _ => None }
            }

            /// The type with this number.
            pub fn coded(code: i64) -> Option<EventKind> {
                match code { $($code => Some(EventKind::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// A product page was seen.
    View = 1, "view";
    /// A product was put into the cart.
    AddToCart = 2, "add_to_cart";
    /// A product was taken out of the cart.
    RemoveFromCart = 3, "remove_from_cart";
    /// A list of products was seen.
    ListView = 4, "list_view";
    /// A search was made.
    Search = 5, "search";
    /// The checkout was started.
    Checkout = 6, "checkout";
    /// An order was placed.
    Order = 7, "order";
    /// A newsletter or account sign-up.
    Signup = 8, "signup";
    /// A block was rendered once to one visitor.
    Impression = 9, "impression";
    /// A product in a block was clicked.
    Click = 10, "click";
    /// A message went out.
    MessageSent = 11, "message_sent";
    /// A message was opened.
    MessageOpened = 12, "message_opened";
    /// A link in a message was clicked.
    MessageClicked = 13, "message_clicked";
}
