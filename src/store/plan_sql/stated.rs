//! Free attributes and stated preferences in SQL. Their names are few: the spellings of a name are looked up once, then
//! the index by name and value answers.

use super::Compiler;
use super::set::Set;
use crate::model::attribute::AttributeKind;
use crate::model::text::fold;
use crate::store::Error;
use crate::targeting::plan::TextTest;
use crate::targeting::stated::{Shelf, Stated, StatedTest};
use rusqlite::OptionalExtension;

/// Up to so many values of an attribute are looked at one by one; few in tests, so that these go both ways.
const FEW: usize = if cfg!(test) { 3 } else { 1_000 };

/// The table of a shelf.
fn table(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Attributes => "customer_attributes",
        Shelf::Preferences => "preferences",
    }
}

impl Compiler<'_> {
    pub(super) fn stated(&mut self, of: &Stated, is: &StatedTest) -> Result<Set, Error> {
        let table = table(of.shelf);
        if let Some(values) = self.passing(table, of, is)? {
            return Ok(values);
        }
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
        Ok(self.these(format!(
            "SELECT a.customer FROM {table} a WHERE a.name IN ({names}) AND {test}"
        )))
    }

    /// Values are mostly few: those that pass are found once, then the index by name and value answers. `None`: they are
    /// many.
    fn passing(&mut self, table: &str, of: &Stated, is: &StatedTest) -> Result<Option<Set>, Error> {
        let mut next = self.db.conn.prepare_cached(&format!(
            "SELECT content FROM {table} WHERE name = ?1 AND content > ?2 ORDER BY content LIMIT 1"
        ))?;
        let mut any = Vec::new();
        let mut seen = 0;
        for name in self.names(table, &of.name)? {
            let mut passing = Vec::new();
            // No value sorts before the empty text.
            let mut value: Option<String> = self
                .db
                .conn
                .prepare_cached(&format!("SELECT min(content) FROM {table} WHERE name = ?1"))?
                .query_row([&name], |r| r.get(0))?;
            while let Some(content) = value {
                seen += 1;
                if seen > FEW {
                    return Ok(None);
                }
                value = next.query_row([&name, &content], |r| r.get(0)).optional()?;
                if is.holds(of, &content, self.as_of) {
                    passing.push(content);
                }
            }
            any.push((name, serde_json::Value::from(passing).to_string()));
        }
        let any = any
            .into_iter()
            .map(|(name, passing)| {
                let (name, passing) = (self.text(&name), self.text(&passing));
                self.these(format!(
                    "SELECT a.customer FROM {table} a WHERE a.name = {name} \
                     AND a.content IN (SELECT value FROM json_each({passing}))"
                ))
            })
            .collect();
        Ok(Some(Set::Any(any)))
    }

    pub(super) fn missing_stated(&mut self, of: &Stated) -> Result<Set, Error> {
        let table = table(of.shelf);
        let names = self.spellings(table, &of.name)?;
        Ok(self.all_but(format!(
            "SELECT customer FROM {table} WHERE name IN ({names})"
        )))
    }

    /// A condition on an attribute with a fixed name.
    pub(super) fn attribute(&mut self, name: &str, is: &TextTest) -> Result<Set, Error> {
        let of = Stated {
            shelf: Shelf::Attributes,
            name: name.to_owned(),
            kind: AttributeKind::Text,
        };
        self.stated(&of, &StatedTest::Text(is.clone()))
    }

    /// The names that a name means, bound, for `IN (...)`; files may write one in several letter cases.
    pub(super) fn spellings(&mut self, table: &str, name: &str) -> Result<String, Error> {
        let names = self.names(table, name)?;
        let names: Vec<String> = names.iter().map(|n| self.text(n)).collect();
        Ok(names.join(", "))
    }

    /// The spellings of a name.
    fn names(&self, table: &str, name: &str) -> Result<Vec<String>, Error> {
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
        Ok(names)
    }
}
