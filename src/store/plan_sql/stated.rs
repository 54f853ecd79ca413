//! Free attributes and stated preferences in SQL. Their names are few: the spellings of a name are looked up once, then
//! the index by name and value answers.

use super::Compiler;
use crate::model::attribute::AttributeKind;
use crate::model::text::fold;
use crate::store::Error;
use crate::targeting::plan::TextTest;
use crate::targeting::stated::{Shelf, Stated, StatedTest};

/// The table of a shelf.
fn table(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Attributes => "customer_attributes",
        Shelf::Preferences => "preferences",
    }
}

impl Compiler<'_> {
    pub(super) fn stated(&mut self, of: &Stated, is: &StatedTest) -> Result<String, Error> {
        let table = table(of.shelf);
        let names = self.spellings(table, &of.name)?;
        let test = match is {
            StatedTest::Number(is) => self.number_test("number_of(a.content)", is),
            StatedTest::Day(is) => {
                let zone = self.text(self.as_of.zone.name());
                self.time_test(&format!("day_start(a.content, {zone})"), is)
            }
            StatedTest::Flag(yes) => format!("yes_no(a.content) = {}", i64::from(*yes)),
            StatedTest::Text(is) if of.kind == AttributeKind::List => {
                let test = self.text_test("fold(entry.value)", is);
                format!("EXISTS (SELECT 1 FROM json_each(entries(a.content)) entry WHERE {test})")
            }
            StatedTest::Text(is) => self.text_test("fold(a.content)", is),
        };
        Ok(format!(
            "c.id IN (SELECT a.customer FROM {table} a WHERE a.name IN ({names}) AND {test})"
        ))
    }

    pub(super) fn missing_stated(&mut self, of: &Stated) -> Result<String, Error> {
        let table = table(of.shelf);
        let names = self.spellings(table, &of.name)?;
        Ok(format!(
            "c.id NOT IN (SELECT customer FROM {table} WHERE name IN ({names}))"
        ))
    }

    /// A condition on an attribute with a fixed name.
    pub(super) fn attribute(&mut self, name: &str, is: &TextTest) -> Result<String, Error> {
        let of = Stated {
            shelf: Shelf::Attributes,
            name: name.to_owned(),
            kind: AttributeKind::Text,
        };
        self.stated(&of, &StatedTest::Text(is.clone()))
    }

    /// The names that a name means, bound, for `IN (...)`; files may write one in several letter cases.
    pub(super) fn spellings(&mut self, table: &str, name: &str) -> Result<String, Error> {
        let wanted = fold(name);
        let mut statement = self.db.conn.prepare_cached(&format!(
            "WITH RECURSIVE one (name) AS ( \
               SELECT min(name) FROM {table} UNION ALL \
               SELECT (SELECT min(name) FROM {table} WHERE name > one.name) FROM one WHERE one.name IS NOT NULL \
             ) SELECT name FROM one WHERE name IS NOT NULL AND fold(name) = ?1"
        ))?;
        let names: Vec<String> = statement
            .query_map([wanted], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        let names: Vec<String> = names.iter().map(|n| self.text(n)).collect();
        Ok(names.join(", "))
    }
}
