//! The catalogue of fields: what each is, which comparisons it takes, and how it is explained.

use crate::model::consent::Purpose;
use crate::targeting::lifecycle::Stage;
use crate::targeting::plan::{
    AnyField, Figure, FlagField, ProductNumber, Subject, TextField, TimeField,
};
use crate::targeting::rfm::RfmGroup;
use crate::targeting::vocabulary::Listed;
use serde::Serialize;

/// What values a field has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whole numbers.
    Count,
    /// Amounts in the shop's currency.
    Money,
    /// Percent.
    Percent,
    /// Days.
    Day,
    /// Text.
    Text,
    /// One of a few names.
    Choice,
    /// Yes or no.
    Flag,
}

/// One field.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FieldInfo {
    /// The word in expressions.
    pub name: &'static str,
    /// Customers or products.
    pub subject: Subject,
    /// Its values.
    pub kind: Kind,
    /// Takes `category "Tents"` and the like after its name.
    pub takes_what: bool,
    /// Takes WITHIN, SINCE or BETWEEN after the value.
    pub takes_window: bool,
    /// What it says, in one line.
    pub purpose: &'static str,
    /// One use of it.
    pub example: &'static str,
}

const fn field(
    subject: Subject,
    name: &'static str,
    kind: Kind,
    purpose: &'static str,
    example: &'static str,
) -> FieldInfo {
    FieldInfo {
        name,
        subject,
        kind,
        takes_what: false,
        takes_window: false,
        purpose,
        example,
    }
}

const fn figure(
    name: &'static str,
    kind: Kind,
    purpose: &'static str,
    example: &'static str,
) -> FieldInfo {
    FieldInfo {
        takes_what: true,
        takes_window: true,
        ..field(Subject::Customers, name, kind, purpose, example)
    }
}

use Subject::{Customers, Products};

/// Every field, in the order of help and pickers.
#[rustfmt::skip]
pub const FIELDS: &[FieldInfo] = &[
    figure("orders", Kind::Count, "number of orders that count as sales", "orders >= 3 WITHIN 12m"),
    figure("spent", Kind::Money, "spent net of refunds, in the shop's currency", "spent > 500"),
    figure("spent_gross", Kind::Money, "spent before refunds, in the shop's currency", "spent_gross category \"Tents\" > 200"),
    figure("aov", Kind::Money, "average order value: spent net of refunds per order", "aov >= 80 WITHIN 12m"),
    field(Customers, "first_order", Kind::Day, "day of the first order", "first_order >= -30d"),
    field(Customers, "last_order", Kind::Day, "day of the last order", "last_order < -90d"),
    field(Customers, "country", Kind::Text, "country, by name or code in any language", "country IN (Germany, Austria)"),
    field(Customers, "region", Kind::Text, "state, province or county", "region = Bavaria"),
    field(Customers, "city", Kind::Text, "town", "city = \"New York\""),
    field(Customers, "city_tier", Kind::Text, "tier of the town, from a table of towns", "city_tier = 1"),
    field(Customers, "language", Kind::Text, "language tag", "language = de"),
    field(Customers, "name", Kind::Text, "full name", "name STARTS WITH Anna"),
    field(Customers, "email", Kind::Text, "e-mail address", "email ENDS WITH \"@web.de\""),
    field(Customers, "tag", Kind::Text, "the shop's own labels; holds if any label does", "tag = vip"),
    field(Customers, "consent.email", Kind::Flag, "allowed messages by e-mail; not said is no", "consent.email = yes"),
    field(Customers, "consent.sms", Kind::Flag, "allowed messages by SMS; not said is no", "consent.sms = yes"),
    field(Customers, "consent.push", Kind::Flag, "allowed push messages; not said is no", "consent.push = yes"),
    field(Customers, "consent.personalization", Kind::Flag, "allowed pages made from their own history; not said is no", "consent.personalization = yes"),
    field(Customers, "consent.ads", Kind::Flag, "allowed audiences for advertising; not said is no", "consent.ads = yes"),
    field(Customers, "rfm_group", Kind::Choice, "RFM group: how lately, how often and for how much they bought", "rfm_group = Champions"),
    field(Customers, "lifecycle", Kind::Choice, "lifecycle stage, from prospect to loyal or dormant", "lifecycle = \"Repeat customer\""),
    field(Customers, "attribute.NAME", Kind::Text, "any other column of a customer file, as text", "attribute.age = 34"),
    field(Products, "title", Kind::Text, "title", "title CONTAINS tent"),
    field(Products, "sku", Kind::Text, "SKU of any variant", "sku STARTS WITH 851"),
    field(Products, "brand", Kind::Text, "brand or vendor", "brand = Osprey"),
    field(Products, "category", Kind::Text, "category; = includes its children", "category = Camping"),
    field(Products, "tag", Kind::Text, "the shop's own labels; holds if any label does", "tag = summer"),
    field(Products, "price", Kind::Money, "selling price of the cheapest variant", "price BETWEEN 20 AND 50"),
    field(Products, "cost", Kind::Money, "what the shop pays", "cost < 10"),
    field(Products, "margin", Kind::Percent, "(price - cost) / price in percent", "margin >= 40%"),
    field(Products, "stock", Kind::Count, "pieces in stock of all variants", "stock > 0"),
    field(Products, "on_sale", Kind::Flag, "price is below the former price", "on_sale = yes"),
    field(Products, "status", Kind::Choice, "published or hidden", "status = published"),
    field(Products, "service", Kind::Flag, "postage, fees and the like", "service = no"),
    field(Products, "added", Kind::Day, "day on which it came into the shop", "added >= -30d"),
    field(Products, "attribute.NAME", Kind::Text, "any other attribute of a product file, as text", "attribute.material = wool"),
];

/// Words that the language will know, so that asking for one is not called a slip.
pub const LATER: &[&str] = &[
    "affinity",
    "affinity_rank",
    "age",
    "gender",
    "birthday",
    "season",
    "weather",
    "temp",
    "device",
    "page",
    "utm",
    "hour",
    "cart_value",
    "idle_seconds",
    "channel",
    "added",
];

/// The fields of one catalogue.
pub fn fields(subject: Subject) -> impl Iterator<Item = &'static FieldInfo> {
    FIELDS.iter().filter(move |f| f.subject == subject)
}

/// The field with this name (any letter case), and what it is in a plan.
pub fn named(subject: Subject, name: &str) -> Option<(&'static FieldInfo, AnyField)> {
    let lower = name.to_lowercase();
    if let Some(attribute) = lower.strip_prefix("attribute.") {
        let start = name.len().checked_sub(attribute.len())?;
        let attribute = name.get(start..).filter(|a| !a.trim().is_empty())?;
        let info = fields(subject).find(|f| f.name == "attribute.NAME")?;
        let text = match subject {
            Customers => TextField::CustomerAttribute(attribute.to_owned()),
            Products => TextField::ProductAttribute(attribute.to_owned()),
        };
        return Some((info, AnyField::Text(text)));
    }
    let info = fields(subject).find(|f| f.name == lower && !f.name.contains("NAME"))?;
    let text = AnyField::Text;
    let number = AnyField::ProductNumber;
    let any = match (subject, lower.as_str()) {
        (Customers, "orders") => AnyField::Figure(Figure::Orders, None),
        (Customers, "spent") => AnyField::Figure(Figure::Spent, None),
        (Customers, "spent_gross") => AnyField::Figure(Figure::SpentGross, None),
        (Customers, "aov") => AnyField::Figure(Figure::Aov, None),
        (Customers, "first_order") => AnyField::Time(TimeField::FirstOrder),
        (Customers, "last_order") => AnyField::Time(TimeField::LastOrder),
        (Customers, "country") => text(TextField::Country),
        (Customers, "region") => text(TextField::Region),
        (Customers, "city") => text(TextField::City),
        (Customers, "city_tier") => text(TextField::CityTier),
        (Customers, "language") => text(TextField::Language),
        (Customers, "name") => text(TextField::Name),
        (Customers, "email") => text(TextField::Email),
        (Customers, "tag") => text(TextField::CustomerTag),
        (Customers, "rfm_group") => text(TextField::RfmGroup),
        (Customers, "lifecycle") => text(TextField::Lifecycle),
        (Customers, consent) => {
            let purpose = consent.strip_prefix("consent.").and_then(Purpose::named)?;
            AnyField::Flag(FlagField::Consent(purpose))
        }
        (Products, "title") => text(TextField::Title),
        (Products, "sku") => text(TextField::Sku),
        (Products, "brand") => text(TextField::Brand),
        (Products, "category") => text(TextField::Category),
        (Products, "status") => text(TextField::Status),
        (Products, "tag") => text(TextField::ProductTag),
        (Products, "price") => number(ProductNumber::Price),
        (Products, "cost") => number(ProductNumber::Cost),
        (Products, "margin") => number(ProductNumber::Margin),
        (Products, "stock") => number(ProductNumber::Stock),
        (Products, "on_sale") => AnyField::Flag(FlagField::OnSale),
        (Products, "service") => AnyField::Flag(FlagField::Service),
        (Products, "added") => AnyField::Time(TimeField::Added),
        (Products, _) => return None,
    };
    Some((info, any))
}

impl TextField {
    /// The names that a field of few names has.
    pub fn choices(&self) -> Option<Vec<&'static str>> {
        match self {
            TextField::RfmGroup => Some(RfmGroup::ALL.iter().map(|g| g.word()).collect()),
            TextField::Lifecycle => Some(Stage::ALL.iter().map(|s| s.word()).collect()),
            TextField::Status => Some(vec!["published", "hidden"]),
            _ => None,
        }
    }

    /// The list of the shop's own values, where it is short enough to be kept at hand.
    pub fn listed(&self) -> Option<Listed> {
        match self {
            TextField::Country => Some(Listed::Country),
            TextField::Region => Some(Listed::Region),
            TextField::City => Some(Listed::City),
            TextField::Language => Some(Listed::Language),
            TextField::CustomerTag => Some(Listed::CustomerTag),
            TextField::Brand => Some(Listed::Brand),
            TextField::Category => Some(Listed::Category),
            TextField::ProductTag => Some(Listed::ProductTag),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_catalogue_is_in_the_plan() {
        for info in FIELDS {
            let name = info.name.replace("NAME", "size");
            assert!(named(info.subject, &name).is_some(), "{name}");
            assert!(
                named(info.subject, &name.to_uppercase()).is_some(),
                "{name}"
            );
        }
        assert!(named(Customers, "attribute.").is_none());
        assert!(named(Customers, "attribute.NAME").is_some());
    }
}
