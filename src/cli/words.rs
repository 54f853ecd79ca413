//! How the commands write times for people: on the shop's clock.

use crate::model::time::{Moment, Zone};

/// `18 Nov 2026 12:24` on the shop's clock.
pub(crate) fn when(at: Moment, zone: Zone) -> String {
    zone.local(at).format("%-d %b %Y %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_on_the_shops_clock() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = Moment::parse_rfc3339("2026-11-18T11:24:00Z").unwrap();
        assert_eq!(when(at, berlin), "18 Nov 2026 12:24");
    }
}
