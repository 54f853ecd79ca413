//! The typed plan: what an expression means, without text, tables or clock. `store` turns it into SQL, `holds` answers
//! it in memory; both must agree.

use crate::model::consent::Purpose;
use crate::model::event::EventKind;
use crate::model::text;
use crate::targeting::measures::Measure;
use crate::targeting::moment::{MomentField, OfMoment};
use crate::targeting::span::Span;
use crate::targeting::stated::{Stated, StatedTest};
use crate::targeting::when::{Length, When, Window};
use serde::Serialize;
use std::sync::Arc;

/// What an expression is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Target groups.
    Customers,
    /// Filters, boosts and rules.
    Products,
}

/// A checked expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Over whom.
    pub subject: Subject,
    /// The condition.
    pub root: Node,
}

impl Plan {
    /// The plan that every known person matches.
    pub fn everybody() -> Plan {
        Plan {
            subject: Subject::Customers,
            root: Node::All(Vec::new()),
        }
    }

    /// Whether it asks for R, F, M or what is made of them, so that somebody has to know where scores are cut.
    pub fn asks_scores(&self) -> bool {
        self.root.asks_scores()
    }
}

impl Node {
    fn asks_scores(&self) -> bool {
        let scored = |measure: &Measure| {
            matches!(measure, Measure::R | Measure::F | Measure::M | Measure::Fm)
        };
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(Node::asks_scores),
            Node::Not(inner) => inner.asks_scores(),
            Node::Group { plan, .. } => plan.asks_scores(),
            Node::Is(condition) => match &condition.test {
                Test::Measure(of, _) => scored(&of.measure),
                Test::Missing(AnyField::Measure(measure, _), _) => scored(measure),
                Test::Text(TextField::RfmGroup, _)
                | Test::Missing(AnyField::Text(TextField::RfmGroup), _) => true,
                _ => false,
            },
        }
    }
}

/// One node of a plan. Logic is two-valued: a condition on a missing value is false and NOT makes it true.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    /// All of these hold.
    All(Vec<Node>),
    /// At least one of these holds.
    Any(Vec<Node>),
    /// This does not hold.
    Not(Box<Node>),
    /// A condition.
    Is(Condition),
    /// Member of a saved group, whose own plan this carries.
    Group {
        /// The group's name.
        name: String,
        /// What it means now.
        plan: Arc<Node>,
        /// Where it is named.
        span: Span,
    },
}

/// One condition and where it stands in the text.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// What is asked.
    pub test: Test,
    /// Where it stands.
    pub span: Span,
}

/// What a condition asks.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// A number of a customer.
    Figure {
        /// Which.
        figure: Figure,
        /// Only orders with such products; sums count their lines only.
        what: Option<What>,
        /// Only in this time.
        window: Option<Window>,
        /// The comparison.
        is: NumberTest,
    },
    /// A number worked out of a customer's history.
    Measure(Measured, NumberTest),
    /// An imported column or stated preference of a customer.
    Stated(Stated, StatedTest),
    /// A number of a product.
    ProductNumber(ProductNumber, NumberTest),
    /// A day of a customer or product.
    Time(TimeField, TimeTest),
    /// A text of a customer or product; one with several values holds if any does.
    Text(TextField, TextTest),
    /// A yes or no.
    Flag(FlagField, bool),
    /// IS NULL (true) or IS NOT NULL (false).
    Missing(AnyField, bool),
    /// Something was done.
    Happened(Happened),
    /// Something of the moment or the request.
    Moment(OfMoment),
}

/// A measure, perhaps of some products or of some time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measured {
    /// Which.
    pub measure: Measure,
    /// Of which category or brand.
    pub what: Option<What>,
    /// Only in this time.
    pub window: Option<Window>,
}

/// A number of a customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// Sales.
    Orders,
    /// Net of refunds, minor units.
    Spent,
    /// Before refunds, minor units.
    SpentGross,
    /// Net per order, minor units, rounded half away from zero; missing without orders.
    Aov,
}

/// A number of a product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProductNumber {
    /// Selling price, ten-thousandths.
    Price,
    /// What the shop pays, ten-thousandths.
    Cost,
    /// (price - cost) / price in hundredths of a percent.
    Margin,
    /// Pieces.
    Stock,
}

/// A day or moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeField {
    /// A customer's first sale.
    FirstOrder,
    /// A customer's last sale.
    LastOrder,
    /// When a product came into the shop.
    Added,
    /// When a customer was added.
    CustomerAdded,
    /// The start of a customer's last session.
    LastVisit,
}

/// A text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextField {
    /// Customer: country.
    Country,
    /// Customer: state, province, county.
    Region,
    /// Customer: town.
    City,
    /// Tier of the town.
    CityTier,
    /// Customer: language tag.
    Language,
    /// Customer: e-mail address.
    Email,
    /// Customer: full name.
    Name,
    /// Customer: the shop's own labels.
    CustomerTag,
    /// Customer: `F`, `M`, or what the file says.
    Gender,
    /// Customer: what stands behind the @.
    EmailDomain,
    /// Customer: devices of their visits.
    Device,
    /// Customer: channels of their orders and visits.
    Channel,
    /// Customer: campaigns that they came from or answered.
    Campaign,
    /// Customer: RFM group.
    RfmGroup,
    /// Customer: lifecycle stage.
    Lifecycle,
    /// Product: title.
    Title,
    /// Product: SKUs of its variants.
    Sku,
    /// Product: brand.
    Brand,
    /// Product: category, children included.
    Category,
    /// Product: `published` or `hidden`.
    Status,
    /// Product: the shop's own labels.
    ProductTag,
}

/// A yes or no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlagField {
    /// Customer: consent for a purpose; unknown is no.
    Consent(Purpose),
    /// Product: its price is below its former price.
    OnSale,
    /// Product: postage, fees and the like.
    Service,
}

/// Any field, for IS NULL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnyField {
    /// A number of a customer, over some products or all.
    Figure(Figure, Option<What>),
    /// A number worked out of a customer's history.
    Measure(Measure, Option<What>),
    /// An imported column or stated preference.
    Stated(Stated),
    /// A number of a product.
    ProductNumber(ProductNumber),
    /// A day.
    Time(TimeField),
    /// A text.
    Text(TextField),
    /// A yes or no: never missing.
    Flag(FlagField),
    /// Something of the moment or the request.
    Moment(MomentField),
}

/// How two values compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cmp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
}

impl Cmp {
    /// Every comparison with its sign.
    pub const ALL: [(&'static str, Cmp); 6] = [
        ("=", Cmp::Equal),
        ("!=", Cmp::NotEqual),
        (">=", Cmp::AtLeast),
        (">", Cmp::Greater),
        ("<=", Cmp::AtMost),
        ("<", Cmp::Less),
    ];

    /// The sign, in ASCII.
    pub fn sign(self) -> &'static str {
        Cmp::ALL
            .into_iter()
            .find(|(_, c)| *c == self)
            .map_or("=", |(sign, _)| sign)
    }

    /// Whether `a` compares so with `b`.
    pub fn holds<T: Ord>(self, a: &T, b: &T) -> bool {
        match self {
            Cmp::Equal => a == b,
            Cmp::NotEqual => a != b,
            Cmp::Greater => a > b,
            Cmp::AtLeast => a >= b,
            Cmp::Less => a < b,
            Cmp::AtMost => a <= b,
        }
    }
}

/// A comparison of numbers in the unit of the field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberTest {
    /// With one number.
    Is(Cmp, i64),
    /// Both ends included.
    Between(i64, i64),
    /// One (or, if the flag is set, none) of these.
    In(Vec<i64>, bool),
}

impl NumberTest {
    /// Whether a number passes.
    pub fn holds(&self, n: i64) -> bool {
        match self {
            NumberTest::Is(cmp, value) => cmp.holds(&n, value),
            NumberTest::Between(low, high) => (*low..=*high).contains(&n),
            NumberTest::In(values, not) => values.contains(&n) != *not,
        }
    }
}

/// A comparison of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TimeTest {
    /// With one time; dates compare by day.
    Is(Cmp, When),
    /// Both days included.
    Between(When, When),
    /// On one (or, if the flag is set, none) of these days.
    In(Vec<When>, bool),
}

/// A text to compare with; text ignores case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// As typed.
    pub shown: String,
    /// As compared.
    pub folded: String,
}

impl Word {
    /// A text, folded once.
    pub fn new(shown: &str) -> Word {
        Word {
            shown: shown.to_owned(),
            folded: text::fold(shown),
        }
    }

    /// A category path such as `Camping > Lighting`: each part folded, joined in one way, closed at both ends.
    pub fn category(shown: &str) -> Word {
        Word {
            shown: shown.to_owned(),
            folded: category_path(shown),
        }
    }
}

/// `Camping>Lighting` -> `> camping > lighting >`: one path holds another if its text does.
pub fn category_path(path: &str) -> String {
    let mut joined = String::from(">");
    for part in path.split('>') {
        joined.push(' ');
        joined.push_str(&text::fold(part));
        joined.push_str(" >");
    }
    joined
}

/// A comparison of texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextTest {
    /// Equal (or, if the flag is set, another).
    Is(Word, bool),
    /// One (or, if the flag is set, none) of these.
    In(Vec<Word>, bool),
    /// Has this inside (or, if the flag is set, has not).
    Contains(Word, bool),
    /// Begins with this (or not).
    Starts(Word, bool),
    /// Ends with this (or not).
    Ends(Word, bool),
}

/// What something was done with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct What {
    /// Which property.
    pub kind: WhatKind,
    /// Its value.
    pub value: Word,
}

/// Which property of the thing is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WhatKind {
    /// A product by SKU, id, handle or exact name.
    Product,
    /// A category, children included.
    Category,
    /// A brand.
    Brand,
    /// A product with this tag.
    Tag,
    /// A search text that has this inside.
    Query,
    /// A strategy.
    Strategy,
    /// A campaign.
    Campaign,
    /// On days of such weather where the person lives.
    Weather,
    /// On days of a season.
    Season,
}

impl WhatKind {
    /// Every kind with its word.
    pub const ALL: [(&'static str, WhatKind); 9] = [
        ("product", WhatKind::Product),
        ("category", WhatKind::Category),
        ("brand", WhatKind::Brand),
        ("tag", WhatKind::Tag),
        ("query", WhatKind::Query),
        ("strategy", WhatKind::Strategy),
        ("campaign", WhatKind::Campaign),
        ("weather", WhatKind::Weather),
        ("season", WhatKind::Season),
    ];

    /// The word in expressions.
    pub fn word(self) -> &'static str {
        WhatKind::ALL
            .into_iter()
            .find(|(_, k)| *k == self)
            .map_or("product", |(word, _)| word)
    }

    /// Whether it is a property of the day.
    pub fn is_of_day(self) -> bool {
        matches!(self, WhatKind::Weather | WhatKind::Season)
    }

    /// Whether it is a property of a product.
    pub fn is_of_product(self) -> bool {
        matches!(
            self,
            WhatKind::Product | WhatKind::Category | WhatKind::Brand | WhatKind::Tag
        )
    }
}

/// What a customer can do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verb {
    /// Ordered: sales only, counted in orders.
    Bought,
    /// Looked at a product.
    Viewed,
    /// Put a product into the cart.
    Carted,
    /// Searched.
    Searched,
    /// Clicked a product in a block, or a link in a message.
    Clicked,
    /// Was sent a message.
    Received,
    /// Opened a message.
    Opened,
}

impl Verb {
    /// Every verb with its word.
    pub const ALL: [(&'static str, Verb); 7] = [
        ("bought", Verb::Bought),
        ("viewed", Verb::Viewed),
        ("carted", Verb::Carted),
        ("searched", Verb::Searched),
        ("clicked", Verb::Clicked),
        ("received", Verb::Received),
        ("opened", Verb::Opened),
    ];

    /// The word in expressions.
    pub fn word(self) -> &'static str {
        Verb::ALL
            .into_iter()
            .find(|(_, v)| *v == self)
            .map_or("bought", |(word, _)| word)
    }

    /// The events that count; none for orders.
    pub fn events(self) -> &'static [EventKind] {
        match self {
            Verb::Bought => &[],
            Verb::Viewed => &[EventKind::View],
            Verb::Carted => &[EventKind::AddToCart],
            Verb::Searched => &[EventKind::Search],
            Verb::Clicked => &[EventKind::Click, EventKind::MessageClicked],
            Verb::Received => &[EventKind::MessageSent],
            Verb::Opened => &[EventKind::MessageOpened],
        }
    }

    /// What can be asked of it.
    pub fn takes(self) -> &'static [WhatKind] {
        use WhatKind::{Brand, Campaign, Category, Product, Query, Season, Strategy, Tag, Weather};
        match self {
            Verb::Bought | Verb::Viewed | Verb::Carted => {
                &[Product, Category, Brand, Tag, Weather, Season]
            }
            Verb::Searched => &[Query],
            Verb::Clicked => &[Product, Category, Brand, Tag, Strategy, Campaign],
            Verb::Received | Verb::Opened => &[Campaign, Strategy],
        }
    }
}

/// Something done, how often, when, and what followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// What was done.
    pub verb: Verb,
    /// With what; `None` = with anything.
    pub what: Option<What>,
    /// How many orders or events; without it at least one.
    pub times: Option<(Cmp, i64)>,
    /// When.
    pub window: Option<Window>,
    /// What came after each of them.
    pub then: Option<Then>,
}

/// What came (or did not come) after an event. One that did not come counts only when its time is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Then {
    /// It did not come.
    pub not: bool,
    /// What is looked for.
    pub verb: Verb,
    /// With what.
    pub what: ThenWhat,
    /// How long after.
    pub within: Length,
}

/// What the second doing of a sequence is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ThenWhat {
    /// Anything.
    Anything,
    /// The same product as the first.
    Same,
    /// Something given.
    What(What),
}

impl Node {
    /// Every condition of this node and of the groups in it, left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        fn walk<'a>(node: &'a Node, found: &mut Vec<&'a Condition>) {
            match node {
                Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|n| walk(n, found)),
                Node::Not(node) => walk(node, found),
                Node::Is(condition) => found.push(condition),
                Node::Group { plan, .. } => walk(plan, found),
            }
        }
        let mut found = Vec::new();
        walk(self, &mut found);
        found
    }
}
