//! What a file is taken for, by its head and by what the merchant said of such a file before.

use super::import::Detection;
use super::import_options::ImportOptions;
use super::source::Source;
use super::{Error, Shop, mapped};
use crate::import::Wishes;
use std::path::Path;

impl Shop {
    /// What a file is taken for: format, evidence, columns with their fields. Reads only its head.
    pub fn detect(&self, path: &Path, options: &ImportOptions) -> Result<Detection, Error> {
        Ok(self.source_of(path, options)?.1)
    }

    pub(crate) fn detected(
        &self,
        source: &Source<'_>,
        options: &ImportOptions,
    ) -> Result<Detection, Error> {
        let wishes = options.wishes()?;
        let found = source.look(&wishes);
        if !wishes.map.is_empty() {
            return found;
        }
        // What the merchant said of such a file is taken up again, also where a column could not be told.
        let shape = match &found {
            Ok(detection) => detection.shape(),
            Err(_) => {
                let lacking = Wishes {
                    format: None,
                    incomplete: true,
                    ..wishes.clone()
                };
                source.look(&lacking).map_or(String::new(), |d| d.shape())
            }
        };
        let zone = self.zone();
        let kept = self
            .store
            .read(|db| mapped::recall(db, &shape, &wishes, zone))?;
        let Some((wishes, day)) = kept else {
            return found;
        };
        match source.look(&wishes) {
            Ok(mut detection) => {
                detection
                    .evidence
                    .push(format!("as you mapped such a file on {day}"));
                let said = |name: &str| wishes.map.iter().any(|(column, _)| column == name);
                for column in &mut detection.columns {
                    if column.field.is_some() && said(&column.name) {
                        column.because = format!("as you said on {day}");
                    }
                }
                Ok(detection)
            }
            // The file has changed too much: it is looked at anew.
            Err(_) => found,
        }
    }
}
