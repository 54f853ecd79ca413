//! Step 0, whether a strategy can be shown at all: state, schedule, place, group, consent, frequency, readiness.

use super::book::StrategyPlan;
use super::context::Context;
use crate::model::consent::Purpose;
use crate::model::placement::PageType;
use crate::model::strategy::State;

/// The first thing that keeps a strategy from being shown, in words; `None` = nothing does. Members of a fallback
/// chain are asked without a placement: they stand where the strategy that names them stands.
pub(crate) fn barrier(
    context: &Context<'_>,
    plan: &StrategyPlan,
    placement: Option<&str>,
) -> Option<String> {
    let document = &plan.document;
    if let Some(problem) = &plan.problem {
        return Some(problem.clone());
    }
    match document.state {
        State::Live | State::Scheduled => {}
        State::Draft => return Some("a draft".into()),
        State::Paused => return Some("paused".into()),
        State::Archived => return Some("archived".into()),
    }
    if let Some(schedule) = &document.schedule
        && !schedule.holds(context.today)
    {
        return Some(match (schedule.from, schedule.until) {
            (Some(from), _) if context.today < from => format!("starts on {from}"),
            (_, Some(until)) => format!("ended on {until}"),
            _ => "not scheduled for this day".into(),
        });
    }
    let page = context.inputs.visit.page;
    if let Some(placement) = placement {
        if !document.pages.is_empty() && !document.pages.contains(&page) {
            return Some(format!("not meant for {} pages", page.word()));
        }
        if !document.placements.is_empty() && !document.placements.iter().any(|p| p == placement) {
            return Some(format!("not meant for {placement}"));
        }
    }
    let person = context.inputs.person;
    if let Some(group) = &document.group
        && !person.groups.contains(group)
    {
        return Some(format!("not in the group {group}"));
    }
    if let Some(purpose) = needed_consent(page)
        && person.consents.get(&purpose) != Some(&true)
    {
        return Some(match person.consents.get(&purpose) {
            Some(_) => format!("{} was declined", purpose.word()),
            None => format!("has not agreed to {}", purpose.word()),
        });
    }
    if let Some(cap) = &document.caps.frequency {
        let visit = context.inputs.visit;
        let days = i32::try_from(cap.days).unwrap_or(i32::MAX / 2);
        let start = visit.zone.start_of(context.today.plus(-days));
        let seen = person
            .seen
            .iter()
            .filter(|(id, at)| *id == document.id && *at >= start && *at <= visit.at)
            .count();
        if seen >= cap.times as usize {
            return Some(format!(
                "seen {seen} times in {} days, at most {}",
                cap.days, cap.times
            ));
        }
    }
    if let Some(readiness) = &plan.readiness
        && !readiness.ready
    {
        return Some(readiness.words());
    }
    None
}

/// What somebody must have agreed to before a page or message of this type is made for them. Pages of the shop need
/// no agreement, but a refusal of personalization is honoured (see `page`).
pub(crate) fn needed_consent(page: PageType) -> Option<Purpose> {
    match page {
        PageType::Email => Some(Purpose::Email),
        PageType::Sms => Some(Purpose::Sms),
        PageType::Push => Some(Purpose::Push),
        PageType::Ad => Some(Purpose::Ads),
        _ => None,
    }
}
