//! The nearest names to one that does not exist.

use crate::model::text::fold;

/// How many names are offered.
const OFFERED: usize = 3;
/// Names less alike than this are not offered.
const ALIKE: f64 = 0.72;

/// Up to three names like this one, best first, equally near ones by name.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let name = fold(name);
    if name.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(f64, &str)> = known
        .filter_map(|k| {
            let folded = fold(k);
            let inside = name.chars().count() >= 3 && folded.contains(&name);
            let likeness = if inside {
                0.95
            } else {
                strsim::jaro_winkler(&name, &folded)
                    .min(0.3 + strsim::normalized_damerau_levenshtein(&name, &folded))
            };
            (likeness >= ALIKE).then_some((likeness, k))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    found.dedup_by(|a, b| fold(a.1) == fold(b.1));
    found
        .into_iter()
        .take(OFFERED)
        .map(|(_, k)| k.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_find_their_name_and_strangers_find_none() {
        let known = ["Camping", "Cycling", "Climbing", "Garden > Lighting"];
        assert_eq!(nearest("Campng", known.into_iter())[0], "Camping");
        assert_eq!(
            nearest("lighting", known.into_iter())[0],
            "Garden > Lighting"
        );
        assert!(nearest("xyz", known.into_iter()).is_empty());
    }
}
