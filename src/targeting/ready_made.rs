//! The groups that every shop has from the start, from the playbook that is compiled in.

use serde::{Deserialize, Serialize};

/// One ready-made group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyMade {
    /// Its name.
    pub name: String,
    /// What it is for, in one line.
    pub purpose: String,
    /// The condition.
    pub expression: String,
    /// Which data must be there.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// Data that a group cannot do without.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// At least one order.
    Orders,
    /// At least one event.
    Events,
    /// At least one statement of consent.
    Consents,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Playbook {
    group: Vec<ReadyMade>,
}

/// Every ready-made group, in the order of screens.
pub fn ready_made() -> Vec<ReadyMade> {
    // A test reads the playbook, so that a slip in it never reaches a merchant.
    toml::from_str::<Playbook>(include_str!("../../assets/playbooks/groups.toml"))
        .map(|p| p.group)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targeting::check::check;
    use crate::targeting::plan::Subject;
    use crate::targeting::vocabulary::Vocabulary;

    #[test]
    fn every_ready_made_group_is_right_and_says_what_it_is_for() {
        let all = ready_made();
        assert!(all.len() >= 10);
        for group in &all {
            let checked = check(
                &group.expression,
                Subject::Customers,
                &Vocabulary::default(),
            );
            assert!(
                checked.problems.is_empty(),
                "{}: {:?}",
                group.name,
                checked.problems
            );
            assert!(!group.purpose.is_empty() && !group.needs.is_empty());
        }
        let mut names: Vec<&str> = all.iter().map(|g| g.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
    }
}
