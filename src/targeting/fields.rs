//! The catalogue of fields: what each is, which comparisons it takes, and how it is explained.

use crate::model::attribute::AttributeKind;
use crate::model::consent::Purpose;
use crate::targeting::lifecycle::Stage;
use crate::targeting::measures::Measure;
use crate::targeting::moment::MomentField;
use crate::targeting::plan::{
    AnyField, Figure, FlagField, ProductNumber, Subject, TextField, TimeField,
};
use crate::targeting::rfm::RfmGroup;
use crate::targeting::stated::{Shelf, Stated};
use crate::targeting::vocabulary::Listed;
use serde::Serialize;

/// What values a field has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whole numbers.
    Count,
    /// Amounts in the shop's currency.
    Money,
    /// Percent.
    Percent,
    /// Numbers with a point.
    Number,
    /// Lengths of time in days.
    Days,
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
    /// Known only while a page is made: for conditions of rules and strategies.
    pub of_request: bool,
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
        of_request: false,
        purpose,
        example,
    }
}

const fn measure(
    name: &'static str,
    measure: Measure,
    purpose: &'static str,
    example: &'static str,
) -> FieldInfo {
    field(Subject::Customers, name, measure.kind(), purpose, example)
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

const fn moment(
    name: &'static str,
    kind: Kind,
    purpose: &'static str,
    example: &'static str,
) -> FieldInfo {
    field(Subject::Customers, name, kind, purpose, example)
}

const fn of_request(
    name: &'static str,
    kind: Kind,
    purpose: &'static str,
    example: &'static str,
) -> FieldInfo {
    FieldInfo {
        of_request: true,
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
    measure("r", Measure::R, "RFM: how lately they bought, 1 to 5 (5 = the latest fifth)", "r = 5"),
    measure("f", Measure::F, "RFM: how often they bought, 1 to 5", "f >= 4"),
    measure("m", Measure::M, "RFM: for how much they bought, 1 to 5", "m = 5"),
    measure("fm", Measure::Fm, "RFM: the middle of F and M, 1 to 5 in halves", "r = 5 AND fm >= 4"),
    measure("usual_gap", Measure::UsualGap, "their usual time between orders, known from 4 days with orders", "usual_gap <= 30d"),
    measure("overdue", Measure::Overdue, "days since the last order by their usual gap; 2 = twice as long as usual", "overdue BETWEEN 1 AND 2"),
    measure("return_rate", Measure::ReturnRate, "given back, in percent of what they bought", "return_rate >= 30%"),
    measure("discount_share", Measure::DiscountShare, "orders with a discount or code, in percent of their orders", "discount_share > 50%"),
    measure("top_brand_share", Measure::TopBrandShare, "spent on their favourite brand, in percent of what they spent on brands", "top_brand_share >= 70%"),
    measure("top_season_share", Measure::TopSeasonShare, "orders in their busiest season (Dec-Feb, Mar-May ...), in percent", "top_season_share >= 80%"),
    FieldInfo { takes_what: true, ..measure("affinity", Measure::Affinity, "part of what they bought (counts 4 times), put into the cart (2) and viewed (1)", "affinity category \"Tents\" >= 30%") },
    FieldInfo { takes_what: true, ..measure("affinity_rank", Measure::AffinityRank, "place of a category or brand among theirs; 1 = their first", "affinity_rank brand Osprey <= 3") },
    FieldInfo { takes_window: true, ..measure("visits", Measure::Visits, "visits to the shop's own pages", "visits >= 2 WITHIN 30d") },
    field(Customers, "last_visit", Kind::Day, "day of the last visit", "last_visit >= -7d"),
    field(Customers, "added", Kind::Day, "day on which they were added, else of their first trace", "added >= -30d"),
    measure("channels", Measure::Channels, "in how many channels they buy and visit", "channels >= 2"),
    field(Customers, "channel", Kind::Text, "channels of their orders and visits; holds if any is", "channel = app"),
    field(Customers, "device", Kind::Text, "devices of their visits; holds if any is", "device = mobile"),
    field(Customers, "campaign", Kind::Text, "campaigns that they came from or answered; holds if any is", "campaign CONTAINS spring"),
    measure("age", Measure::Age, "years, by the column birthday, else by the column age", "age BETWEEN 25 AND 34"),
    field(Customers, "gender", Kind::Text, "F, M, or what the file says", "gender = F"),
    measure("birthday_in", Measure::BirthdayIn, "days until their next birthday; 0 is today", "birthday_in <= 14d"),
    measure("anniversary_in", Measure::AnniversaryIn, "days until the next anniversary of their first order; 0 is today", "anniversary_in <= 14d"),
    field(Customers, "email_domain", Kind::Text, "what stands behind the @ of the e-mail address", "email_domain = web.de"),
    field(Customers, "attribute.NAME", Kind::Text, "any other column of a customer file; numbers, dates, yes or no and lists compare as such", "attribute.household = business"),
    field(Customers, "preference.NAME", Kind::Text, "what they said they prefer, compared as attributes are", "preference.style = classic"),
    measure("weather_pull", Measure::WeatherPull, "how much more often they order in their weather than it comes; 2 = twice", "weather_pull >= 2"),
    moment("season", Kind::Choice, "season of the day: winter is December to February", "season = winter"),
    moment("weekday", Kind::Choice, "day of the week", "weekday IN (saturday, sunday)"),
    moment("hour", Kind::Count, "hour on the shop's clock, 0 to 23", "hour BETWEEN 18 AND 23"),
    moment("weather", Kind::Text, "the weather of the day where they live, from a table of weather", "weather = rain"),
    moment("temp", Kind::Number, "the temperature there in degrees Celsius", "temp >= 25"),
    of_request("page", Kind::Choice, "the page that is made", "page = cart"),
    of_request("on_device", Kind::Text, "the device of this visit", "on_device = mobile"),
    of_request("utm", Kind::Text, "the campaign word of the link of this visit", "utm = newsletter"),
    of_request("cart_value", Kind::Money, "what lies in the cart", "cart_value >= 80"),
    of_request("idle_seconds", Kind::Count, "seconds since the last thing done in this visit", "idle_seconds >= 60"),
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
    field(Products, "attribute.NAME", Kind::Text, "any other attribute of a product file; numbers, dates and yes or no compare as such", "attribute.material = wool"),
];

/// The fields of one catalogue.
pub fn fields(subject: Subject) -> impl Iterator<Item = &'static FieldInfo> {
    FIELDS.iter().filter(move |f| f.subject == subject)
}

/// The field with this name (any letter case), and what it is in a plan.
pub fn named(subject: Subject, name: &str) -> Option<(&'static FieldInfo, AnyField)> {
    let lower = name.to_lowercase();
    for (word, shelf) in Shelf::ALL {
        let Some(rest) = name.get(word.len()..).and_then(|r| r.strip_prefix('.')) else {
            continue;
        };
        if !lower.starts_with(word) || rest.trim().is_empty() {
            continue;
        }
        let info = fields(subject).find(|f| f.name.strip_suffix(".NAME") == Some(word))?;
        return Some((
            info,
            // Of which kind it is, the check looks up.
            AnyField::Stated(Stated {
                shelf,
                name: rest.to_owned(),
                kind: AttributeKind::Text,
            }),
        ));
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
        (Customers, "added") => AnyField::Time(TimeField::CustomerAdded),
        (Customers, "last_visit") => AnyField::Time(TimeField::LastVisit),
        (Customers, "gender") => text(TextField::Gender),
        (Customers, "email_domain") => text(TextField::EmailDomain),
        (Customers, "device") => text(TextField::Device),
        (Customers, "channel") => text(TextField::Channel),
        (Customers, "campaign") => text(TextField::Campaign),
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
        (Customers, other) => match (Measure::named(other), MomentField::named(other)) {
            (Some(measure), _) => AnyField::Measure(measure, None),
            (None, Some(field)) => AnyField::Moment(field),
            (None, None) => {
                let purpose = other.strip_prefix("consent.").and_then(Purpose::named)?;
                AnyField::Flag(FlagField::Consent(purpose))
            }
        },
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
            TextField::Device => Some(Listed::Device),
            TextField::Channel => Some(Listed::Channel),
            TextField::Campaign => Some(Listed::Campaign),
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
        for (word, measure) in Measure::ALL {
            let (info, field) = named(Customers, word).unwrap();
            assert_eq!(field, AnyField::Measure(measure, None));
            assert_eq!(info.kind, measure.kind(), "{word}");
        }
        assert!(named(Customers, "attribute.").is_none());
        assert!(named(Customers, "attribute.NAME").is_some());
    }
}
