//! What fields and verbs are called on screens, and under which heading they stand: the catalogue in a shop owner's words.

use crate::targeting::plan::{Verb, WhatKind};

/// The headings of the list of fields, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Heading {
    /// Orders and money.
    Bought,
    /// Visits, views, carts, messages.
    Did,
    /// Place, language, age.
    Who,
    /// Consent.
    Allowed,
    /// Groups, RFM, stages.
    Groups,
    /// What is worked out of a history.
    Habits,
    /// Columns of the merchant's files.
    Columns,
    /// Stated preferences.
    Preferences,
    /// The moment and the visit.
    Moment,
}

impl Heading {
    /// Every heading with its words.
    pub const ALL: [(Heading, &'static str); 9] = [
        (Heading::Bought, "What they bought"),
        (Heading::Did, "What they did"),
        (Heading::Who, "Who they are, and where"),
        (Heading::Allowed, "What they agreed to"),
        (Heading::Groups, "Groups and stages"),
        (Heading::Habits, "Habits, worked out of their history"),
        (Heading::Columns, "Columns of your files"),
        (Heading::Preferences, "What they said they prefer"),
        (Heading::Moment, "The moment"),
    ];

    /// Its words.
    pub fn words(self) -> &'static str {
        let found = Heading::ALL.into_iter().find(|(h, _)| *h == self);
        found.map_or("", |(_, words)| words)
    }
}

/// Field, what it is called, where it stands.
#[rustfmt::skip]
const LABELS: &[(&str, &str, Heading)] = &[
    ("orders", "Orders", Heading::Bought),
    ("spent", "Spent", Heading::Bought),
    ("spent_gross", "Spent before refunds", Heading::Bought),
    ("aov", "Average order", Heading::Bought),
    ("first_order", "First order", Heading::Bought),
    ("last_order", "Last order", Heading::Bought),
    ("country", "Country", Heading::Who),
    ("region", "Region", Heading::Who),
    ("city", "Town", Heading::Who),
    ("city_tier", "Tier of town", Heading::Who),
    ("language", "Language", Heading::Who),
    ("name", "Name", Heading::Who),
    ("email", "E-mail address", Heading::Who),
    ("email_domain", "E-mail domain", Heading::Who),
    ("tag", "Tag", Heading::Who),
    ("age", "Age", Heading::Who),
    ("gender", "Gender", Heading::Who),
    ("birthday_in", "Days to birthday", Heading::Who),
    ("anniversary_in", "Days to the anniversary of the first order", Heading::Bought),
    ("added", "Added", Heading::Who),
    ("consent.email", "Agreed to e-mail", Heading::Allowed),
    ("consent.sms", "Agreed to SMS", Heading::Allowed),
    ("consent.push", "Agreed to push messages", Heading::Allowed),
    ("consent.personalization", "Agreed to personal pages", Heading::Allowed),
    ("consent.ads", "Agreed to advertising", Heading::Allowed),
    ("visits", "Visits", Heading::Did),
    ("last_visit", "Last visit", Heading::Did),
    ("channels", "Number of channels", Heading::Did),
    ("channel", "Channel", Heading::Did),
    ("device", "Device", Heading::Did),
    ("campaign", "Campaign", Heading::Did),
    ("rfm_group", "RFM group", Heading::Groups),
    ("lifecycle", "Stage", Heading::Groups),
    ("r", "How lately (R)", Heading::Groups),
    ("f", "How often (F)", Heading::Groups),
    ("m", "For how much (M)", Heading::Groups),
    ("fm", "Middle of F and M", Heading::Groups),
    ("usual_gap", "Usual gap", Heading::Habits),
    ("overdue", "Overdue", Heading::Habits),
    ("return_rate", "Given back", Heading::Habits),
    ("discount_share", "Bought at a discount", Heading::Habits),
    ("top_brand_share", "Share of one brand", Heading::Habits),
    ("top_season_share", "Share of one season", Heading::Habits),
    ("weather_pull", "Drawn by weather", Heading::Habits),
    ("season", "Season", Heading::Moment),
    ("weekday", "Day of the week", Heading::Moment),
    ("hour", "Hour", Heading::Moment),
    ("weather", "Weather where they live", Heading::Moment),
    ("temp", "Temperature where they live", Heading::Moment),
    ("page", "Page", Heading::Moment),
    ("on_device", "Device of this visit", Heading::Moment),
    ("utm", "Campaign word of this visit", Heading::Moment),
    ("cart_value", "Value of the cart", Heading::Moment),
    ("idle_seconds", "Idle seconds", Heading::Moment),
    ("affinity", "Taste", Heading::Habits),
    ("affinity_rank", "Rank of taste", Heading::Habits),
];

/// What a field is called, and its heading. A field without an entry is called by its own name.
pub fn label(name: &str) -> (String, Heading) {
    let lower = name.to_lowercase();
    if let Some((_, label, heading)) = LABELS.iter().find(|(n, _, _)| *n == lower) {
        return ((*label).to_owned(), *heading);
    }
    let column = |word: &str| {
        let head = lower.starts_with(word).then(|| name.get(word.len()..))?;
        head.map(|rest| rest.trim_matches('"').to_owned())
    };
    if let Some(rest) = column("preference.") {
        return (shown(&rest), Heading::Preferences);
    }
    match column("attribute.") {
        Some(rest) => (shown(&rest), Heading::Columns),
        None => (shown(name), Heading::Columns),
    }
}

/// A column's name with a capital letter and without underscores.
fn shown(name: &str) -> String {
    let mut said = name.replace('_', " ");
    if let Some(first) = said.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    said
}

/// What a verb is called at the head of a row.
pub fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Bought => "Bought",
        Verb::Viewed => "Looked at",
        Verb::Carted => "Put into the cart",
        Verb::Searched => "Searched",
        Verb::Clicked => "Clicked",
        Verb::Received => "Was sent",
        Verb::Opened => "Opened",
    }
}

/// What a verb looks like behind "then" and "then did not".
pub fn followed(verb: Verb, not: bool) -> &'static str {
    match (verb, not) {
        (Verb::Bought, false) => "bought",
        (Verb::Bought, true) => "did not buy",
        (Verb::Viewed, false) => "looked at",
        (Verb::Viewed, true) => "did not look at",
        (Verb::Carted, false) => "put into the cart",
        (Verb::Carted, true) => "did not put into the cart",
        (Verb::Searched, false) => "searched",
        (Verb::Searched, true) => "did not search",
        (Verb::Clicked, false) => "clicked",
        (Verb::Clicked, true) => "did not click",
        (Verb::Received, false) => "was sent",
        (Verb::Received, true) => "was not sent",
        (Verb::Opened, false) => "opened",
        (Verb::Opened, true) => "did not open",
    }
}

/// What a verb says where no product or message is named.
pub fn anything(verb: Verb) -> &'static str {
    match verb {
        Verb::Searched | Verb::Carted => "",
        Verb::Received | Verb::Opened => "a message",
        _ => "anything",
    }
}

/// What a property is called: behind a verb (`Bought category`).
pub fn kind(kind: WhatKind) -> &'static str {
    match kind {
        WhatKind::Product => "product",
        WhatKind::Category => "category",
        WhatKind::Brand => "brand",
        WhatKind::Tag => "products tagged",
        WhatKind::Query => "for",
        WhatKind::Strategy => "strategy",
        WhatKind::Campaign => "campaign",
        WhatKind::Weather => "on days of the weather",
        WhatKind::Season => "in the season",
    }
}

/// The word between a field and a property of products: `Spent on category`.
pub fn joint(field: &str) -> &'static str {
    match field.to_lowercase().as_str() {
        "orders" | "aov" => "with",
        "affinity" => "for",
        "affinity_rank" => "of",
        _ => "on",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targeting::fields::fields;
    use crate::targeting::plan::Subject;

    #[test]
    fn every_field_of_customers_has_a_label_of_its_own() {
        let mut seen = Vec::new();
        for info in fields(Subject::Customers).filter(|f| !f.name.ends_with(".NAME")) {
            let entry = LABELS.iter().find(|(n, _, _)| *n == info.name);
            let (_, label, _) = entry.unwrap_or_else(|| panic!("{} has no label", info.name));
            assert!(!seen.contains(label), "{label}");
            seen.push(label);
        }
        assert_eq!(label("attribute.\"Shoe size\"").0, "Shoe size");
        assert_eq!(label("preference.style").1, Heading::Preferences);
    }
}
