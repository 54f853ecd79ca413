//! Texts of customers, and whether they agreed to hear from the shop.

use super::set::Set;
use super::{Compiler, EMAIL_DOMAIN};
use crate::model::country;
use crate::model::event::EventKind;
use crate::model::text::fold;
use crate::store::Error;
use crate::targeting::plan::{FlagField, TextField, TextTest};

/// Up to so many different values of a column are looked at one by one; few in tests, so that it goes both ways.
const FEW: usize = if cfg!(test) { 5 } else { 50_000 };

impl Compiler<'_> {
    pub(super) fn text_field(&mut self, field: &TextField, is: &TextTest) -> Result<Set, Error> {
        Ok(match field {
            TextField::Country => self.country(is)?,
            TextField::City => self.city(is)?,
            TextField::Region => self.column("fold(c.region)", is),
            TextField::CityTier => self.column("fold(c.city_tier)", is),
            TextField::Language => self.column("fold(c.language)", is),
            TextField::Email => self.column("fold(c.email)", is),
            TextField::Name => self.column("fold(c.name)", is),
            TextField::EmailDomain => self.column(EMAIL_DOMAIN, is),
            TextField::CustomerTag => {
                let test = self.text_test("fold(t.tag)", is);
                self.these(format!(
                    "SELECT t.customer FROM customer_tags t WHERE {test}"
                ))
            }
            TextField::Gender => self.attribute("gender", is)?,
            TextField::Device | TextField::Channel | TextField::Campaign => {
                let rows = self.text_rows(field);
                let test = self.text_test("fold(t)", is);
                self.these(format!("SELECT customer FROM ({rows}) WHERE {test}"))
            }
            TextField::RfmGroup => self.rfm_group(is),
            TextField::Lifecycle => self.lifecycle(is),
            // Fields of products: a plan over customers has no such test.
            TextField::Title
            | TextField::Sku
            | TextField::Brand
            | TextField::Category
            | TextField::Status
            | TextField::ProductTag => Set::nobody(),
        })
    }

    fn column(&mut self, text: &str, is: &TextTest) -> Set {
        let test = self.text_test(text, is);
        self.these(format!(
            "SELECT c.id FROM customers c WHERE c.known = 1 AND {test}"
        ))
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
    fn country(&mut self, is: &TextTest) -> Result<Set, Error> {
        let passes = |c: &str| is.holds(&fold(&country::shown(c)));
        Ok(match self.few("country", passes)? {
            Some(set) => set,
            None => self.column("fold(c.country)", is),
        })
    }

    /// Towns are fewer than people.
    fn city(&mut self, is: &TextTest) -> Result<Set, Error> {
        Ok(match self.few("city", |c| is.holds(&fold(c)))? {
            Some(set) => set,
            None => self.column("fold(c.city)", is),
        })
    }

    /// The different values of a column with an index, each looked up once; `None`: there are too many.
    fn few(&mut self, column: &str, passes: impl Fn(&str) -> bool) -> Result<Option<Set>, Error> {
        let mut statement = self.db.conn.prepare_cached(&format!(
            "WITH RECURSIVE one (v) AS ( \
               SELECT min({column}) FROM customers WHERE known = 1 AND {column} IS NOT NULL \
               UNION ALL \
               SELECT (SELECT min({column}) FROM customers WHERE known = 1 AND {column} > one.v) FROM one WHERE one.v IS NOT NULL \
             ) SELECT v FROM one WHERE v IS NOT NULL LIMIT {FEW}"
        ))?;
        let mut passing = Vec::new();
        let mut seen = 0;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            seen += 1;
            let value = row.get_ref(0)?.as_str().unwrap_or_default();
            if passes(value) {
                passing.push(value.to_owned());
            }
        }
        if seen >= FEW {
            return Ok(None);
        }
        let passing = self.text(&serde_json::Value::from(passing).to_string());
        Ok(Some(self.these(format!(
            "SELECT id FROM customers WHERE known = 1 AND {column} IN (SELECT value FROM json_each({passing}))"
        ))))
    }

    /// The newest statement counts; of two at the same instant, the one that says no.
    pub(super) fn flag(&mut self, flag: FlagField, wanted: bool) -> Set {
        let FlagField::Consent(purpose) = flag else {
            return Set::nobody();
        };
        let (purpose, until) = (
            self.text(purpose.word()),
            self.int(self.as_of.consents_until.0),
        );
        let given = self.these(format!(
            "SELECT customer FROM (SELECT s.customer AS customer, max(2 * s.at + (1 - s.given)) AS newest FROM consents s \
             WHERE s.purpose = {purpose} AND s.at <= {until} GROUP BY s.customer) WHERE newest & 1 = 0"
        ));
        if wanted { given } else { Set::all_but(given) }
    }
}
