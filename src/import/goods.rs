//! Tables of products: the engine behind every platform whose rows are products, their variants and pictures.
//!
//! A platform file says which column holds what, which rows belong together and what is special; this one puts the rows
//! of a product together, wherever they stand, and hands each over as soon as its last row was read.

use super::article::{Article, OF_VARIANT, Role, Said, Together};
use super::cells::{self, guarded};
use super::checked::{Checked, KeyFacts, Report};
use super::detection::Reading;
use super::field::Field;
use super::hash;
use super::lists::{self, Lists};
use super::number;
use super::pass::Taker;
use super::plain::plain;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::suggest::normal;
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use super::{Error, Sink};
use crate::model::money::{Currency, Price};
use crate::model::product::{ProductStatus, SalePrice, VariantRecord};
use crate::model::record::Record;
use crate::model::text::fold;
use crate::model::time::{DAY, Moment};
use rustc_hash::FxHashMap;

/// Which product a row belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// To the product with this key; `also` are other keys that mean the same product.
    Of {
        key: String,
        role: Role,
        also: Vec<String>,
    },
    /// To the product of the row before.
    Follows(Role),
    /// To none: it says nothing that is used, and why.
    Skip(Met),
}

impl Place {
    /// A row of the product with this key.
    pub(crate) fn of(key: impl Into<String>, role: Role) -> Place {
        Place::Of {
            key: key.into(),
            role,
            also: Vec::new(),
        }
    }
}

/// How the rows of a platform behave.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    /// Which product a row belongs to; `None` = it names none.
    pub(crate) place: fn(&Cells<'_, '_>) -> Option<Place>,
    /// How lists are written.
    pub(crate) lists: Lists,
    /// What is special about its rows.
    pub(crate) amend: fn(&Cells<'_, '_>, &mut Said, &mut Hand<'_>),
    /// How rows are put together.
    pub(crate) together: Together,
}

impl Default for Habits {
    fn default() -> Habits {
        Habits {
            place: usual_place,
            lists: Lists::default(),
            amend: |_, _, _| {},
            together: Together::default(),
        }
    }
}

/// Where the columns of a file are.
struct Head {
    fields: Vec<Option<Field>>,
    names: Vec<String>,
    normal: Vec<String>,
}

/// The cells of a row by field or by name.
pub(crate) struct Cells<'h, 'r> {
    head: &'h Head,
    row: &'h Row<'r>,
}

impl<'r> Cells<'_, 'r> {
    /// The cell of a field; empty if there is no such column.
    pub(crate) fn field(&self, field: Field) -> &'r [u8] {
        self.all(field).next().unwrap_or_default()
    }

    /// The cells of all columns of a field, in file order.
    pub(crate) fn all(&self, field: Field) -> impl Iterator<Item = &'r [u8]> + '_ {
        let columns = self.head.fields.iter().enumerate();
        columns
            .filter(move |(_, f)| **f == Some(field))
            .map(|(at, _)| self.row.cell(at).trim_ascii())
    }

    /// Whether the file has a column for it.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.head.fields.contains(&Some(field))
    }

    /// The text of a field, without a spreadsheet's apostrophe; empty if there is none.
    pub(crate) fn text(&self, field: Field) -> String {
        text_of(self.field(field))
    }

    /// The cell of a column by its name, compared as platforms' names are.
    pub(crate) fn named(&self, name: &str) -> &'r [u8] {
        let name = normal(name);
        match self.head.normal.iter().position(|n| *n == name) {
            Some(at) => self.row.cell(at).trim_ascii(),
            None => &[],
        }
    }

    /// The text of a column by its name.
    pub(crate) fn named_text(&self, name: &str) -> String {
        text_of(self.named(name))
    }

    /// Whether the file has a column of this name.
    pub(crate) fn has_named(&self, name: &str) -> bool {
        self.head.normal.contains(&normal(name))
    }

    /// The columns of a field with their names.
    fn named_all(&self, field: Field) -> impl Iterator<Item = (&str, &'r [u8])> + '_ {
        let columns = self.head.fields.iter().zip(&self.head.names).enumerate();
        columns
            .filter(move |(_, (f, _))| **f == Some(field))
            .map(|(at, (_, name))| (name.as_str(), self.row.cell(at).trim_ascii()))
    }
}

fn text_of(raw: &[u8]) -> String {
    let text = cells::text(guarded(raw), &mut Traps::default());
    text.unwrap_or_default()
}

/// What a platform needs to read cells of its own.
pub(crate) struct Hand<'a> {
    mark: u8,
    shop: Currency,
    dates: &'a mut Dates,
    traps: &'a mut Traps,
    doubts: Vec<(Field, &'static str, &'static str)>,
}

impl Hand<'_> {
    /// An amount; text that is none is `None`.
    pub(crate) fn price(&self, raw: &[u8]) -> Option<Price> {
        number::price(guarded(raw), self.mark).filter(|p| p.0 >= 0)
    }

    /// A time, or the start of a day on the shop's clock.
    pub(crate) fn moment(&mut self, raw: &[u8]) -> Option<Moment> {
        self.dates.read(guarded(raw), b"")
    }

    /// The end of the last day of something; a time of day is meant as it stands.
    pub(crate) fn end_of(&mut self, raw: &[u8]) -> Option<Moment> {
        let at = self.moment(raw)?;
        Some(if raw.contains(&b':') {
            at
        } else {
            at.plus(DAY)
        })
    }
}

/// Where rows belong in a table that says it in the usual columns.
pub(crate) fn usual_place(cells: &Cells<'_, '_>) -> Option<Place> {
    let parent = cells.text(Field::Parent);
    if !parent.is_empty() {
        return Some(Place::of(fold(&parent), Role::Both));
    }
    let title = fold(&cells.text(Field::Product));
    let handle = fold(&cells.text(Field::Handle));
    let options = cells.has(Field::Option) && !title.is_empty();
    let key = match () {
        () if !handle.is_empty() => handle,
        () if options => title,
        () => [Field::ProductId, Field::Sku, Field::VariantId]
            .into_iter()
            .map(|f| fold(&cells.text(f)))
            .find(|t| !t.is_empty() && !words::is_shortened(t.as_bytes()))
            .unwrap_or(title),
    };
    (!key.is_empty()).then(|| Place::of(key, Role::Both))
}

/// Puts the rows of a product table together; one for each pass.
pub(crate) struct Goods<'a> {
    reading: &'a Reading,
    checked: Option<&'a Checked>,
    habits: Habits,
    head: Head,
    dates: Dates,
    traps: Traps,
    problems: Problems,
    report: Report,
    row: u64,
    last_key: Option<String>,
    // First pass.
    keys: FxHashMap<u64, KeyFacts>,
    parents: FxHashMap<u64, u64>,
    currencies: FxHashMap<Currency, u64>,
    // Second pass: products of which rows are still to come.
    open: FxHashMap<u64, Article>,
}

impl<'a> Goods<'a> {
    /// The first pass, or the second if `checked` is given.
    pub(crate) fn new(
        reading: &'a Reading,
        habits: Habits,
        checked: Option<&'a Checked>,
    ) -> Goods<'a> {
        let detection = &reading.detection;
        let day_first = match checked {
            Some(checked) => checked.day_first,
            None => detection.day_first.unwrap_or(true),
        };
        let columns = &detection.columns;
        Goods {
            reading,
            checked,
            habits,
            head: Head {
                fields: columns.iter().map(|c| c.field).collect(),
                names: columns.iter().map(|c| c.name.clone()).collect(),
                normal: columns.iter().map(|c| normal(&c.name)).collect(),
            },
            dates: Dates::new(reading.zone, day_first),
            traps: Traps::default(),
            problems: Problems::new(checked),
            report: Report::default(),
            row: 0,
            last_key: None,
            keys: FxHashMap::default(),
            parents: FxHashMap::default(),
            currencies: FxHashMap::default(),
            open: FxHashMap::default(),
        }
    }

    fn refuse(&mut self, row: &Row<'_>, what: String, fix: &'static str) {
        self.problems.refuse(row, None, || Blame {
            cell: None,
            column: None,
            what,
            fix: fix.to_owned(),
        });
    }

    /// What a row says, as far as the usual columns tell.
    fn said(&mut self, row: &Row<'_>) -> (Said, Vec<(Field, &'static str, &'static str)>) {
        let cells = Cells {
            head: &self.head,
            row,
        };
        let mut hand = Hand {
            mark: self.reading.detection.decimal_mark as u8,
            shop: self.reading.currency,
            dates: &mut self.dates,
            traps: &mut self.traps,
            doubts: Vec::new(),
        };
        let mut said = Said::default();
        product(&cells, &mut said, self.habits.lists, &mut hand);
        let currency = currency_of(&cells);
        if let Some(currency) = currency {
            *self.currencies.entry(currency).or_default() += 1;
        }
        if OF_VARIANT
            .iter()
            .any(|f| cells.all(*f).any(|c| !c.is_empty()))
        {
            said.variant = Some(variant(
                &cells,
                currency,
                &mut said.product.attributes,
                &mut hand,
            ));
        }
        (self.habits.amend)(&cells, &mut said, &mut hand);
        (said, hand.doubts)
    }

    fn doubt(&mut self, row: &Row<'_>, field: Field, what: &str, fix: &str) {
        let column = self.head.fields.iter().position(|f| *f == Some(field));
        let name = column.map(|c| self.head.names[c].clone());
        self.problems.note(Severity::Warning, || Problem {
            line: row.line,
            column: name,
            severity: Severity::Warning,
            what: what.to_owned(),
            fix: fix.to_owned(),
            raw: shown(column.map_or(row.raw, |c| row.cell(c))),
        });
    }

    /// The key of a row's product and what the row is to it; `None` for a row that is not used.
    fn place(&mut self, row: &Row<'_>) -> Option<(u64, Role)> {
        let cells = Cells {
            head: &self.head,
            row,
        };
        let (key, role, also) = match (self.habits.place)(&cells) {
            None => {
                self.refuse(
                    row,
                    "the row names no product: neither a name nor a number".to_owned(),
                    "fill in the article number or the name, or remove the row",
                );
                return None;
            }
            Some(Place::Skip(met)) => {
                self.traps.met(met);
                return None;
            }
            Some(Place::Follows(role)) => match &self.last_key {
                Some(key) => (key.clone(), role, Vec::new()),
                None => {
                    self.refuse(
                        row,
                        "the product that this row belongs to is missing above it".to_owned(),
                        "export the products whole, without a filter on rows",
                    );
                    return None;
                }
            },
            Some(Place::Of { key, role, also }) => (key, role, also),
        };
        let own = hash::of(key.as_bytes());
        if self.checked.is_none() {
            for other in also {
                let other = hash::of(other.as_bytes());
                if other != own {
                    self.parents.entry(other).or_insert(own);
                }
            }
        }
        self.last_key = Some(key);
        let parent = self.checked.and_then(|c| c.parents.get(&own));
        // The row of a product that is another's variant states that variant.
        let role = if parent.is_some() {
            Role::Variant
        } else {
            role
        };
        Some((parent.copied().unwrap_or(own), role))
    }
}

impl Taker for Goods<'_> {
    fn problems(&mut self) -> &mut Problems {
        &mut self.problems
    }

    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str) {
        self.row += 1;
        self.report.rows += 1;
        self.refuse(row, what.to_owned(), fix);
    }

    fn take(&mut self, row: &Row<'_>, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.row += 1;
        self.report.rows += 1;
        if self.checked.is_none() && cells::is_odd(row.raw) {
            // Long descriptions are cut as text, not as HTML.
            cells::inspect(row.cells().filter(|c| c.len() <= 1_000), &mut self.traps);
            if row.raw.contains(&b'\n') || row.raw.contains(&b'\r') {
                self.traps.met(Met::Breaks);
            }
        }
        if row.cells().all(|c| c.trim_ascii().is_empty()) {
            self.traps.met(Met::Blank);
            return Ok(());
        }
        let expected = self.head.fields.len();
        let extra = (expected..row.len()).any(|i| !row.cell(i).trim_ascii().is_empty());
        if extra || row.len() * 2 < expected {
            self.refuse(
                row,
                format!("the row has {} cells, the header {expected}", row.len()),
                "put quotation marks around cells that hold the separator or line breaks",
            );
            return Ok(());
        }
        let Some((key, role)) = self.place(row) else {
            return Ok(());
        };
        self.problems.used(row, key);
        let (said, doubts) = self.said(row);
        for (field, what, fix) in doubts {
            self.doubt(row, field, what, fix);
        }
        let Some(checked) = self.checked else {
            if said.product.service == Some(true) {
                self.traps.met(Met::GiftCard);
            }
            if said.categories.len() > 1 && role != Role::Variant {
                self.traps.met(Met::FurtherCategories);
            }
            let facts = self.keys.entry(key).or_insert(KeyFacts {
                last_row: 0,
                at: 0,
                seen: 0,
            });
            facts.last_row = self.row;
            return Ok(());
        };
        let how = self.habits.together;
        let article = self.open.entry(key).or_default();
        article.add(row.line, role, said, how);
        if checked
            .keys
            .get(&key)
            .is_none_or(|k| k.last_row <= self.row)
            && let Some(article) = self.open.remove(&key)
        {
            sink(Record::Product(article.record(how)))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, _: &mut Sink<'_>) -> Result<Option<Checked>, Error> {
        if self.checked.is_some() {
            // Nothing waits any more unless the file changed between the passes.
            return if self.open.is_empty() {
                Ok(None)
            } else {
                Err(Error::Changed)
            };
        }
        let mut links: Vec<(u64, u64)> = self.parents.iter().map(|(c, p)| (*c, *p)).collect();
        links.sort_unstable();
        for (child, parent) in links {
            // Only rows that are there belong to a product that is there.
            let (true, Some(known)) = (self.keys.contains_key(&parent), self.keys.remove(&child))
            else {
                continue;
            };
            if let Some(facts) = self.keys.get_mut(&parent) {
                facts.last_row = facts.last_row.max(known.last_row);
            }
        }
        let (day, month) = self.dates.proof;
        let day_first = match (self.reading.detection.settled.day_first, day, month) {
            (Some(said), ..) => said,
            (None, 0, 0) => self.reading.detection.day_first.unwrap_or(true),
            _ => day >= month,
        };
        let mut currencies: Vec<(Currency, u64)> = self.currencies.into_iter().collect();
        currencies.sort_unstable();
        Ok(Some(Checked {
            report: Report {
                refused: self.problems.refused,
                warnings: self.problems.warnings,
                products: self.keys.len() as u64,
                currencies,
                traps: self.traps.list(),
                ..self.report
            },
            problems: self.problems.kept,
            keys: self.keys,
            parents: self.parents,
            broken: self.problems.broken,
            day_first,
            ..Checked::default()
        }))
    }
}

/// Reads what the usual columns say of the product itself.
fn product(cells: &Cells<'_, '_>, said: &mut Said, lists: Lists, hand: &mut Hand<'_>) {
    let record = &mut said.product;
    record.title =
        cells::text(&unmarked(cells.field(Field::Product)), hand.traps).unwrap_or_default();
    record.handle = cells::key(cells.field(Field::Handle), hand.traps);
    record.platform_id = id(cells.field(Field::ProductId), hand.traps);
    record.description = [Field::Description, Field::DescriptionToo]
        .iter()
        .find_map(|f| {
            let html = cells::decoded(cells.field(*f), hand.traps).into_owned();
            cells::text(plain(&html).as_bytes(), hand.traps)
        });
    record.brand = cells::text(cells.field(Field::Brand), hand.traps);
    let text = |raw: &[u8], traps: &mut Traps| cells::decoded(raw, traps).into_owned();
    record.tags = lists::parts(&text(cells.field(Field::Tags), hand.traps), lists.tags);
    record.image = lists::first_image(&text(cells.field(Field::Image), hand.traps), lists.images);
    if let Some(image) = record.image.as_mut().filter(|i| i.len() > 1_000) {
        image.clear();
    }
    record.image = record.image.take().filter(|i| !i.is_empty());
    let added = cells.field(Field::Added);
    if !words::is_nothing(added) {
        record.added = hand.moment(added);
        if record.added.is_none() {
            hand.doubts.push((
                Field::Added,
                "this is not a date; it is left out",
                "write it as 2026-11-20",
            ));
        }
    }
    for field in [Field::Category, Field::CategoryToo] {
        for cell in cells.all(field) {
            let cell = plain(&text(cell, hand.traps).replace('>', "\u{1}")).replace('\u{1}', ">");
            said.categories.extend(lists::categories(&cell, lists));
        }
    }
    if let (Some(path), Some(level)) = (
        said.categories.first_mut(),
        cells::text(cells.field(Field::Subcategory), hand.traps),
    ) && path.last() != Some(&level)
    {
        path.push(level);
    }
    let shown = [Field::Published, Field::State].map(|f| is_shown(&cells.text(f)));
    said.product.status = if shown.contains(&Some(false)) {
        Some(ProductStatus::Hidden)
    } else if shown.contains(&Some(true)) {
        Some(ProductStatus::Published)
    } else {
        None
    };
    if words::is_yes(&cells.text(Field::Service)) {
        said.product.service = Some(true);
    }
    for (name, cell) in cells.named_all(Field::Attribute) {
        let html = cells::decoded(cell, hand.traps).into_owned();
        if let Some(content) = cells::text(plain(&html).as_bytes(), hand.traps) {
            said.product
                .attributes
                .entry(attribute(name))
                .or_insert(content);
        }
    }
}

/// Reads what the usual columns say of a variant.
fn variant(
    cells: &Cells<'_, '_>,
    currency: Option<Currency>,
    attributes: &mut std::collections::BTreeMap<String, String>,
    hand: &mut Hand<'_>,
) -> VariantRecord {
    let mut v = VariantRecord {
        platform_id: id(cells.field(Field::VariantId), hand.traps),
        sku: id(cells.field(Field::Sku), hand.traps),
        barcode: id(cells.field(Field::Barcode), hand.traps),
        options: options(cells, hand.traps),
        ..VariantRecord::default()
    };
    let foreign = currency.filter(|c| hand.shop != Currency::UNKNOWN && *c != hand.shop);
    let mut money = |field: Field, hand: &mut Hand<'_>| {
        let cell = cells.field(field);
        if words::is_nothing(cell) {
            return None;
        }
        let price = hand.price(cell);
        if price.is_none() && text_of(cell).eq_ignore_ascii_case("variable") {
            return None;
        }
        match (price, foreign) {
            (None, _) => {
                hand.doubts.push((
                    field,
                    "this is not an amount; it is left out",
                    "write it as a number such as 12.50",
                ));
                None
            }
            (Some(_), Some(currency)) => {
                hand.traps.met(Met::ForeignPrice);
                let name = format!("{} {}", field.word(), currency.code());
                attributes.entry(name).or_insert(text_of(cell));
                None
            }
            (price, None) => price,
        }
    };
    v.price = money(Field::Price, hand);
    v.compare_at = money(Field::CompareAt, hand);
    v.cost = money(Field::Cost, hand);
    let sale = money(Field::SalePrice, hand);
    reduce(&mut v, sale, cells, hand);
    v.stock = stock(cells, hand);
    v
}

/// A reduced price: for the time that the file says, else for good.
fn reduce(v: &mut VariantRecord, sale: Option<Price>, cells: &Cells<'_, '_>, hand: &mut Hand<'_>) {
    let Some(price) = sale.filter(|s| s.0 > 0 && v.price.is_none_or(|p| *s < p)) else {
        return;
    };
    let from = hand.moment(cells.field(Field::SaleFrom));
    let until = hand.end_of(cells.field(Field::SaleTo));
    reduced(v, price, from, until);
}

/// Sets a reduced price on a variant.
pub(crate) fn reduced(
    v: &mut VariantRecord,
    price: Price,
    from: Option<Moment>,
    until: Option<Moment>,
) {
    if from.is_some() || until.is_some() {
        v.sale = Some(SalePrice { price, from, until });
    } else {
        v.compare_at = v.price.or(v.compare_at);
        v.price = Some(price);
    }
}

/// Pieces in stock; words that say so stand for none or for not tracked.
fn stock(cells: &Cells<'_, '_>, hand: &mut Hand<'_>) -> Option<i64> {
    let mut sum: Option<i64> = None;
    let mut stated = false;
    for field in [Field::Stock, Field::StockAt] {
        for cell in cells.all(field) {
            if words::is_nothing(cell) {
                continue;
            }
            stated = true;
            let parts = number::price(guarded(cell), hand.mark).map(|p| p.0.div_euclid(10_000));
            match parts {
                Some(pieces) => sum = Some(sum.unwrap_or(0).saturating_add(pieces)),
                None => match stock_word(&text_of(cell)) {
                    Some(pieces) => sum = sum.or(pieces),
                    None => hand.doubts.push((
                        field,
                        "this is not a number of pieces; it is left out",
                        "write a whole number, or leave the cell empty if the stock is not counted",
                    )),
                },
            }
        }
    }
    if sum.is_none() && !stated {
        sum = stock_word(&cells.text(Field::Available)).flatten();
    }
    sum
}

/// What a word says of the stock: `Some(None)` = not counted, `Some(Some(0))` = none left; `None` = no such word.
fn stock_word(word: &str) -> Option<Option<i64>> {
    match normal(word).as_str() {
        "outofstock" | "soldout" | "unavailable" | "ausverkauft" | "nichtvorratig" | "rupture"
        | "agotado" | "esaurito" | "uitverkocht" => Some(Some(0)),
        "notstocked" | "nottracked" | "nottracking" | "unlimited" | "infinite" | "instock"
        | "available" | "preorder" | "backorder" | "onbackorder" | "inf" | "auflager"
        | "enstock" | "tracked" => Some(None),
        _ => None,
    }
}

/// The options of a variant, `Green / M`; a product without options has none.
fn options(cells: &Cells<'_, '_>, traps: &mut Traps) -> String {
    let said: Vec<String> = cells
        .all(Field::Option)
        .filter_map(|cell| cells::text(cell, traps))
        .filter(|o| !matches!(normal(o).as_str(), "defaulttitle" | "default" | "regular"))
        .collect();
    said.join(" / ")
}

/// An id or number; one that a spreadsheet shortened is none.
fn id(raw: &[u8], traps: &mut Traps) -> Option<String> {
    let raw = guarded(raw);
    if raw.is_empty() {
        return None;
    }
    if words::is_shortened(raw) {
        traps.met(Met::Shortened);
        return None;
    }
    cells::key(raw, traps).filter(|k| !words::is_nothing(k.as_bytes()))
}

/// A title without the entities that some exports leave in it.
fn unmarked(raw: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match std::str::from_utf8(raw) {
        Ok(text) if text.contains('&') && text.contains(';') => plain(text).into_bytes().into(),
        _ => raw.into(),
    }
}

/// The currency that a row names, by a column or beside its price.
fn currency_of(cells: &Cells<'_, '_>) -> Option<Currency> {
    let named = Currency::named(&cells.text(Field::Currency));
    named.or_else(|| {
        let price = cells.text(Field::Price);
        let word: String = price.chars().filter(char::is_ascii_alphabetic).collect();
        let by_word = (word.len() == 3).then(|| Currency::named(&word)).flatten();
        by_word.or_else(|| {
            price
                .chars()
                .find_map(|c| number::currency_of_sign(c).flatten())
        })
    })
}

/// Whether a word says that a product is offered.
pub(crate) fn is_shown(word: &str) -> Option<bool> {
    if word.is_empty() {
        return None;
    }
    match normal(word).as_str() {
        "active" | "published" | "publish" | "visible" | "enabled" | "catalogsearch"
        | "catalog" | "search" | "both" | "online" | "aktiv" | "actif" | "activo" | "attivo"
        | "actief" | "x" => Some(true),
        "no"
        | "n"
        | "false"
        | "0"
        | "draft"
        | "archived"
        | "hidden"
        | "inactive"
        | "private"
        | "pending"
        | "disabled"
        | "notvisibleindividually"
        | "nein"
        | "non"
        | "falsch"
        | "faux"
        | "falso"
        | "nee"
        | "inaktiv"
        | "inactif"
        | "inactivo"
        | "offline"
        | "none"
        | "nie"
        | "unlisted"
        | "incomplete"
        | "deleted"
        | "unpublished" => Some(false),
        "1" if word.trim().starts_with('-') => Some(false),
        _ => words::is_yes(word).then_some(true),
    }
}

/// What an attribute is called: the column's name without what belongs to the platform.
fn attribute(column: &str) -> String {
    let name = column
        .split(" (product.metafields")
        .next()
        .unwrap_or(column);
    let name = name.strip_prefix("Meta: ").unwrap_or(name);
    let name = name.strip_prefix("Google Shopping / ").unwrap_or(name);
    name.trim().to_owned()
}
