//! Days, lengths of time and windows.

use super::Checker;
use crate::targeting::ast::{self, Value};
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::guess::{self, iso_day};
use crate::targeting::near::nearest;
use crate::targeting::when::{Length, NamedDay, Unit, When, Window};

impl Checker<'_> {
    pub(super) fn window(&mut self, window: &ast::Window) -> Option<Window> {
        match window {
            ast::Window::Within(length) => self.length(length).map(Window::Within),
            ast::Window::Since(day) => self.when(day).map(Window::Since),
            ast::Window::Between(from, to) => {
                let (a, b) = (self.when(from), self.when(to));
                let (a, b) = (a?, b?);
                if let (When::Date(x), When::Date(y)) = (a, b)
                    && x > y
                {
                    self.swapped(from.span.to(to.span), from, to);
                }
                Some(Window::Between(a, b))
            }
        }
    }

    pub(super) fn length(&mut self, value: &Value) -> Option<Length> {
        let text = value.text.as_str();
        if let Some(length) = Length::parse(text) {
            return Some(length);
        }
        let units = "Units: h hours, d days, w weeks, m months, y years.";
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let problem = match (number, unit) {
            ("", _) if text.starts_with('-') => Diagnostic::error(
                value.span,
                "a length of time has no sign",
                format!("Write WITHIN {}.", text.trim_start_matches('-')),
            )
            .with_replacement(text.trim_start_matches('-')),
            ("", _) => Diagnostic::error(
                value.span,
                format!("{value} is no length of time"),
                format!("Write a number and a unit, for example 30d. {units}"),
            ),
            (_, "") => Diagnostic::error(
                value.span,
                format!("{number} has no unit"),
                format!("Write {number}d for days. {units}"),
            )
            .with_replacement(format!("{number}d")),
            (_, unit)
                if Unit::ALL
                    .iter()
                    .any(|(l, _)| unit.eq_ignore_ascii_case(&l.to_string())) =>
            {
                Diagnostic::error(
                    value.span,
                    format!("{text} is longer than any shop is old"),
                    "Use a shorter one.",
                )
            }
            (_, written) => {
                let meant = guess::unit(written);
                let near = meant.map(|l| format!("{number}{l}")).into_iter().collect();
                Diagnostic::error(value.span, format!("there is no unit `{written}`"), units)
                    .with_nearest(near, false)
            }
        };
        self.problems.push(problem);
        None
    }

    pub(super) fn when(&mut self, value: &Value) -> Option<When> {
        if let Some(when) = When::parse(&value.text) {
            return Some(when);
        }
        let text = value.text.as_str();
        let forms =
            "Write a day as 2026-01-31, so long ago as -30d, or today, yesterday, this_month.";
        let problem = if Length::parse(text).is_some() {
            Diagnostic::error(
                value.span,
                format!("{text} is a length, and a day is needed"),
                format!("For so long ago write -{text}."),
            )
            .with_replacement(format!("-{text}"))
        } else if let Some(day) = iso_day(text) {
            Diagnostic::error(
                value.span,
                format!("{text} is a day in another form"),
                format!("Write {day}."),
            )
            .with_replacement(day)
        } else {
            let words = NamedDay::ALL.iter().map(|(w, _, _)| *w);
            let near = nearest(text, words);
            Diagnostic::error(value.span, format!("{value} is no day"), forms)
                .with_nearest(near, false)
        };
        self.problems.push(problem);
        None
    }
}
