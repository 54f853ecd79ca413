//! Our names for what a column can hold: the right side of `--map COLUMN=FIELD`.

use serde::Serialize;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $title:literal;)*) => {
        /// What a column of an order table holds.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// Every field, in the order of help and screens.
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// The word in `--map` and JSON.
            pub fn word(self) -> &'static str {
                match self { $(Field::$name => $word,)* }
            }

            /// What a merchant calls it.
            pub fn title(self) -> &'static str {
                match self { $(Field::$name => $title,)* }
            }

            /// The field with this word, any letter case; blanks and dashes count as underscores.
            pub fn named(word: &str) -> Option<Field> {
                let word = word.trim().to_lowercase().replace([' ', '-'], "_");
                match word.as_str() { $($word => Some(Field::$name),)* _ => None }
            }
        }
    };
}

fields! {
    /// Order number that the merchant knows; groups the rows of an order.
    Order = "order", "order number";
    /// The platform's own order id; better than the number where both exist.
    OrderId = "order_id", "order id";
    /// When the order was placed: date, or date and time.
    At = "at", "date and time";
    /// Time of day, if it has a column of its own.
    Clock = "clock", "time of day";
    /// Stock-keeping unit or article number.
    Sku = "sku", "article number";
    /// The platform's product id.
    ProductId = "product_id", "product id";
    /// Product name as on the line.
    Product = "product", "product name";
    /// Pieces.
    Quantity = "quantity", "quantity";
    /// Price of one piece.
    Price = "price", "unit price";
    /// Sum of the line; gives the unit price where that is missing.
    LineTotal = "line_total", "line total";
    /// Discount on the line.
    LineDiscount = "line_discount", "line discount";
    /// The shop system's customer id.
    Customer = "customer", "customer id";
    /// E-mail address.
    Email = "email", "e-mail";
    /// Phone number.
    Phone = "phone", "phone";
    /// Phone number to fall back on.
    PhoneToo = "phone_too", "second phone";
    /// Full name.
    Name = "name", "customer name";
    /// Name to fall back on.
    NameToo = "name_too", "second name";
    /// Country.
    Country = "country", "country";
    /// Country to fall back on.
    CountryToo = "country_too", "second country";
    /// State or province.
    Region = "region", "region";
    /// Town.
    City = "city", "town";
    /// Town to fall back on.
    CityToo = "city_too", "second town";
    /// Street and house.
    Street = "street", "street";
    /// Postal code.
    Zip = "zip", "postal code";
    /// Language.
    Language = "language", "language";
    /// Currency code.
    Currency = "currency", "currency";
    /// Payment status.
    Status = "status", "payment status";
    /// When it was paid.
    PaidAt = "paid_at", "paid at";
    /// When it was shipped.
    FulfilledAt = "fulfilled_at", "shipped at";
    /// When it was cancelled.
    CancelledAt = "cancelled_at", "cancelled at";
    /// Discount on the whole order.
    Discount = "discount", "order discount";
    /// Discount code.
    Code = "code", "discount code";
    /// Shipping.
    Shipping = "shipping", "shipping";
    /// Tax.
    Tax = "tax", "tax";
    /// Given back.
    Refunded = "refunded", "refunded amount";
    /// Whether the buyer allowed marketing e-mails.
    Marketing = "accepts_marketing", "accepts marketing";
    /// Sales channel.
    Channel = "channel", "sales channel";
    /// Sum of the lines after discounts: tells which of the two discounts holds the other.
    Subtotal = "subtotal", "subtotal";
    /// Not used.
    Ignore = "ignore", "not used";
}
