//! Conditions on the moment or the request: season, hour, weather, page, cart.

use super::Checker;
use crate::model::money::Currency;
use crate::model::text::fold;
use crate::targeting;
use crate::targeting::ast::Value;
use crate::targeting::fields::FieldInfo;
use crate::targeting::moment::{MomentField, MomentTest, OfMoment};
use crate::targeting::near::nearest;
use crate::targeting::parse::is_order;
use crate::targeting::plan::{Cmp, NumberTest, Test, TextTest, Word};
use crate::targeting::vocabulary::Listed;

impl Checker<'_> {
    pub(super) fn of_moment(field: MomentField, is: MomentTest) -> Test {
        Test::Moment(OfMoment {
            field,
            is,
            known: None,
        })
    }

    pub(super) fn compare_moment(
        &mut self,
        info: &FieldInfo,
        field: MomentField,
        cmp: Cmp,
        value: &Value,
    ) -> Option<Test> {
        if field.is_text() {
            if is_order(cmp) {
                self.no_order(info, cmp, value);
                return None;
            }
            let word = self.moment_word(field, value);
            let is = TextTest::Is(word, cmp == Cmp::NotEqual);
            return Some(Self::of_moment(field, MomentTest::Text(is)));
        }
        let n = self.moment_number(info, field, value)?;
        let is = NumberTest::Is(cmp, n);
        Some(Self::of_moment(field, MomentTest::Number(is)))
    }

    pub(super) fn list_moment(
        &mut self,
        info: &FieldInfo,
        field: MomentField,
        not: bool,
        values: &[Value],
    ) -> Option<Test> {
        let is = if field.is_text() {
            let words = values.iter().map(|v| self.moment_word(field, v)).collect();
            MomentTest::Text(TextTest::In(words, not))
        } else {
            let all: Vec<Option<i64>> = values
                .iter()
                .map(|v| self.moment_number(info, field, v))
                .collect();
            MomentTest::Number(NumberTest::In(all.into_iter().collect::<Option<_>>()?, not))
        };
        Some(Self::of_moment(field, is))
    }

    pub(super) fn moment_number(
        &mut self,
        info: &FieldInfo,
        field: MomentField,
        value: &Value,
    ) -> Option<i64> {
        let decimals = field.decimals(self.vocabulary.currency.unwrap_or(Currency::UNKNOWN));
        let unit = match field {
            MomentField::Temp => "degrees Celsius",
            MomentField::CartValue => "an amount",
            _ => "a whole number",
        };
        self.decimal(info.name, info.example, unit, &value.text, decimals, value)
    }

    /// A name of the field, or the weather in a word.
    pub(super) fn moment_word(&mut self, field: MomentField, value: &Value) -> Word {
        if field == MomentField::Weather {
            self.listed(Listed::Sky, value);
            return Word::new(&value.text);
        }
        match field.choices() {
            Some(choices) => self.choice(&choices, value),
            None => Word::new(&value.text),
        }
    }

    /// One of a few names, shortened or in another letter case; another is told the nearest.
    pub(super) fn choice(&mut self, choices: &[&'static str], value: &Value) -> Word {
        let plain = targeting::plain(&value.text);
        let meant = match plain.as_str() {
            "fall" => "autumn",
            other => other,
        };
        let found = choices.iter().find(|c| targeting::plain(c) == meant);
        // `sat`, `Mon`
        let short = || {
            choices
                .iter()
                .find(|c| meant.len() == 3 && fold(c).starts_with(meant))
        };
        if let Some(choice) = found.or_else(short) {
            return Word::new(choice);
        }
        let near = nearest(&value.text, choices.iter().copied());
        let all = format!("There are: {}.", choices.join(", "));
        self.unknown_value(value, near, &all);
        Word::new(&value.text)
    }
}
