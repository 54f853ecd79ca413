//! Decisions whose id is handed out: their inputs are kept, so that "what was that?" can be answered later.

use super::preview::{Ask, Preview};
use super::{Error, Shop};
use crate::model::decision::DecisionId;
use crate::model::time::Moment;
use crate::store::decision_rows;
use serde::Serialize;

/// A decision that was handed out, and what became of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Recalled {
    /// The id that was asked for.
    pub decision: DecisionId,
    /// As of when it was made.
    pub at: Moment,
    /// What the same question gives now.
    pub preview: Preview,
    /// Whether data, documents or the fit have changed since, so that the page may be another one.
    pub changed: bool,
}

impl Shop {
    /// Keeps the inputs of a page's decision under its id. Returns the page, and whether it was kept: a shop that is
    /// open for reading only keeps nothing.
    pub fn keep_decision(&self, ask: &Ask) -> Result<(Preview, bool), Error> {
        let preview = self.preview(ask)?;
        if self.store.is_read_only() {
            return Ok((preview, false));
        }
        // Asked again later it must be the same moment, whatever the shop's now is then.
        let mut ask = ask.clone();
        ask.at = Some(preview.at);
        let inputs = serde_json::to_string(&ask)
            .map_err(|e| Error::Asked(format!("this page cannot be kept: {e}")))?;
        self.store.write(|tx| {
            decision_rows::keep(tx, &preview.decision.0, preview.at, &inputs)?;
            Ok::<_, Error>(())
        })?;
        Ok((preview, true))
    }

    /// Runs a decision again that was handed out, and says whether anything changed since.
    pub fn recall_decision(&self, id: &str) -> Result<Recalled, Error> {
        let id = id.trim().to_lowercase();
        let kept = self
            .store
            .read(|db| Ok::<_, Error>(decision_rows::kept(db, &id)?))?;
        let unknown = || {
            Error::Asked(format!(
                "No decision {} was handed out by this shop; ids come from `regulars preview` and from the Preview screen.",
                crate::model::text::clean(&id)
            ))
        };
        let (at, inputs) = kept.ok_or_else(unknown)?;
        let ask: Ask = serde_json::from_str(&inputs).map_err(|_| unknown())?;
        let preview = self.preview(&ask)?;
        Ok(Recalled {
            changed: preview.decision.0 != id,
            decision: DecisionId(id),
            at,
            preview,
        })
    }
}
