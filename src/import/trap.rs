//! The traps of real exports that the import watches for: a catalogue of names and sentences.

use super::checked::Trap;

macro_rules! traps {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $one:literal, $many:literal;)*) => {
        /// A trap that was met.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Met { $($(#[$doc])* $name,)* }

        /// How often each trap was met.
        #[derive(Clone, Debug)]
        pub(crate) struct Traps([u64; [$($code,)*].len()]);

        impl Default for Traps {
            fn default() -> Traps {
                Traps([0; [$($code,)*].len()])
            }
        }

        impl Traps {
            /// Those met, in the order of the catalogue.
            pub(crate) fn list(&self) -> Vec<Trap> {
                [$((Met::$name, $code, $one, $many),)*]
                    .into_iter()
                    .filter_map(|(met, code, one, many)| {
                        let count = self.0[met as usize];
                        let words = match count {
                            0 => return None,
                            1 => one.to_owned(),
                            n => many.replace("{n}", &grouped(n)),
                        };
                        Some(Trap { code, count, words })
                    })
                    .collect()
            }
        }
    };
}

traps! {
    /// An order with rows of different times.
    TwoTimes = "two_times",
        "1 order has two times: the first counts",
        "{n} orders have two times: the first counts";
    /// An order with rows of different customers.
    TwoCustomers = "two_customers",
        "1 order names two customers: the first counts",
        "{n} orders name two customers: the first counts";
    /// The same order stated again further down in the same file.
    Restated = "restated_orders",
        "1 order stands twice in this file: it counts once",
        "{n} orders stand twice in this file: each counts once";
    /// A row equal to another one of its order.
    DuplicateLine = "duplicate_lines",
        "1 line is an exact copy of another: kept, the customer may have ordered it twice",
        "{n} exact duplicate lines kept: a customer may order the same twice";
    /// Rows whose order is interrupted by others.
    Scattered = "scattered_orders",
        "1 order has its rows in several places: put together",
        "{n} orders have their rows in several places: put together";
    /// Article numbers that differ only in upper and lower case.
    CaseOnly = "codes_by_case",
        "1 article number is written in upper and lower case: it is one product",
        "{n} article numbers are written in upper and lower case: each is one product";
    /// Article numbers with more than one name.
    SeveralNames = "several_names",
        "1 article number has several names: it is one product",
        "{n} article numbers have several names: each is one product";
    /// Lines without a product name.
    NoName = "no_product_name",
        "1 line has no product name: known by its article number",
        "{n} lines have no product name: known by their article number";
    /// Lines without an article number.
    NoSku = "no_article_number",
        "1 line has no article number: known by its product name",
        "{n} lines have no article number: known by their product name";
    /// Rows of nobody.
    Anonymous = "anonymous_rows",
        "1 row names no customer: it counts for products and revenue, not for people",
        "{n} rows name no customer: they count for products and revenue, not for people";
    /// Orders without an e-mail address.
    NoEmail = "orders_without_email",
        "1 order has no e-mail address: its buyer is known by phone or id, if at all",
        "{n} orders have no e-mail address: their buyers are known by phone or id, if at all";
    /// Rows of credit notes.
    CreditLine = "credit_lines",
        "1 line of a credit note: taken from net sales",
        "{n} lines of credit notes: taken from net sales";
    /// Lines with a negative quantity inside an order, in a file without credit notes.
    ReturnedLine = "returned_lines",
        "1 line has a quantity below zero: counted as given back",
        "{n} lines have a quantity below zero: counted as given back";
    /// Rows that are neither sale nor credit.
    Adjustment = "adjustments",
        "1 row is neither a sale nor a credit note (no price or no quantity): listed as an adjustment",
        "{n} rows are neither sales nor credit notes (no price or no quantity): listed as adjustments";
    /// Lines for postage, fees, vouchers.
    Service = "service_lines",
        "1 line is postage, a fee or a voucher: it counts in revenue and is never recommended",
        "{n} lines are postage, fees or vouchers: they count in revenue and are never recommended";
    /// Rows of an account that move money without a sale.
    NoTrade = "no_trade",
        "1 row moves money without a sale (a withdrawal, a fee, a purchase): left out",
        "{n} rows move money without a sale (withdrawals, fees, purchases): left out";
    /// Lines given away.
    FreeLine = "free_lines",
        "1 line costs nothing: kept as part of its order",
        "{n} lines cost nothing: kept as part of their order";
    /// Very large quantities.
    Huge = "huge_quantities",
        "1 line has 10,000 pieces or more: check it, it can carry a best-seller list",
        "{n} lines have 10,000 pieces or more: check them, they can carry a best-seller list";
    /// Apostrophes put before numbers by spreadsheets.
    Apostrophe = "apostrophes",
        "1 cell begins with a spreadsheet's apostrophe: removed",
        "{n} cells begin with a spreadsheet's apostrophe: removed";
    /// Line breaks inside cells.
    Breaks = "line_breaks_in_cells",
        "1 row has line breaks inside its cells: read as one row",
        "{n} rows have line breaks inside their cells: each read as one row";
    /// Long numbers shortened by a spreadsheet.
    Shortened = "shortened_numbers",
        "1 id was shortened by a spreadsheet (7.21E+12): not used",
        "{n} ids were shortened by a spreadsheet (7.21E+12): not used";
    /// Ids that went through a number format.
    PointZero = "ids_with_point_zero",
        "1 customer id ends in .0: the .0 is dropped",
        "{n} customer ids end in .0: the .0 is dropped";
    /// Dates with different offsets.
    Offsets = "offsets",
        "1 time zone offset besides the first: all times are put on one clock",
        "{n} time zone offsets besides the first: all times are put on one clock";
    /// Dates in the other order than most.
    OtherOrder = "dates_in_other_order",
        "1 date has day and month the other way round: read in the only possible way",
        "{n} dates have day and month the other way round: read in the only possible way";
    /// Orders that are not paid yet.
    Pending = "pending_orders",
        "1 order is not paid yet: it counts as a sale unless the settings say otherwise",
        "{n} orders are not paid yet: they count as sales unless the settings say otherwise";
    /// Cancelled, voided, failed orders.
    NoSale = "cancelled_orders",
        "1 order is cancelled or void: kept, not a sale",
        "{n} orders are cancelled or void: kept, not sales";
    /// Money given back according to a column of the order.
    RefundColumn = "refunds_in_column",
        "1 order says that money was given back: taken from net sales",
        "{n} orders say that money was given back: taken from net sales";
    /// Orders in a currency that is not the shop's.
    OtherCurrency = "other_currency",
        "1 order is in another currency than the shop's: listed apart, never added up",
        "{n} orders are in another currency than the shop's: listed apart, never added up";
    /// Products in several categories.
    FurtherCategories = "further_categories",
        "1 product is in several categories: the first is its own, the others are kept as the attribute `further categories`",
        "{n} products are in several categories: the first is their own, the others are kept as the attribute `further categories`";
    /// Gift cards and services in a catalogue.
    GiftCard = "gift_cards",
        "1 product is a gift card or a service: never recommended",
        "{n} products are gift cards or services: never recommended";
    /// Prices in a currency that is not the shop's.
    ForeignPrice = "prices_in_other_currency",
        "1 price is in another currency than the shop's: kept as an attribute",
        "{n} prices are in another currency than the shop's: kept as attributes";
    /// Rows with the texts of another store view or language.
    StoreView = "store_views",
        "1 row holds a product's texts for another store view: skipped",
        "{n} rows hold products' texts for other store views: skipped";
    /// Rows of price rules and the like in a catalogue.
    RuleRow = "rule_rows",
        "1 row is a rule, not a product: skipped",
        "{n} rows are rules, not products: skipped";
    /// Cells that are not in the file's encoding.
    OtherEncoding = "other_encoding",
        "1 cell is not UTF-8: read as windows-1252",
        "{n} cells are not UTF-8: read as windows-1252";
    /// Text that could steer a terminal.
    Hostile = "hostile_text",
        "1 cell holds control characters: removed",
        "{n} cells hold control characters: removed";
    /// Overlong texts.
    Cut = "cut_texts",
        "1 text is longer than 1,000 characters: cut",
        "{n} texts are longer than 1,000 characters: cut";
    /// Totals and notes below the table.
    Totals = "totals_rows",
        "1 row sums up others or is a note below the table: skipped",
        "{n} rows sum up others or are notes below the table: skipped";
    /// Quantities that are no number of pieces.
    Weighed = "weighed_lines",
        "1 line is sold by weight or length: it counts as one piece at its sum",
        "{n} lines are sold by weight or length: each counts as one piece at its sum";
    /// Rows without any content.
    Blank = "blank_rows",
        "1 row is empty: skipped",
        "{n} rows are empty: skipped";
    /// Events that we have no type for.
    OtherEvent = "unused_events",
        "1 event is of a type that Regulars does not use: skipped",
        "{n} events are of types that Regulars does not use: skipped";
    /// Events whose id occurred before.
    RepeatedEvent = "repeated_events",
        "1 event has an id that occurred before: it is the same event",
        "{n} events have an id that occurred before: they are the same events";
    /// Events without an id, keyed by content.
    NoEventId = "events_without_id",
        "1 event has no id: known by its content",
        "{n} events have no id: known by their content";
    /// Values of keys that the head of a JSON file does not have.
    LateKey = "late_keys",
        "1 value has a key that none of the first objects has: not read",
        "{n} values have keys that none of the first objects has: not read";
    /// Cells of a workbook that hold an error.
    ErrorCell = "error_cells",
        "1 cell holds an error of the spreadsheet (such as #N/A): taken as empty",
        "{n} cells hold an error of the spreadsheet (such as #N/A): taken as empty";
    /// Numbers of a workbook with more digits than a spreadsheet keeps.
    LongNumber = "numbers_too_long",
        "1 number has more than 15 digits: the spreadsheet has lost the last ones, so it is no id",
        "{n} numbers have more than 15 digits: the spreadsheet has lost the last ones, so they are no ids";
    /// Dates that a spreadsheet wrote as days since 1900.
    SerialDate = "serial_dates",
        "1 date is a spreadsheet's number of days since 1900: read as that day",
        "{n} dates are a spreadsheet's number of days since 1900: read as those days";
    /// Events of nobody.
    NobodysEvent = "events_of_nobody",
        "1 event names neither visitor nor customer (as of visitors without cookies): skipped",
        "{n} events name neither visitor nor customer (as of visitors without cookies): skipped";
    /// Products shown to nobody named.
    VisitorOfRow = "rows_without_visitor",
        "1 row names no visitor: it counts as a visitor of its own",
        "{n} rows name no visitor: each counts as a visitor of its own";
    /// Rows of people who were sent nothing.
    NotSent = "not_sent",
        "1 row is of somebody who was sent nothing: skipped",
        "{n} rows are of people who were sent nothing: skipped";
    /// Purchases without an order number.
    OrderOfVisit = "orders_without_number",
        "1 purchase has no order number: the purchases of a visit are one order",
        "{n} purchases have no order number: the purchases of a visit are one order";
    /// Times after now.
    Future = "future_times",
        "1 event lies in the future: kept; check the clock of the device or the time zone of the file",
        "{n} events lie in the future: kept; check the clock of the devices or the time zone of the file";
    /// Times before any web shop.
    TooOld = "times_before_2000",
        "1 event is dated before the year 2000: kept; its device had no clock",
        "{n} events are dated before the year 2000: kept; their devices had no clock";
    /// People who stand in a file of customers more than once.
    RepeatedPerson = "repeated_people",
        "1 row names somebody who stands further up: put together",
        "{n} rows name somebody who stands further up: put together";
    /// The same e-mail address in upper and lower case.
    MailCase = "emails_by_case",
        "1 e-mail address is written in upper and lower case: it is one person",
        "{n} e-mail addresses are written in upper and lower case: each is one person";
    /// Consent that was never asked for, or not answered.
    NeverAsked = "consent_not_said",
        "1 consent is neither given nor refused (pending, never subscribed, empty): counts as no",
        "{n} consents are neither given nor refused (pending, never subscribed, empty): they count as no";
    /// Orders of events that state a value but no lines.
    ValueOnly = "orders_without_lines",
        "1 order states its value but no lines: kept as one sum",
        "{n} orders state their value but no lines: each kept as one sum";
}

impl Traps {
    /// Counts one more.
    pub(crate) fn met(&mut self, met: Met) {
        self.0[met as usize] += 1;
    }

    /// Sets a count that is only known in the end.
    pub(crate) fn set(&mut self, met: Met, count: u64) {
        self.0[met as usize] = count;
    }

    /// How often one was met.
    pub(crate) fn count(&self, met: Met) -> u64 {
        self.0[met as usize]
    }
}

/// `5268` as `5,268`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trap_says_how_often_and_what_was_done() {
        let mut traps = Traps::default();
        traps.met(Met::TwoTimes);
        traps.set(Met::DuplicateLine, 5_268);
        let words: Vec<String> = traps.list().into_iter().map(|t| t.words).collect();
        assert_eq!(
            words,
            [
                "1 order has two times: the first counts",
                "5,268 exact duplicate lines kept: a customer may order the same twice"
            ]
        );
    }
}
