//! Our names for what a column can hold: the right side of `--map COLUMN=FIELD`.

use super::kind::Kind;
use serde::Serialize;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $title:literal, [$($kind:ident)*];)*) => {
        /// What a column of a table holds.
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

            /// The kinds of tables that have such a column.
            pub fn kinds(self) -> &'static [Kind] {
                match self { $(Field::$name => &[$(Kind::$kind),*],)* }
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
    Order = "order", "order number", [Orders Events];
    /// The platform's own order id; better than the number where both exist.
    OrderId = "order_id", "order id", [Orders];
    /// When the order was placed: date, or date and time.
    At = "at", "date and time", [Orders Events Weather Shown Messages Campaigns];
    /// Time of day, if it has a column of its own.
    Clock = "clock", "time of day", [Orders Events Shown Messages];
    /// Stock-keeping unit or article number.
    Sku = "sku", "article number", [Orders Products Events Shown];
    /// The platform's product id.
    ProductId = "product_id", "product id", [Orders Products Events Shown];
    /// Product name as on the line.
    Product = "product", "product name", [Orders Products Events Shown];
    /// Pieces.
    Quantity = "quantity", "quantity", [Orders Events];
    /// Price of one piece.
    Price = "price", "unit price", [Orders Products Events];
    /// Sum of the line; gives the unit price where that is missing.
    LineTotal = "line_total", "line total", [Orders Events];
    /// Discount on the line.
    LineDiscount = "line_discount", "line discount", [Orders];
    /// The shop system's customer id.
    Customer = "customer", "customer id", [Orders Customers Events Shown Messages];
    /// E-mail address.
    Email = "email", "e-mail", [Orders Customers Events Shown Messages];
    /// Phone number.
    Phone = "phone", "phone", [Orders Customers Events Shown Messages];
    /// Phone number to fall back on.
    PhoneToo = "phone_too", "second phone", [Orders Customers];
    /// Full name.
    Name = "name", "customer name", [Orders Customers];
    /// Name to fall back on.
    NameToo = "name_too", "second name", [Orders];
    /// Country.
    Country = "country", "country", [Orders Customers Places Weather];
    /// Country to fall back on.
    CountryToo = "country_too", "second country", [Orders Customers];
    /// State or province.
    Region = "region", "region", [Orders Customers Places Weather];
    /// Town.
    City = "city", "town", [Orders Customers Places Weather];
    /// Town to fall back on.
    CityToo = "city_too", "second town", [Orders];
    /// Street and house.
    Street = "street", "street", [Orders Customers];
    /// Second line of the street.
    StreetToo = "street_too", "street, second line", [Customers];
    /// Postal code.
    Zip = "zip", "postal code", [Orders Customers];
    /// Language.
    Language = "language", "language", [Orders Customers];
    /// Currency code.
    Currency = "currency", "currency", [Orders Products Events Campaigns];
    /// Payment status.
    Status = "status", "payment status", [Orders Campaigns];
    /// When it was paid.
    PaidAt = "paid_at", "paid at", [Orders];
    /// When it was shipped.
    FulfilledAt = "fulfilled_at", "shipped at", [Orders];
    /// When it was cancelled.
    CancelledAt = "cancelled_at", "cancelled at", [Orders];
    /// Discount on the whole order.
    Discount = "discount", "order discount", [Orders];
    /// Discount code.
    Code = "code", "discount code", [Orders];
    /// Shipping.
    Shipping = "shipping", "shipping", [Orders];
    /// Tax.
    Tax = "tax", "tax", [Orders];
    /// Given back.
    Refunded = "refunded", "refunded amount", [Orders];
    /// Whether the buyer allowed marketing e-mails.
    Marketing = "accepts_marketing", "accepts marketing", [Orders Customers];
    /// Sales channel.
    Channel = "channel", "sales channel", [Orders Events Shown Messages Campaigns];
    /// Sum of the lines after discounts: tells which of the two discounts holds the other.
    Subtotal = "subtotal", "subtotal", [Orders];
    /// Sum of the whole order, shipping and tax included.
    Total = "order_total", "order total", [Orders];
    /// What is left of that sum after money was given back.
    TotalAfter = "total_after_refunds", "order total after refunds", [Orders];
    /// All products of the order in one cell.
    Items = "items", "list of products", [Orders];
    /// Whether the row is a sale or money given back.
    RowKind = "row_kind", "sale or refund", [Orders];
    /// The id of a payment or refund inside an order: tells its refunds apart.
    Payment = "payment", "payment or refund id", [Orders];
    /// Whether the money was taken.
    Captured = "captured", "money taken", [Orders];
    /// The day as a number, the first one being day 1.
    DayNumber = "day_number", "number of the day", [Orders];
    /// The date of day 1: said for every row.
    DayOne = "day_one", "date of day 1", [Orders];
    /// The time zone of the row's date.
    TimeZone = "time_zone", "time zone", [Orders];
    /// First name.
    FirstName = "first_name", "first name", [Orders Customers];
    /// Family name.
    LastName = "last_name", "family name", [Orders Customers];
    /// Whether the person allowed messages by SMS.
    ConsentSms = "consent_sms", "allows SMS", [Customers];
    /// Whether the person allowed push messages.
    ConsentPush = "consent_push", "allows push", [Customers];
    /// Whether the person allowed pages made from their own history.
    ConsentPersonalization = "consent_personalization", "allows personal pages", [Customers];
    /// Whether the person may be in audiences for advertising.
    ConsentAds = "consent_ads", "allows ad audiences", [Customers];
    /// When the consent was said.
    ConsentAt = "consent_at", "consent given at", [Customers];
    /// When the person subscribed to e-mails; without a column that says whether, the time itself says yes.
    SubscribedAt = "subscribed_at", "subscribed at", [Customers];
    /// Time of subscription to fall back on.
    SubscribedAtToo = "subscribed_at_too", "second time of subscription", [Customers];
    /// When the person left the e-mail list: the time itself says no.
    UnsubscribedAt = "unsubscribed_at", "unsubscribed at", [Customers];
    /// When the person or product was added.
    Added = "added", "added on", [Customers Products];
    /// The shop's own labels, a list.
    Tags = "tags", "tags", [Customers Products];
    /// Date of birth.
    Birthday = "birthday", "date of birth", [Customers];
    /// Gender.
    Gender = "gender", "gender", [Customers];
    /// Kept under the column's own name.
    Attribute = "attribute", "kept as it is", [Customers Products Events Shown];
    /// A preference that the person stated, kept under the column's own name.
    Preference = "preference", "stated preference", [Customers];
    /// What a preference is about, in a table with one row for each preference.
    PreferenceName = "preference_name", "what the preference is about", [Customers];
    /// The preference itself, in a table with one row for each preference.
    PreferenceValue = "preference_value", "what is preferred", [Customers];
    /// Part of the product's web address.
    Handle = "handle", "handle", [Products Events];
    /// Description.
    Description = "description", "description", [Products];
    /// Brand or vendor.
    Brand = "brand", "brand", [Products];
    /// Category, or a path or list of them.
    Category = "category", "category", [Products];
    /// Price before a reduction.
    CompareAt = "compare_at", "former price", [Products];
    /// Reduced price; the other is the former one then.
    SalePrice = "sale_price", "sale price", [Products];
    /// What the shop pays for a piece.
    Cost = "cost", "cost", [Products Campaigns];
    /// Pieces in stock.
    Stock = "stock", "stock", [Products];
    /// Barcode.
    Barcode = "barcode", "barcode", [Products];
    /// Picture link.
    Image = "image", "picture", [Products];
    /// Whether the product is offered.
    Published = "published", "published", [Products];
    /// Whether it is active, a draft or archived.
    State = "product_state", "state of the product", [Products];
    /// Whether it can be bought now.
    Available = "availability", "availability", [Products];
    /// Pieces at one of several places; their sum is the stock.
    StockAt = "stock_at", "stock at one place", [Products];
    /// What a variant is like: one of its options, or all of them.
    Option = "option", "option (colour, size)", [Products];
    /// What the option is called.
    OptionName = "option_name", "name of the option", [Products];
    /// The platform's id of the variant.
    VariantId = "variant_id", "variant id", [Products];
    /// The product that a variant belongs to.
    Parent = "parent", "product of the variant", [Products];
    /// Whether the row is a product or one of its variants.
    RowType = "row_type", "kind of row", [Products];
    /// The next level below the category.
    Subcategory = "subcategory", "subcategory", [Products];
    /// A category besides the main one.
    CategoryToo = "category_too", "further category", [Products];
    /// Description to fall back on.
    DescriptionToo = "description_too", "short description", [Products];
    /// First day of the sale price.
    SaleFrom = "sale_from", "sale price from", [Products];
    /// Last day of the sale price.
    SaleTo = "sale_to", "sale price until", [Products];
    /// Whether it is a gift card or a service.
    Service = "service", "gift card or service", [Products];
    /// Kind of event.
    Event = "event", "kind of event", [Events Messages];
    /// Event id.
    EventId = "event_id", "event id", [Events Shown Messages];
    /// Browser or device.
    Device = "device", "visitor or device id", [Events Shown];
    /// Visit.
    Session = "session", "visit", [Events Shown];
    /// What was searched for.
    Query = "query", "search text", [Events];
    /// Campaign.
    Campaign = "campaign", "campaign", [Campaigns Events Messages Shown];
    /// Page type or address.
    Page = "page", "page", [Events Shown];
    /// Spot on the page.
    Placement = "placement", "spot on the page", [Events Shown];
    /// What chose the products.
    Strategy = "strategy", "strategy", [Events Shown];
    /// Variant of a test.
    Variant = "variant", "variant", [Events Shown];
    /// Place in the list, from 1.
    Slot = "slot", "place in the list", [Events Shown];
    /// Chance with which the product was chosen.
    Propensity = "propensity", "chance of being shown", [Shown];
    /// Mobile, desktop ...
    DeviceType = "device_type", "kind of device", [Events Shown];
    /// Whether, how often or when a message went out.
    Sent = "sent", "sent", [Messages];
    /// Whether, how often or when it was opened; of a campaign: how many opened it.
    Opened = "opened", "opened", [Messages Campaigns];
    /// Whether, how often or when it was clicked; of a campaign: how many clicked.
    Clicked = "clicked", "clicked", [Shown Messages Campaigns];
    /// The platform's own id of a campaign.
    CampaignId = "campaign_id", "campaign id", [Campaigns Events Messages];
    /// Subject line.
    Subject = "subject", "subject", [Campaigns];
    /// Whom it was meant for: a list or segment.
    Audience = "audience", "list or segment", [Campaigns];
    /// How many it was sent to.
    Recipients = "recipients", "recipients", [Campaigns];
    /// How many it reached.
    Delivered = "delivered", "delivered", [Campaigns];
    /// All opens, several of one person too.
    OpensInAll = "opens_in_all", "opens in all", [Campaigns];
    /// All clicks, several of one person too.
    ClicksInAll = "clicks_in_all", "clicks in all", [Campaigns];
    /// Orders that the platform credits it with.
    Orders = "orders", "orders", [Campaigns];
    /// Revenue that the platform credits it with.
    Revenue = "revenue", "revenue", [Campaigns];
    /// How many unsubscribed.
    Unsubscribed = "unsubscribed", "unsubscribed", [Campaigns];
    /// How many complained.
    Complaints = "complaints", "spam complaints", [Campaigns];
    /// How many it did not reach.
    Bounces = "bounces", "bounces", [Campaigns];
    /// Tier of a town.
    Tier = "tier", "tier of the town", [Places];
    /// Temperature in degrees Celsius.
    Temperature = "temperature", "temperature", [Weather];
    /// Weather in a word.
    Sky = "weather", "weather", [Weather];
    /// Not used.
    Ignore = "ignore", "not used", [Orders Customers Products Events Campaigns Places Weather Shown Messages];
}

impl Field {
    /// Whether several columns may hold it: each counts under its own name.
    pub fn is_free(self) -> bool {
        matches!(
            self,
            Field::Attribute
                | Field::Preference
                | Field::Ignore
                | Field::Option
                | Field::OptionName
                | Field::StockAt
                | Field::CategoryToo
        )
    }
}
