//! The word that stands beside a comparison. No number without a state; only `better` and `worse` are calls.

use super::evalue;
use super::interval::{Z95, koopman};
use super::metrics::{RANKED_FROM, Rate};
use super::rounding::{count, signed_percent};
use super::sample_size;
use serde::Serialize;

/// A strategy is called at this e-value: false calls stay under 1 in 20 however often one looks.
pub const CALL: f64 = 20.0;
/// From this e-value a direction is likely, without a badge or an offer to apply.
pub const LIKELY: f64 = 5.0;
/// A wait longer than this is too long.
pub const PATIENCE_DAYS: u32 = 180;
/// The lift that a test should be able to see.
pub const LIFT_WANTED: f64 = 0.20;
/// A split that is this unlikely is broken.
pub const SPLIT_ALARM: f64 = 0.001;

/// The state of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A call: better.
    Better,
    /// A call: worse.
    Worse,
    /// Probably better; no call.
    LikelyBetter,
    /// Probably worse; no call.
    LikelyWorse,
    /// The split between the arms is not what it should be: no verdict.
    SplitBroken,
    /// The traffic is too small to see a difference of a fifth within half a year.
    TooLittle,
    /// Not yet.
    CannotSay,
}

impl Word {
    /// The word on screen.
    pub fn text(self) -> &'static str {
        match self {
            Word::Better => "better",
            Word::Worse => "worse",
            Word::LikelyBetter => "likely better",
            Word::LikelyWorse => "likely worse",
            Word::SplitBroken => "split broken",
            Word::TooLittle => "too little to ever tell",
            Word::CannotSay => "cannot say yet",
        }
    }

    /// Whether it may be acted on.
    pub fn is_call(self) -> bool {
        matches!(self, Word::Better | Word::Worse)
    }
}

/// The word with its sentence.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Verdict {
    /// The state.
    pub word: Word,
    /// The state as text.
    pub text: &'static str,
    /// One plain sentence.
    pub sentence: String,
    /// Days until it can be told at the traffic so far; `None` where waiting does not help or is not needed.
    pub days_left: Option<u32>,
}

/// What a comparison of two shares rests on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shares {
    /// Successes and units of the control.
    pub control: (u64, u64),
    /// Successes and units of the treatment.
    pub treatment: (u64, u64),
    /// Days in which these came together.
    pub days: u32,
    /// p of the split check, where a split was planned.
    pub split_p: Option<f64>,
    /// Whether both were counted on the same days and spots.
    pub alike: bool,
}

/// A comparison of two shares: lift, its interval, evidence and verdict.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Against {
    /// Successes and units of the control on the days and spots compared.
    pub control: Rate,
    /// Successes and units of the treatment there.
    pub treatment: Rate,
    /// Whether both were shown on the same days and spots; else the comparison takes all there is and proves little.
    pub alike: bool,
    /// Days compared.
    pub days: u32,
    /// Treatment / control - 1; `None` where the control has nothing to compare with.
    pub lift: Option<f64>,
    /// Lower end of the 95 % interval of the lift (Koopman), -1 at least.
    pub low: Option<f64>,
    /// Upper end; `None` = no upper end.
    pub high: Option<f64>,
    /// Evidence that there is a difference, safe to look at daily.
    pub e_value: f64,
    /// p of the split check, where a split was planned.
    pub split_p: Option<f64>,
    /// What it means.
    pub verdict: Verdict,
}

/// Compares a treatment with its control.
pub fn compare(shares: &Shares) -> Against {
    let ((xa, na), (xb, nb)) = (shares.control, shares.treatment);
    let enough = shares.alike && na >= RANKED_FROM && nb >= RANKED_FROM;
    let (low, high) = koopman((xa, na), (xb, nb), Z95);
    let lift = (xa > 0 && na > 0 && nb > 0)
        .then(|| (xb as f64 / nb as f64) / (xa as f64 / na as f64) - 1.0);
    let e = evalue::exact(shares.control, shares.treatment);
    Against {
        control: Rate::of(xa, na),
        treatment: Rate::of(xb, nb),
        alike: shares.alike,
        days: shares.days,
        lift: lift.filter(|_| enough),
        low: enough.then_some(low - 1.0),
        high: (enough && high.is_finite()).then_some(high - 1.0),
        e_value: e,
        split_p: shares.split_p,
        verdict: judge(shares, e, lift),
    }
}

fn judge(shares: &Shares, e: f64, lift: Option<f64>) -> Verdict {
    let ((xa, na), (xb, nb)) = (shares.control, shares.treatment);
    let say = |word: Word, sentence: String, days_left: Option<u32>| Verdict {
        word,
        text: word.text(),
        sentence,
        days_left,
    };
    if shares.split_p.is_some_and(|p| p < SPLIT_ALARM) {
        return say(
            Word::SplitBroken,
            "The visitors are not split as planned, so the comparison says nothing. Look for what sends them to one side.".into(),
            None,
        );
    }
    if !shares.alike {
        return say(
            Word::CannotSay,
            "The control was not shown in the same places on the same days, so there is nothing fair to compare with.".into(),
            None,
        );
    }
    let short = RANKED_FROM.saturating_sub(na.min(nb));
    // Where the control sold nothing there is no lift, yet there is a direction.
    let up = u128::from(xb) * u128::from(na) >= u128::from(xa) * u128::from(nb);
    let by = lift.map_or_else(
        || "The control has sold nothing so far".to_owned(),
        |l| format!("{} so far", signed_percent(l)),
    );
    if short == 0 && e >= CALL {
        let word = if up { Word::Better } else { Word::Worse };
        return say(
            word,
            format!(
                "{by}: {} than the control with 95% certainty, however often you look.",
                word.text()
            ),
            None,
        );
    }
    let planned = sample_size::days_needed(shares, LIFT_WANTED);
    let wait = planned.map(|d| d.saturating_sub(shares.days));
    if short == 0 && e >= LIKELY {
        let word = if up {
            Word::LikelyBetter
        } else {
            Word::LikelyWorse
        };
        let days = evalue::days_to(shares, CALL);
        let rest = match days {
            Some(1) => " 1 more day like these would settle it.".to_owned(),
            Some(d) => format!(" {} more days like these would settle it.", count(d.into())),
            None => String::new(),
        };
        return say(word, format!("{by}, not certain.{rest}"), days);
    }
    if short > 0 {
        let side = if nb < na { "" } else { " of the control" };
        return say(
            Word::CannotSay,
            format!("{} more visitors{side} needed.", count(short)),
            wait.filter(|d| *d > 0),
        );
    }
    match planned {
        Some(days) if days > PATIENCE_DAYS => say(
            Word::TooLittle,
            format!(
                "At this traffic it takes {} days to see a difference of a fifth. Decide by taste, or show it in more places.",
                count(days.into())
            ),
            None,
        ),
        None => say(
            Word::CannotSay,
            "Nobody has bought in the control yet, so there is nothing to compare with.".into(),
            None,
        ),
        Some(_) => match wait {
            Some(0) | None => say(
                Word::CannotSay,
                "Long enough to see a difference of a fifth, and none shows: at most a small one is there.".into(),
                Some(0),
            ),
            Some(1) => say(
                Word::CannotSay,
                "Too early to call: 1 more day to see a difference of a fifth.".into(),
                Some(1),
            ),
            Some(d) => say(
                Word::CannotSay,
                format!(
                    "Too early to call: {} more days to see a difference of a fifth.",
                    count(d.into())
                ),
                Some(d),
            ),
        },
    }
}
