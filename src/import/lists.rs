//! Lists and paths inside one cell: categories, tags, pictures.

use super::words::is_nothing;
use crate::model::text::{clean, fold};

/// How a platform writes lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lists {
    /// Between several categories; empty: a cell holds one.
    pub(crate) categories: &'static str,
    /// Between the levels of a category, the broadest first.
    pub(crate) levels: &'static str,
    /// Between tags.
    pub(crate) tags: &'static str,
    /// Between pictures.
    pub(crate) images: &'static str,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists {
            categories: ";",
            levels: ">/|",
            tags: ",;|",
            images: ",;|",
        }
    }
}

/// Categories deeper than this are cut.
const LEVELS: usize = 8;
/// More than so many are left out.
const MOST: usize = 50;

/// The parts of a list, cleaned, each once.
pub(crate) fn parts(text: &str, marks: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(|c| marks.contains(c)).take(MOST * 4) {
        let part = clean(part).trim().to_owned();
        let new = !is_nothing(part.as_bytes()) && !parts.iter().any(|p| fold(p) == fold(&part));
        if new && parts.len() < MOST {
            parts.push(part);
        }
    }
    parts
}

/// A category path, the broadest level first. ` / ` and `/` part levels; a blank on one side alone belongs to the name.
pub(crate) fn path(text: &str, marks: &str) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for level in text.split(|c| marks.contains(c)).take(LEVELS) {
        let level = clean(level).trim().to_owned();
        if !is_nothing(level.as_bytes()) {
            levels.push(level);
        }
    }
    levels
}

/// All category paths of a cell.
pub(crate) fn categories(text: &str, lists: Lists) -> Vec<Vec<String>> {
    let several: Vec<&str> = if lists.categories.is_empty() {
        vec![text]
    } else {
        text.split(|c| lists.categories.contains(c)).collect()
    };
    let mut paths: Vec<Vec<String>> = Vec::new();
    for one in several.into_iter().take(MOST) {
        let path = path(one, lists.levels);
        if !path.is_empty() && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// The first picture: an address or a file name. Addresses may hold the marks that part them.
pub(crate) fn first_image(text: &str, marks: &str) -> Option<String> {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|(at, c)| {
            let after = text[at + c.len_utf8()..].trim_start();
            marks.contains(*c)
                && (!text.contains("://")
                    || after.is_empty()
                    || after.starts_with("http")
                    || *c == ';')
        })
        .map_or(text.len(), |(at, _)| at);
    let image = clean(text[..end].trim()).into_owned();
    (!is_nothing(image.as_bytes())).then_some(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lists_and_pictures_are_parted() {
        let woo = Lists {
            categories: ",",
            levels: ">",
            ..Lists::default()
        };
        assert_eq!(
            categories("Clothing > Men > Tops, Sale", woo),
            [vec!["Clothing", "Men", "Tops"], vec!["Sale"]]
        );
        assert_eq!(
            categories("Camping / Lighting", Lists::default()),
            [vec!["Camping", "Lighting"]]
        );
        assert_eq!(parts("summer, Summer,  , new", ","), ["summer", "new"]);
        assert_eq!(
            first_image("https://x.test/a,b.jpg, https://x.test/c.jpg", ",;").as_deref(),
            Some("https://x.test/a,b.jpg")
        );
        assert_eq!(first_image("a.jpg;b.jpg", ",;").as_deref(), Some("a.jpg"));
        assert_eq!(first_image(" - ", ","), None);
    }
}
