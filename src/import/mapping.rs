//! The mapping of a table's columns: what the merchant says goes before what they look like, and what is missing is asked
//! for.

use super::detect::Found;
use super::detection::Column;
use super::error::Error;
use super::field::Field;
use super::format::Format;
use super::kind::{Kind, Need};
use super::platform::Shape;
use super::suggest;
use crate::model::text::fold;

impl Found<'_> {
    /// What the merchant says of every row: `--map "'email'=channel"`.
    pub(crate) fn fixed(&self, kind: Kind) -> Result<Vec<(Field, String)>, Error> {
        let said = self.wishes.map.iter();
        let fixed: Vec<(Field, String)> = said
            .filter_map(|(name, field)| Some((*field, fixed_text(name)?.to_owned())))
            .collect();
        let takes = |field: &Field| match kind {
            Kind::Orders => *field == Field::DayOne,
            Kind::Customers | Kind::Products => false,
            _ => true,
        };
        match fixed.iter().find(|(field, _)| !takes(field)) {
            Some((field, text)) => Err(Error::Asked(format!(
                "{} is taken for a {}, which takes no text for every row; leave out --map \"'{text}'={}\"",
                self.file_name,
                kind.words(),
                field.word()
            ))),
            _ => Ok(fixed),
        }
    }

    pub(crate) fn apply_map(&self, columns: &mut [Column]) -> Result<(), Error> {
        for (name, field) in &self.wishes.map {
            if fixed_text(name).is_some() {
                continue;
            }
            let wanted = fold(name);
            let Some(at) = columns.iter().position(|c| fold(&c.name) == wanted) else {
                let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
                let near = names
                    .iter()
                    .max_by(|a, b| {
                        strsim::jaro_winkler(&fold(a), &wanted)
                            .total_cmp(&strsim::jaro_winkler(&fold(b), &wanted))
                    })
                    .cloned()
                    .unwrap_or_default();
                return Err(Error::Asked(format!(
                    "{} has no column `{name}`; the nearest is `{near}`; its columns are: {}",
                    self.file_name,
                    list(&names)
                )));
            };
            for column in columns.iter_mut() {
                if column.field == Some(*field) && !field.is_free() {
                    column.field = None;
                    column.because.clear();
                }
            }
            columns[at].field = Some(*field);
            columns[at].because = "you said so".to_owned();
        }
        Ok(())
    }

    /// Refuses a table without the columns that its kind cannot do without, or says which are missing.
    pub(crate) fn complete(
        &self,
        kind: Kind,
        columns: &[Column],
        fixed: &[(Field, String)],
        vague: bool,
    ) -> Result<Vec<&'static str>, Error> {
        let has = |field: &Field| {
            columns.iter().any(|c| c.field == Some(*field)) || fixed.iter().any(|(f, _)| f == field)
        };
        let mut missing: Vec<&Need> = kind
            .needs()
            .iter()
            .filter(|need| !need.fields.iter().any(has))
            .collect();
        if vague
            && !has(&Field::Order)
            && let Some(number) = kind.needs().first()
            && !missing.iter().any(|n| n.words == number.words)
        {
            missing.insert(0, number);
        }
        let words: Vec<&'static str> = missing.iter().map(|n| n.words).collect();
        if missing.is_empty() || self.wishes.incomplete {
            return Ok(words);
        }
        let maps: Vec<String> = missing
            .iter()
            .filter_map(|n| Some(format!("--map COLUMN={}", n.fields.first()?.word())))
            .collect();
        let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        let part = self.part_of_orders(kind, columns, &missing);
        self.refuse(&format!(
            "has no column that looks like: {}. {part}If it is a {}, say which one it is: {}. {}\
             Its columns are: {}",
            words.join(", "),
            kind.words(),
            maps.join(" "),
            self.other_kinds(kind),
            list(&names)
        ))
    }

    /// What is wrong with a table that holds one half of the orders: what was bought, or when.
    fn part_of_orders(&self, kind: Kind, columns: &[Column], missing: &[&Need]) -> &'static str {
        let has = |fields: &[Field]| {
            columns
                .iter()
                .any(|c| c.field.is_some_and(|f| fields.contains(&f)))
        };
        let lacks = |field: Field| missing.iter().any(|n| n.fields.contains(&field));
        const PRODUCT: [Field; 3] = [Field::Product, Field::Sku, Field::ProductId];
        let numbered = columns.iter().any(|c| {
            matches!(c.field, Some(Field::Order)) && suggest::is_exact(Field::Order, &c.name)
        });
        // Who and when, but neither what nor for how much.
        let bare = !lacks(Field::At) && lacks(Field::Price) && !has(&PRODUCT);
        if kind == Kind::Orders && bare && has(&[Field::Customer, Field::Email]) {
            return "If another file says what was bought, import both together. ";
        }
        if kind != Kind::Orders || !numbered {
            return "";
        }
        match (lacks(Field::At), lacks(Field::Price)) {
            (true, _) if has(&PRODUCT) => {
                "If another file says when these orders were placed, import both together. "
            }
            (false, true) if !has(&PRODUCT) => {
                "If another file says what was bought, import both together. "
            }
            (false, true) => "If the prices stand in a file of products, import both together. ",
            _ => "",
        }
    }

    /// What a table may be besides what it was taken for.
    fn other_kinds(&self, kind: Kind) -> String {
        if self.wishes.format.is_some() {
            return String::new();
        }
        let mut others: Vec<Format> = Format::ALL
            .iter()
            .copied()
            .filter(|f| matches!(f.platform().shape, Shape::Any) && f.kind() != kind)
            .collect();
        others.sort_by_key(|f| f.kind());
        let words: Vec<&str> = others.iter().map(|f| f.word()).collect();
        let (last, first) = words.split_last().unwrap_or((&"", &[]));
        format!(
            "If it is something else, say what: --as {} or {last}. ",
            first.join(", ")
        )
    }
}

/// The text that a map gives to every row, if it names no column.
fn fixed_text(name: &str) -> Option<&str> {
    let text = name.strip_prefix('\'')?.strip_suffix('\'')?;
    (!text.trim().is_empty()).then(|| text.trim())
}

/// Names of columns for a message.
pub(crate) fn list(names: &[String]) -> String {
    let mut shown: Vec<&str> = names.iter().take(40).map(String::as_str).collect();
    if names.len() > 40 {
        shown.push("…");
    }
    shown.join(", ")
}
