//! Problems of an expression: what is wrong, where, and what to type instead; as data and as text.

use crate::model::text::clean;
use crate::targeting::span::Span;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The expression cannot be answered.
    Error,
    /// It can be answered, but probably says something else than meant.
    Warning,
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Where in the text, in bytes.
    pub span: Span,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub fix: String,
    /// What could have been meant, best first.
    pub nearest: Vec<String>,
    /// Text that, put in place of the span, mends it.
    pub replacement: Option<String>,
    /// The replacement is the whole text as it was probably meant, and takes the place of all of it.
    pub whole: bool,
}

impl Diagnostic {
    /// An error.
    pub fn error(span: Span, what: impl Into<String>, fix: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            span,
            what: what.into(),
            fix: fix.into(),
            nearest: Vec::new(),
            replacement: None,
            whole: false,
        }
    }

    /// A warning.
    pub fn warning(span: Span, what: impl Into<String>, fix: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::error(span, what, fix)
        }
    }

    /// With what could have been meant; the first is offered as the replacement.
    #[must_use]
    pub fn with_nearest(mut self, nearest: Vec<String>, quote: bool) -> Diagnostic {
        self.replacement = nearest.first().map(|n| {
            if quote {
                crate::targeting::print::quoted(n)
            } else {
                n.clone()
            }
        });
        self.nearest = nearest;
        self
    }

    /// With a text that mends it.
    #[must_use]
    pub fn with_replacement(mut self, text: impl Into<String>) -> Diagnostic {
        self.replacement = Some(text.into());
        self
    }

    /// What to do, with the nearest names: `Did you mean "Camping" or "Canopies"?`
    pub fn help(&self) -> String {
        if let (true, Some(meant)) = (self.whole, &self.replacement) {
            return format!("Did you mean: {meant}");
        }
        let quoted: Vec<String> = self.nearest.iter().map(|n| format!("`{n}`")).collect();
        let meant = match quoted.split_last() {
            None => return self.fix.clone(),
            Some((last, [])) => format!("Did you mean {last}?"),
            Some((last, rest)) => format!("Did you mean {} or {last}?", rest.join(", ")),
        };
        if self.fix.is_empty() {
            meant
        } else {
            format!("{meant} {}", self.fix)
        }
    }
}

/// Whether one of them is an error.
pub fn any_error(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|p| p.severity == Severity::Error)
}

/// The problems under the text that they are in, for a terminal; without colours if asked.
pub fn render(text: &str, problems: &[Diagnostic], colours: bool) -> String {
    let (shown, place) = printable(text);
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let reports: Vec<String> = problems
        .iter()
        .map(|problem| {
            let level = match problem.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let (what, help) = (clean(&problem.what), problem.help());
            let help = clean(&help);
            let start = place(problem.span.start);
            let end = place(problem.span.end).max(start);
            let mut group = level.primary_title(what.as_ref()).element(
                Snippet::source(shown.as_str())
                    .annotation(AnnotationKind::Primary.span(start..end)),
            );
            if !help.is_empty() {
                group = group.element(Level::HELP.message(help.as_ref()));
            }
            renderer.render(&[group])
        })
        .collect();
    reports.join("\n")
}

/// The text with what must not reach a terminal shown as `?`, and the map from places in the text to places in it.
fn printable(text: &str) -> (String, impl Fn(usize) -> usize) {
    let mut shown = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        places.extend(std::iter::repeat_n(shown.len(), c.len_utf8()));
        match c {
            '\n' => shown.push('\n'),
            '\t' | '\r' => shown.push(' '),
            c if crate::model::text::is_hostile(c) => shown.push('?'),
            c => shown.push(c),
        }
    }
    let end = shown.len();
    (shown, move |at| places.get(at).copied().unwrap_or(end))
}
