//! Step 0, experiments: the arm that a person keeps, by a hash of who they are, so that nothing has to be stored.

use super::decision::Arm;
use super::person::{Inputs, Visit};
use crate::model::decision::hash;
use crate::model::experiment::{self, Experiment};

/// The arm of a person in an experiment; `None` = they do not take part. Sticky: it depends on the experiment's id
/// and seed and on the person alone.
pub fn arm<'e>(experiment: &'e Experiment, subject: &str) -> Option<&'e experiment::Arm> {
    let seed = experiment.seed.to_string();
    let draw = |what: &str| {
        let h = hash([experiment.id.as_str(), seed.as_str(), what, subject]);
        (h >> 11) as f64 / (1u64 << 53) as f64
    };
    if draw("traffic") >= experiment.traffic {
        return None;
    }
    let at = draw("arm");
    let mut sum = 0.0;
    experiment
        .arms
        .iter()
        .find(|arm| {
            sum += arm.share;
            at < sum
        })
        .or(experiment.arms.last())
}

/// Whether an experiment runs at a place on the day of a visit, whoever comes.
pub fn covers(experiment: &Experiment, visit: &Visit, placement: &str) -> bool {
    experiment.state.on()
        && experiment.schedule.is_none_or(|s| s.holds(visit.day()))
        && (experiment.places.is_empty()
            || experiment
                .places
                .iter()
                .any(|p| p == placement || p == visit.page.word()))
}

/// The first experiment that covers a place and takes this person in, with their arm.
pub(crate) fn assigned<'a>(
    inputs: &Inputs<'a>,
    placement: &str,
) -> Option<(Arm, &'a experiment::Arm)> {
    let person = inputs.person;
    inputs
        .house
        .book
        .experiments
        .iter()
        .filter(|e| covers(e, inputs.visit, placement))
        .filter(|e| e.group.as_ref().is_none_or(|g| person.groups.contains(g)))
        .find_map(|e| {
            let arm = arm(e, &person.subject)?;
            let told = Arm {
                experiment: e.id.clone(),
                variant: arm.name.clone(),
                control: arm.strategy.is_none(),
            };
            Some((told, arm))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::playbook::parse;

    fn half() -> Experiment {
        parse(
            "id = \"x\"\nname = \"X\"\nstate = \"live\"\n[[arms]]\nname = \"control\"\nshare = 0.5\n\
             [[arms]]\nname = \"A\"\nshare = 0.5\nstrategy = \"trending\"\n",
        )
        .unwrap()
    }

    #[test]
    fn the_split_is_sticky_and_near_its_shares() {
        let experiment = half();
        let name = |s: u32| arm(&experiment, &s.to_string()).unwrap().name.clone();
        let a = (0..10_000).filter(|s| name(*s) == "A").count();
        assert!((4_800..5_200).contains(&a), "{a}");
        assert_eq!(name(7), name(7));
    }

    #[test]
    fn another_seed_splits_the_same_people_anew() {
        let (one, mut two) = (half(), half());
        two.seed = 1;
        let same = (0..10_000)
            .map(|s: u32| s.to_string())
            .filter(|s| arm(&one, s) == arm(&two, s))
            .count();
        assert!((4_700..5_300).contains(&same), "{same}");
    }

    #[test]
    fn only_the_traffic_takes_part() {
        let mut tenth = half();
        tenth.traffic = 0.1;
        let part = (0..10_000)
            .filter(|s: &u32| arm(&tenth, &s.to_string()).is_some())
            .count();
        assert!((850..1_150).contains(&part), "{part}");
    }
}
