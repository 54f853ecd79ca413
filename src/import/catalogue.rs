//! The catalogues of words in `data/words`: what columns, cells, states and events are called, in several languages.

use super::consent::Said;
use super::event_words::Meaning;
use super::field::Field;
use crate::model::event::EventKind;
use crate::model::order::OrderStatus;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

macro_rules! catalogues {
    ($($(#[$doc:meta])* $name:ident: $of:ty = $file:literal, $meaning:expr;)*) => {
        $($(#[$doc])* pub(crate) static $name: LazyLock<Catalogue<$of>> = LazyLock::new(|| {
            Catalogue::read(include_str!(concat!("../../data/words/", $file)), $meaning)
        });)*

        /// How many entries each file has that mean nothing.
        #[cfg(test)]
        fn strangers() -> Vec<(&'static str, Vec<&'static str>)> {
            vec![$(($file, $name.strangers.clone())),*]
        }
    };
}

catalogues! {
    /// Columns of order tables.
    ORDER_COLUMNS: Field = "order_columns.txt", Field::named;
    /// Columns of tables of events, messages, campaigns, towns and weather.
    EVENT_COLUMNS: Field = "event_columns.txt", Field::named;
    /// Columns of product tables; a column that no name fits is kept as an attribute.
    PRODUCT_COLUMNS: Field = "product_columns.txt", Field::named;
    /// Columns of customer tables.
    CUSTOMER_COLUMNS: Field = "customer_columns.txt", Field::named;
    /// Columns that tell what a table is about.
    TELLING_COLUMNS: Tells = "telling_columns.txt", Tells::named;
    /// States of orders, besides our own words.
    ORDER_STATES: OrderStatus = "order_states.txt", OrderStatus::named;
    /// Events.
    EVENTS: Meaning = "events.txt", |key| match key {
        "tap" => Some(Meaning::Tap),
        "refund" => Some(Meaning::Refund),
        "unused" => Some(Meaning::Unused),
        key => EventKind::named(key).map(Meaning::Event),
    };
    /// Cells that say yes or no to messages and the like.
    CONSENT: Said = "consent.txt", |key| match key {
        "yes" => Some(Said::Yes),
        "no" => Some(Said::No),
        "nothing" => Some(Said::Nothing),
        _ => None,
    };
    /// Cells of any table.
    CELLS: Says = "cells.txt", Says::named;
    /// Cells of product tables.
    PRODUCT_CELLS: Says = "product_cells.txt", Says::named;
}

macro_rules! keys {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $key:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum $name { $($(#[$of])* $key,)* }

        impl $name {
            fn named(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$key),)* _ => None }
            }
        }
    };
}

keys! {
    /// What the name of a column tells besides its field.
    Tells {
        /// A figure that we compute from orders ourselves.
        Figure = "figures",
        /// Of no use to anybody but another program.
        Unused = "unused",
        /// The rows are orders, products or events, no people.
        Others = "others",
        /// The rows are orders.
        Orderly = "orderly",
        /// May as well say whether somebody is one (`member`: yes).
        Bare = "bare",
        /// Stands before a column's own name.
        Before = "before",
        /// Begins the name of a stated preference.
        Stated = "stated",
    }
}

keys! {
    /// What a cell says.
    Says {
        /// Yes.
        Yes = "yes",
        /// The row gives money back.
        Refund = "refund",
        /// The row sums up others.
        Total = "total",
        /// None in stock.
        NoneLeft = "none_left",
        /// In stock, but not counted.
        NotCounted = "not_counted",
        /// The product is offered,
        Shown = "shown",
        /// or not.
        Hidden = "hidden",
    }
}

/// Words by what they stand for, in the order of their file.
pub(crate) struct Catalogue<T> {
    entries: Vec<(T, Vec<&'static str>)>,
    /// Of each word: the entries that hold it, and its rank there.
    places: FxHashMap<&'static str, Vec<(usize, usize)>>,
    /// Entries that mean nothing to us.
    #[cfg(test)]
    strangers: Vec<&'static str>,
}

impl<T: PartialEq> Catalogue<T> {
    /// Reads entries `key: word, word`, which go on in lines that begin with a blank; `#` begins a comment.
    fn read(text: &'static str, meaning: impl Fn(&str) -> Option<T>) -> Catalogue<T> {
        let mut entries: Vec<(T, Vec<&'static str>)> = Vec::new();
        let mut strangers = Vec::new();
        for line in text
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let words = if line.starts_with(' ') {
                line
            } else {
                let (key, words) = line.split_once(':').unwrap_or((line, ""));
                match meaning(key) {
                    Some(of) => entries.push((of, Vec::new())),
                    None => strangers.push(key),
                }
                words
            };
            if let Some((_, known)) = entries.last_mut() {
                known.extend(words.split(',').map(str::trim).filter(|w| !w.is_empty()));
            }
        }
        debug_assert!(strangers.is_empty(), "{strangers:?}");
        let mut places: FxHashMap<&'static str, Vec<(usize, usize)>> = FxHashMap::default();
        for (entry, (_, words)) in entries.iter().enumerate() {
            for (rank, word) in words.iter().enumerate() {
                places.entry(word).or_default().push((entry, rank));
            }
        }
        Catalogue {
            entries,
            places,
            #[cfg(test)]
            strangers,
        }
    }

    /// What each entry stands for and its words, best first.
    pub(crate) fn entries(&self) -> &[(T, Vec<&'static str>)] {
        &self.entries
    }

    /// The rank of a word in an entry, if it is there; 0 is best.
    pub(crate) fn rank(&self, entry: usize, word: &str) -> Option<usize> {
        let places = self.places.get(word)?;
        Some(places.iter().find(|(e, _)| *e == entry)?.1)
    }

    /// What a word stands for: the first entry that holds it.
    pub(crate) fn meaning(&self, word: &str) -> Option<&T> {
        let (entry, _) = self.places.get(word)?.first()?;
        Some(&self.entries[*entry].0)
    }

    /// Whether a word stands for this.
    pub(crate) fn says(&self, of: &T, word: &str) -> bool {
        let places = self.places.get(word);
        places.is_some_and(|p| p.iter().any(|(entry, _)| self.entries[*entry].0 == *of))
    }

    /// The words of an entry.
    pub(crate) fn words<'a>(&'a self, of: &'a T) -> impl Iterator<Item = &'static str> + 'a {
        let entries = self.entries.iter().filter(move |(key, _)| key == of);
        entries.flat_map(|(_, words)| words.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::suggest::normal;

    #[test]
    fn every_entry_means_something() {
        for (file, strangers) in strangers() {
            assert!(strangers.is_empty(), "{file}: {strangers:?}");
        }
    }

    #[test]
    fn names_of_columns_are_written_as_they_are_compared() {
        for catalogue in [
            &ORDER_COLUMNS,
            &EVENT_COLUMNS,
            &PRODUCT_COLUMNS,
            &CUSTOMER_COLUMNS,
        ] {
            for (field, words) in catalogue.entries() {
                assert!(!words.is_empty(), "{field:?}");
                for word in words {
                    assert_eq!(normal(word), *word, "{field:?}");
                }
            }
        }
    }

    #[test]
    fn no_word_of_consent_and_no_event_means_two_things() {
        fn alone<T: PartialEq + std::fmt::Debug>(catalogue: &Catalogue<T>) {
            for (word, places) in &catalogue.places {
                assert_eq!(places.len(), 1, "{word}");
                assert_eq!(normal(word), **word);
            }
        }
        alone(&CONSENT);
        alone(&EVENTS);
    }

    #[test]
    fn words_keep_the_order_of_their_file() {
        let text = "# a comment\nsku: first, second,\n  third\n\nname: second";
        let read = Catalogue::read(text, Field::named);
        assert_eq!(read.entries()[0].1, ["first", "second", "third"]);
        assert_eq!(read.rank(0, "third"), Some(2));
        assert_eq!(read.rank(1, "third"), None);
        assert_eq!(read.meaning("second"), Some(&Field::Sku));
        assert!(read.says(&Field::Name, "second") && !read.says(&Field::Name, "first"));
    }
}
