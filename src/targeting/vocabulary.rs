//! What this shop knows by name: its values, attributes and groups. Kept in memory, so that a text is checked while
//! it is typed without asking the store.

use crate::model::attribute::AttributeKind;
use crate::model::country;
use crate::model::money::Currency;
use crate::model::text::fold;
use crate::targeting::near::nearest;
use crate::targeting::plan::{Subject, WhatKind, category_path};
use crate::targeting::stated::Shelf;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, HashMap};

/// A list of values that belong to one field or kind of thing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Listed {
    /// Countries of known customers.
    Country,
    /// Their regions.
    Region,
    /// Their towns.
    City,
    /// Their languages.
    Language,
    /// Labels of customers.
    CustomerTag,
    /// SKUs, ids, handles and names of products.
    Product,
    /// Category paths.
    Category,
    /// Brands.
    Brand,
    /// Labels of products.
    ProductTag,
    /// Strategies that were shown or are saved.
    Strategy,
    /// Campaigns of messages and links.
    Campaign,
    /// Devices of visits.
    Device,
    /// Channels of orders and visits.
    Channel,
    /// The weather in a word, in tables of it.
    Sky,
}

impl Listed {
    /// The list behind a property in a condition; search texts have none.
    pub fn of(kind: WhatKind) -> Option<Listed> {
        match kind {
            WhatKind::Product => Some(Listed::Product),
            WhatKind::Category => Some(Listed::Category),
            WhatKind::Brand => Some(Listed::Brand),
            WhatKind::Tag => Some(Listed::ProductTag),
            WhatKind::Strategy => Some(Listed::Strategy),
            WhatKind::Campaign => Some(Listed::Campaign),
            WhatKind::Weather => Some(Listed::Sky),
            WhatKind::Query | WhatKind::Season => None,
        }
    }
}

/// Values as the shop writes them, and folded for lookup.
#[derive(Clone, Debug, Default)]
pub struct Values {
    shown: Vec<String>,
    folded: FxHashSet<String>,
}

impl Values {
    /// A list of values.
    pub fn new(shown: Vec<String>) -> Values {
        let folded = shown.iter().map(|v| fold(v)).collect();
        Values { shown, folded }
    }

    /// The values as the shop writes them.
    pub fn shown(&self) -> &[String] {
        &self.shown
    }
}

/// Everything that a check looks up.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The shop's currency; `None` = not said.
    pub currency: Option<Currency>,
    /// Known lists. A list that is absent is not checked.
    pub values: HashMap<Listed, Values>,
    /// Names of imported columns of customers.
    pub customer_attributes: Vec<String>,
    /// Names of stated preferences of customers.
    pub preferences: Vec<String>,
    /// What the values of these are, by folded name. Text, where it is not said.
    pub kinds: HashMap<(Shelf, String), AttributeKind>,
    /// Names of imported attributes of products.
    pub product_attributes: Vec<String>,
    /// What the values of these are, by folded name.
    pub product_kinds: HashMap<String, AttributeKind>,
    /// Saved and ready-made groups: name -> expression.
    pub groups: BTreeMap<String, String>,
}

impl Vocabulary {
    /// Whether a list has a value; a list that is not known has every value.
    pub fn has(&self, of: Listed, value: &str) -> bool {
        let Some(values) = self.values.get(&of) else {
            return true;
        };
        if of == Listed::Category {
            let wanted = category_path(value);
            return values
                .shown
                .iter()
                .any(|path| category_path(path).contains(&wanted));
        }
        if of == Listed::Country {
            let wanted = fold(&country::shown(value));
            let mut all = values.shown.iter();
            return all.any(|c| fold(&country::shown(c)) == wanted);
        }
        values.folded.contains(&fold(value))
    }

    /// The nearest values of a list.
    pub fn nearest(&self, of: Listed, value: &str) -> Vec<String> {
        let shown = self.values.get(&of).map(Values::shown).unwrap_or_default();
        if of == Listed::Category {
            // A path is long and a slip is in one part of it.
            let parts = shown.iter().flat_map(|path| path.split('>').map(str::trim));
            let last = value.rsplit('>').next().unwrap_or(value);
            return nearest(last, parts);
        }
        nearest(value, shown.iter().map(String::as_str))
    }

    /// The group with this name (any letter case): its name as saved and its expression.
    pub fn group(&self, name: &str) -> Option<(&str, &str)> {
        let wanted = fold(name);
        self.groups
            .iter()
            .find(|(n, _)| fold(n) == wanted)
            .map(|(n, text)| (n.as_str(), text.as_str()))
    }

    /// Attribute names of a catalogue.
    pub fn attributes(&self, subject: Subject) -> &[String] {
        match subject {
            Subject::Customers => &self.customer_attributes,
            Subject::Products => &self.product_attributes,
        }
    }

    /// Names of customers' attributes or preferences.
    pub fn stated(&self, shelf: Shelf) -> &[String] {
        match shelf {
            Shelf::Attributes => &self.customer_attributes,
            Shelf::Preferences => &self.preferences,
        }
    }

    /// Names of the columns of a catalogue; products state no preferences.
    pub fn columns(&self, subject: Subject, shelf: Shelf) -> &[String] {
        match subject {
            Subject::Customers => self.stated(shelf),
            Subject::Products => &self.product_attributes,
        }
    }

    /// What the values of an attribute or preference are.
    pub fn kind(&self, subject: Subject, shelf: Shelf, name: &str) -> AttributeKind {
        let known = match subject {
            Subject::Customers => self.kinds.get(&(shelf, fold(name))),
            Subject::Products => self.product_kinds.get(&fold(name)),
        };
        known.copied().unwrap_or(AttributeKind::Text)
    }

    /// Digits after the point of an amount.
    pub fn decimals(&self) -> u32 {
        self.currency.unwrap_or(Currency::UNKNOWN).decimals()
    }
}
