//! Tables of products: the engine behind every platform whose rows are products, their variants and pictures.
//!
//! A platform file says which column holds what, which rows belong together and what is special; this one puts the rows
//! of a product together, wherever they stand, and hands each over as soon as its last row was read.

use super::article::{Article, OF_VARIANT, Role, Said, Together};
use super::cells;
use super::checked::{Checked, KeyFacts, Report};
use super::detection::Reading;
use super::field::Field;
use super::goods_cells::{Cells, Hand, Head};
use super::goods_row::{currency_of, product, variant};
use super::hash;
use super::lists::Lists;
use super::pass::Taker;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::suggest::normal;
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use super::{Error, Sink};
use crate::model::money::Currency;
use crate::model::record::Record;
use crate::model::text::fold;
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
