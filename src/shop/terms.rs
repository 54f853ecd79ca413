//! The terms of a score in words, with the orders and events that they rest on.

use super::Error;
use super::scene::Scene;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::time::Moment;
use crate::recommend::grade::telling;
use crate::recommend::together::{Company, company};
use crate::recommend::{Because, Evidence, Grade, Reason, reason};
use crate::store::{Db, decision_rows};
use serde::Serialize;

/// Rows of a term that are read where nobody asked for more.
pub const ROWS: usize = 10;

/// One term of a score.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Term {
    /// Its part of the score.
    pub addend: f64,
    /// What it rests on, in words.
    pub words: String,
    /// The same with figures.
    pub detail: String,
    /// How many rows show it: the count that the words state.
    pub total: usize,
    /// Those rows, newest first, as many as were asked for.
    pub evidence: Vec<Proof>,
    /// Other rows that its figures count, where they are not this person's own.
    pub also: Option<Behind>,
}

/// Rows that a figure counts.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Behind {
    /// What they are, in words.
    pub what: String,
    /// How many there are.
    pub total: usize,
    /// The newest, as many as were asked for.
    pub rows: Vec<Proof>,
}

/// A row of the shop that a term rests on, and the line of the file that states it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Proof {
    /// `order` or `event`.
    pub kind: &'static str,
    /// Its id in the shop.
    pub id: i64,
    /// `order 536365`, `looked at it`.
    pub what: String,
    /// When.
    pub at: Moment,
    /// Whose it is; `None` = nobody known.
    pub customer: Option<CustomerId>,
    /// What screens call them.
    pub who: Option<String>,
    /// The import that brought it.
    pub batch: i64,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
}

/// A part of a score: the terms that rest on the doings of the same side, taken together.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Part {
    /// The side; `None` = no side: how rare or new it is, boosts.
    pub side: Option<Grade>,
    /// What they add to the score.
    pub addend: f64,
}

impl Part {
    /// The parts of a score, greatest first.
    pub(crate) fn all(reasons: &[Reason]) -> Vec<Part> {
        let sides = Grade::ALL.into_iter().filter(|side| {
            let own = |r: &Reason| r.because.side() == Some(*side);
            reasons.iter().any(own)
        });
        let sided = sides.map(|side| Part {
            side: Some(side),
            addend: side.part(reasons),
        });
        let rest = reasons.iter().filter(|r| r.because.side().is_none());
        let mut parts: Vec<Part> = sided.collect();
        if rest.clone().count() > 0 {
            parts.push(Part {
                side: None,
                addend: rest.map(|r| r.addend).sum(),
            });
        }
        parts.sort_by(|a, b| b.addend.total_cmp(&a.addend));
        parts
    }

    /// Whose doings it is.
    pub fn words(&self) -> &'static str {
        match self.side {
            Some(Grade::Personal) => "what this person did",
            Some(Grade::Group) => "what people like them did",
            Some(Grade::Contextual) => "the page and the products on it",
            Some(Grade::Popular) => "what everybody does",
            Some(Grade::Manual) => "your choice",
            None => "how rare it is and boosts",
        }
    }
}

/// `what everybody does 2.69, what this person did 2.59`; `number` writes an addend, and what it writes like 0 is left
/// out.
pub fn made_of(parts: &[Part], number: impl Fn(f64) -> String) -> String {
    let nothing = number(0.0);
    let parts: Vec<String> = parts
        .iter()
        .map(|p| (p.words(), number(p.addend)))
        .filter(|(_, said)| *said != nothing)
        .map(|(words, said)| format!("{words} {said}"))
        .collect();
    parts.join(", ")
}

/// What terms are said of: a product and the person who is shown it.
#[derive(Clone, Copy)]
pub(crate) struct About {
    pub(crate) product: ProductId,
    pub(crate) customer: Option<CustomerId>,
}

impl Scene {
    /// Other people who bought one product, and those of them who bought what is shown too.
    fn company(&self, about: About, one: ProductId) -> Company {
        company(&self.engine, one, about.product, about.customer, self.at)
    }

    /// Headline and detail of a reason for showing a product.
    pub(crate) fn words(&self, about: About, because: &Because) -> (String, String) {
        let (headline, detail) = reason::words(because, &|product| self.title(product));
        match because {
            Because::LikedWith { product } => {
                let others = self.company(about, *product);
                match others.tells() {
                    true => (headline, reason::liked(&others)),
                    false => (headline, detail),
                }
            }
            _ => (headline, detail),
        }
    }

    /// What tells most of why a product is shown.
    pub(crate) fn telling(
        &self,
        about: About,
        reasons: &[Reason],
        grade: Grade,
    ) -> Option<(String, String)> {
        let mut said = telling(reasons, grade)?;
        // What others show in numbers is said before what the model alone concludes.
        let shown = |reason: &&Reason| match &reason.because {
            Because::LikedWith { product } => self.company(about, *product).tells(),
            _ => false,
        };
        if matches!(said.because, Because::LikedWith { .. }) && !shown(&said) {
            said = reasons.iter().find(shown).unwrap_or(said);
        }
        Some(self.words(about, &said.because))
    }

    /// The terms of a score with at most so many of the rows that each rests on.
    pub(crate) fn terms(
        &self,
        db: &Db<'_>,
        about: About,
        reasons: &[Reason],
        most: usize,
    ) -> Result<Vec<Term>, Error> {
        let mut terms = Vec::new();
        for reason in reasons {
            let with = match &reason.because {
                Because::BoughtWith { product, .. } | Because::LikedWith { product, .. } => {
                    *product
                }
                _ => about.product,
            };
            let (words, detail) = self.words(about, &reason.because);
            let counted = reason.because.counted().unwrap_or(0) as usize;
            terms.push(Term {
                addend: reason.addend,
                words,
                detail,
                total: reason.evidence.len().max(counted),
                evidence: proofs(db, &reason.evidence, with, most)?,
                also: self.others(db, about, &reason.because, most)?,
            });
        }
        Ok(terms)
    }

    /// The people whom the detail of a term counts.
    fn others(
        &self,
        db: &Db<'_>,
        about: About,
        because: &Because,
        most: usize,
    ) -> Result<Option<Behind>, Error> {
        let Because::LikedWith { product } = because else {
            return Ok(None);
        };
        let (one, other) = (*product, about.product);
        let others = self.company(about, one);
        if !others.tells() {
            return Ok(None);
        }
        let what = format!(
            "Others who bought {} and {}, each by the newest order with the latter",
            self.title(one),
            self.title(other)
        );
        Ok(Some(Behind {
            what,
            total: others.both.len(),
            rows: proofs(db, &others.both, other, most)?,
        }))
    }
}

/// What was done, in words for the product that it is about.
fn done(event: &str) -> String {
    match event {
        "view" => "looked at it".into(),
        "add_to_cart" => "put it into the cart".into(),
        "click" => "clicked it".into(),
        other => other.replace('_', " "),
    }
}

/// The first rows as the files state them; of an order the line with a product.
fn proofs(
    db: &Db<'_>,
    rows: &[Evidence],
    with: ProductId,
    most: usize,
) -> Result<Vec<Proof>, Error> {
    let mut proofs = Vec::new();
    for row in rows.iter().take(most) {
        let (kind, id, stated) = match row {
            Evidence::Order(id) => ("order", id.0, decision_rows::order(db, *id, Some(with))?),
            Evidence::Event(id) => ("event", id.0, decision_rows::event(db, *id)?),
        };
        let Some(stated) = stated else { continue };
        let who = match stated.customer {
            Some(customer) => decision_rows::person(db, customer)?,
            None => None,
        };
        proofs.push(Proof {
            kind,
            id,
            what: match kind {
                "order" => format!("order {}", stated.what),
                _ => done(&stated.what),
            },
            at: stated.at,
            customer: stated.customer,
            who: who.map(|(name, _)| name),
            batch: stated.batch,
            file: stated.file,
            line: stated.line,
        });
    }
    Ok(proofs)
}
