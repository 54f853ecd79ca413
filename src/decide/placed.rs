//! How a product came to its place, in sentences: what boosts moved, and what was passed over before it.

use super::decision::Slot;
use super::left_out::LeftOut;

/// Counts what was left out before a product, by why.
pub(crate) fn passed<'a>(
    left_out: impl IntoIterator<Item = &'a LeftOut>,
) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for why in left_out {
        let said = full(why);
        match counts.iter_mut().find(|(other, _)| *other == said) {
            Some((_, count)) => *count += 1,
            None => counts.push((said, 1)),
        }
    }
    counts
}

fn full(why: &LeftOut) -> &'static str {
    match why {
        LeftOut::OnPage(_) => "shown further up",
        LeftOut::BrandCap(_) => "of a brand that has enough here",
        LeftOut::CategoryCap(_) => "of a category that has enough here",
        LeftOut::PriceCap(_) => "of a price that has enough here",
        LeftOut::SeenCap(_) => "known to this person",
        LeftOut::HeadCap(_) => "best sellers, of which enough stand here",
        _ => "left out",
    }
}

impl Slot {
    /// What boosts, wishes and caps did to its place; empty if the score alone put it there.
    pub fn placed(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(moved) = &self.moved {
            let (from, to) = (moved.from, moved.to);
            let by = moved.by.join(" and ");
            said.push(match (from == to, moved.by.is_empty(), from < to) {
                (true, ..) => format!("{by} changes its score, not its place"),
                (_, true, true) => {
                    format!("Moved from place {from} to {to}: others were lifted past it")
                }
                (_, true, false) => {
                    format!("Moved from place {from} to {to}: others before it sank")
                }
                (_, false, _) => {
                    format!("Moved from place {from} to {to} by {by}; without it place {from}")
                }
            });
        }
        let passed: usize = self.passed.iter().map(|(_, count)| count).sum();
        if passed > 0 {
            let why: Vec<String> = self
                .passed
                .iter()
                .map(|(w, n)| format!("{n} {w}"))
                .collect();
            said.push(format!(
                "{passed} with a greater score passed over: {}",
                why.join(", ")
            ));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Moved;
    use crate::model::ids::ProductId;
    use crate::recommend::Grade;

    fn slot(moved: Option<(usize, usize, &[&str])>, passed: Vec<(&'static str, usize)>) -> Slot {
        Slot {
            slot: 2,
            product: ProductId(1),
            score: 1.0,
            grade: Grade::Popular,
            reasons: Vec::new(),
            from: String::new(),
            ranker: String::new(),
            fallback: None,
            pinned: None,
            moved: moved.map(|(from, to, by)| Moved {
                from,
                to,
                by: by.iter().map(|b| (*b).to_owned()).collect(),
            }),
            passed,
        }
    }

    #[test]
    fn moves_are_said_with_and_without() {
        let said = |moved| slot(Some(moved), Vec::new()).placed().join("; ");
        assert_eq!(
            said((5, 2, &["New in ×1.5"])),
            "Moved from place 5 to 2 by New in ×1.5; without it place 5"
        );
        assert_eq!(
            said((1, 1, &["New in ×1.5"])),
            "New in ×1.5 changes its score, not its place"
        );
        assert_eq!(
            said((2, 3, &[])),
            "Moved from place 2 to 3: others were lifted past it"
        );
        assert_eq!(
            said((3, 2, &[])),
            "Moved from place 3 to 2: others before it sank"
        );
        assert!(slot(None, Vec::new()).placed().is_empty());
        let left = [
            LeftOut::OnPage("One".into()),
            LeftOut::BrandCap(3),
            LeftOut::OnPage("Two".into()),
        ];
        assert_eq!(
            slot(None, passed(&left)).placed(),
            [
                "3 with a greater score passed over: 2 shown further up, 1 of a brand that has enough here"
            ]
        );
    }
}
