//! Texts of customers, and whether they agreed to hear from the shop.

use super::{Compiler, EMAIL_DOMAIN};
use crate::model::country;
use crate::model::event::EventKind;
use crate::model::text::fold;
use crate::store::Error;
use crate::targeting::plan::{FlagField, TextField, TextTest};

impl Compiler<'_> {
    pub(super) fn text_field(&mut self, field: &TextField, is: &TextTest) -> Result<String, Error> {
        Ok(match field {
            TextField::Country => self.country(is)?,
            TextField::Region => self.text_test("fold(c.region)", is),
            TextField::City => self.text_test("fold(c.city)", is),
            TextField::CityTier => self.text_test("fold(c.city_tier)", is),
            TextField::Language => self.text_test("fold(c.language)", is),
            TextField::Email => self.text_test("fold(c.email)", is),
            TextField::Name => self.text_test("fold(c.name)", is),
            TextField::CustomerTag => {
                let test = self.text_test("fold(t.tag)", is);
                format!("c.id IN (SELECT t.customer FROM customer_tags t WHERE {test})")
            }
            TextField::Gender => self.attribute("gender", is)?,
            TextField::EmailDomain => self.text_test(EMAIL_DOMAIN, is),
            TextField::Device | TextField::Channel | TextField::Campaign => {
                let rows = self.text_rows(field);
                let test = self.text_test("fold(t)", is);
                format!("c.id IN (SELECT customer FROM ({rows}) WHERE {test})")
            }
            TextField::RfmGroup => self.rfm_group(is),
            TextField::Lifecycle => self.lifecycle(is),
            // Fields of products: a plan over customers has no such test.
            TextField::Title
            | TextField::Sku
            | TextField::Brand
            | TextField::Category
            | TextField::Status
            | TextField::ProductTag
            | TextField::ProductAttribute(_) => "0".to_owned(),
        })
    }

    /// Rows (customer, t) of a text with several values.
    pub(super) fn text_rows(&mut self, field: &TextField) -> String {
        match field {
            TextField::Channel => self.channels(),
            TextField::Device => format!(
                "SELECT s.customer AS customer, b.content AS t FROM sessions s JOIN labels b ON b.id = s.device WHERE {}",
                self.within("s.started_at", None)
            ),
            _ => format!(
                "SELECT e.customer AS customer, b.content AS t FROM events e JOIN labels b ON b.id = e.campaign \
                 WHERE e.campaign IS NOT NULL AND e.kind <> {} AND {}",
                EventKind::MessageSent.code(),
                self.within("e.at", None)
            ),
        }
    }

    pub(super) fn text_test(&mut self, text: &str, is: &TextTest) -> String {
        match is {
            TextTest::Is(word, not) => {
                let word = self.text(&word.folded);
                format!("{text} {} {word}", if *not { "<>" } else { "=" })
            }
            TextTest::In(words, not) => {
                let words: Vec<String> = words.iter().map(|w| self.text(&w.folded)).collect();
                let not = if *not { "NOT " } else { "" };
                format!("{text} {not}IN ({})", words.join(", "))
            }
            TextTest::Contains(word, not) => {
                let word = self.text(&word.folded);
                format!("instr({text}, {word}) {} 0", if *not { "=" } else { ">" })
            }
            TextTest::Starts(word, not) | TextTest::Ends(word, not) => {
                let length = i64::try_from(word.folded.chars().count()).unwrap_or(i64::MAX);
                let sign = if *not { "<>" } else { "=" };
                let word = self.text(&word.folded);
                match is {
                    TextTest::Starts(..) => format!("substr({text}, 1, {length}) {sign} {word}"),
                    // A start of 0 from the end would be the whole text.
                    _ if length == 0 => format!("substr({text}, 1, 0) {sign} {word}"),
                    _ => format!("substr({text}, -{length}) {sign} {word}"),
                }
            }
        }
    }

    /// Countries are few: those that pass are looked up once, then the index answers.
    fn country(&mut self, is: &TextTest) -> Result<String, Error> {
        let mut statement = self.db.conn.prepare_cached(
            "WITH RECURSIVE one (country) AS ( \
               SELECT min(country) FROM customers WHERE known = 1 AND country IS NOT NULL \
               UNION ALL \
               SELECT (SELECT min(country) FROM customers WHERE known = 1 AND country > one.country) FROM one WHERE one.country IS NOT NULL \
             ) SELECT country FROM one WHERE country IS NOT NULL LIMIT 1000",
        )?;
        let countries: Vec<String> = statement
            .query_map([], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        if countries.len() >= 1000 {
            return Ok(self.text_test("fold(c.country)", is));
        }
        let passing: Vec<String> = countries
            .iter()
            .filter(|c| is.holds(&fold(&country::shown(c))))
            .map(|country| self.text(country))
            .collect();
        Ok(format!("c.country IN ({})", passing.join(", ")))
    }

    pub(super) fn flag(&mut self, flag: FlagField, wanted: bool) -> String {
        let FlagField::Consent(purpose) = flag else {
            return "0".to_owned();
        };
        let (purpose, until) = (
            self.text(purpose.word()),
            self.int(self.as_of.consents_until.0),
        );
        let newest = format!(
            "(SELECT s.given FROM consents s WHERE s.customer = c.id AND s.purpose = {purpose} AND s.at <= {until} \
             ORDER BY s.at DESC, s.given LIMIT 1)"
        );
        format!("COALESCE({newest}, 0) = {}", i64::from(wanted))
    }
}
